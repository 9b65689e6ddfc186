"""What definitions may read."""

from __future__ import annotations

import pytest

from podium.catalogue.readable import FACTS, is_readable, unreadable
from podium.diagnostics import Span
from podium.environment.model import Tier
from podium.graph.context import WorkloadContext, facts
from podium.graph.uid import ResourceUid
from podium.spec.placeholder import Placeholder, parse_template
from tests.podium.graph.projects import environment
from tests.podium.spec.scores import loaded, score


def placeholder(text: str) -> Placeholder:
    """Return the placeholder with this text in its braces."""
    (found,) = parse_template("${" + text + "}").placeholders
    return found


@pytest.mark.parametrize(
    ("text", "has_self", "expected"),
    [
        ("environment.region", False, True),
        ("environment.region.name", False, False),
        ("environment", False, False),
        ("claim.object", False, True),
        ("target.ports", False, True),
        ("resources.server.host", False, True),
        ("resources.server", False, False),
        ("resources.other.host", False, False),
        ("self.host", False, False),
        ("self.host", True, True),
        ("self", True, False),
        ("metadata.name", True, False),
    ],
)
def test_facts_and_outputs_are_readable(text, has_self, expected):
    """By their exact names."""
    assert is_readable(placeholder(text), {"server"}, has_self=has_self) is expected


def test_what_is_near_is_suggested():
    """Else all that is known."""
    problem = unreadable(placeholder("self.hots"), {"server"}, Span("dev.yaml", 3), has_self=True)
    assert (problem.code, problem.span) == ("E020", Span("dev.yaml", 3))
    assert "self.<output>" in problem.fix


def test_facts_are_those_that_the_graph_gives():
    """What is checked when an environment is read is what is known when it answers; only a target may be missing."""
    web = loaded(score("web"))
    context = WorkloadContext(web, ResourceUid.of("workload", "web"), {}, "shop", Tier.STANDARD)
    known = facts(environment(), context, context.uid, claim="web", name="web")
    assert {root: sorted(values) for root, values in known.items()} == {
        root: sorted(keys) for root, keys in FACTS.items() if root != "target"
    }
