"""Pairs of resources that whoever runs a command decides."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from podium.graph.adoption import adoptable
from podium.graph.decisions import Decisions
from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import graph, lock
from tests.podium.spec.scores import score

DEFINITIONS = """\
pg: {match: {type: pg}, component: pg}
large: {match: {type: pg, class: large}, component: big}
redis: {match: {type: redis}, component: redis}
"""
BEFORE = score("web", "a1: {type: pg}, a2: {type: pg}, c1: {type: redis}")


def adopting(pairs, now, *, before=BEFORE):
    """Return the graph of a workload that adopts, against the lock of what it was."""
    previous = lock(graph(before, definitions=DEFINITIONS)) if before else None
    return graph(now, definitions=DEFINITIONS, previous=previous, decisions=Decisions(adopted=pairs))


def test_a_resource_takes_over_what_another_one_had():
    """Under another class too, which no pair is found for; the object name is what it was."""
    old, new = ResourceUid.parse("pg.default#web.a1"), ResourceUid.parse("pg.large#web.b1")
    found = adopting(
        {str(new): str(old)}, score("web", "b1: {type: pg, class: large}, a2: {type: pg}, c1: {type: redis}")
    )
    assert (found.nodes[new].aliases, found.nodes[new].name) == ((str(old),), old.object_name)
    assert not found.warnings


def test_without_a_lock_the_old_name_follows_from_the_old_uid():
    """So a lost lock does not stand in the way."""
    found = adopting({"pg.default#web.b1": "pg.default#web.a1"}, score("web", "b1: {type: pg}"), before=None)
    node = found.nodes[ResourceUid.parse("pg.default#web.b1")]
    assert (node.name, node.aliases) == (ResourceUid.parse("pg.default#web.a1").object_name, ("pg.default#web.a1",))


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        (
            {"pg.default#web.b2": "pg.default#web.a1"},
            ["nobody asks for pg.default#web.b2: did you mean 'pg.default#web.b1'?"],
        ),
        (
            {"pg.default#web.b1": "pg.default#web.a3"},
            ["the lock holds no pg.default#web.a3: did you mean 'pg.default#web.a2'?"],
        ),
        (
            {"pg.default#web.b1": "redis.default#web.c1"},
            ["redis.default#web.c1 is still asked for: remove the claim, or do not adopt it"],
        ),
        (
            {"redis.default#web.c1": "pg.default#web.a1"},
            ["a 'redis' cannot adopt a 'pg': adopt one of the same type"],
        ),
        (
            {"pg.default#web.b1": "pg.default#web.a1", "pg.default#web.b0": "pg.default#web.a1"},
            ["pg.default#web.b0 and pg.default#web.b1 both adopt pg.default#web.a1: let one of them adopt it"],
        ),
    ],
)
def test_what_cannot_be_adopted_is_told(pairs, told):
    """At the option, with a suggestion."""
    with pytest.raises(ResolutionError) as caught:
        adopting(pairs, score("web", "b0: {type: pg}, b1: {type: pg}, c1: {type: redis}"))
    errors = [problem for problem in caught.value.diagnostics if problem.severity == "error"]
    assert [f"{problem.message}: {problem.fix}" for problem in errors] == told
    assert {problem.code for problem in errors} == {"R028"}


@pytest.mark.parametrize(
    ("new", "old", "told"),
    [
        ("pg.default#x", "nonsense", "'nonsense' is no uid"),
        ("workload.default#web", "workload.default#shop", "a 'workload' adopts nothing"),
    ],
)
def test_a_uid_of_something_that_holds_data_is_named(new, old, told):
    """A workload has the name of its own."""
    problems = []
    assert adoptable({new: old}, {new}, None, problems) == {}
    assert [problem.message for problem in problems] == [told]


def test_a_lock_that_was_written_anew_does_not_stand_in_the_way():
    """It has forgotten what was there; what is deployed may have it still."""
    now = score("web", "b1: {type: pg}")
    found = adopting({"pg.default#web.b1": "pg.default#web.a1"}, now, before=now)
    assert found.nodes[ResourceUid.parse("pg.default#web.b1")].aliases == ("pg.default#web.a1",)
