"""Layers and edges of a node."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from podium.graph.decisions import Decisions, ParamOverride
from podium.graph.layers import merged
from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

UID = ResourceUid.of("redis", "web.cache")
BEFORE = "definitions:\n"
FIXED = {BEFORE: "tiers: {standard: {redis: {a: 1, m: {t: 1}}}}\nfixed: {redis: {e: 5, m: {e: 1}}}\n" + BEFORE}


def nodes(params="", definition="", decisions=(), changes=FIXED):
    """Return the node of a claim with params."""
    claim = f"cache: {{type: redis{f', params: {{{params}}}' if params else ''}}}"
    found = graph(
        score("web", claim),
        definitions=f"redis: {{match: {{type: redis}}, component: redis{definition}}}",
        decisions=Decisions(params=tuple(decisions)),
        **changes,
    )
    return found.nodes[UID]


def test_layers_are_told_weakest_first():
    """Tier, definition, claim, definition fixed, environment fixed, command line."""
    node = nodes(
        "a: 3, m: {c: 1}",
        ", params: {a: 2, m: {d: 1}}, fixed: {d: 4, e: 4}",
        [ParamOverride(str(UID), ("e",), 6)],
    )
    assert [(layer.source, layer.fixed) for layer in node.layers] == [
        ("tier default", False),
        ("definition default", False),
        ("claim", False),
        ("definition fixed", True),
        ("environment fixed", True),
        ("command line", False),
    ]
    found = merged(node.layers)
    assert found.params == {"a": 3, "d": 4, "e": 6, "m": {"t": 1, "d": 1, "c": 1, "e": 1}}
    assert [item.source for item in found.overridden["a"]] == ["definition default", "tier default"]
    assert [item.source for item in found.overridden["e"]] == ["environment fixed", "definition fixed"]
    assert str(found.provenance["m.e"].span) == "dev.yaml:4:30"


@pytest.mark.parametrize(
    ("params", "definition", "told"),
    [
        ("e: 5, m: {e: 1, x: 9}", "", []),
        ("e: 6", "", [("'e' of redis.default#web.cache is fixed to 5 here", "file", "dev.yaml:4:20")]),
        ("e: 4", ", fixed: {e: 4}", [("'e' of redis.default#web.cache is fixed to 5 here", "file", "dev.yaml:4:20")]),
        ("m: {e: 2}", "", [("'m.e' of redis.default#web.cache is fixed to 1 here", "file", "dev.yaml:4:30")]),
        ("m: 2", "", [("'m' of redis.default#web.cache is fixed to a mapping here", "file", "dev.yaml:4:26")]),
        (
            "m: {f: {g: 2}}",
            ", fixed: {m: {f: {g: 1, h: 2}}}",
            [("'m.f.g' of redis.default#web.cache is fixed to 1 here", "definition", "dev.yaml:8:70")],
        ),
    ],
)
def test_a_claim_leaves_alone_what_is_fixed(params, definition, told):
    """Value by value; what the environment fixes wins over what a definition does."""
    if not told:
        assert nodes(params, definition)
        return
    with pytest.raises(ResolutionError) as caught:
        nodes(params, definition)
    found = [(problem.message, problem.why.split()[2], str(problem.related[0])) for problem in caught.value.diagnostics]
    assert found == told
    assert {problem.code for problem in caught.value.diagnostics} == {"R007"}


def test_what_is_fixed_may_read_what_definitions_read():
    """Facts and outputs of what is required; the latter make edges."""
    node = nodes(
        definition=", requires: {disk: {type: disk}}}\ndisk: {match: {type: disk}, component: disk",
        changes={BEFORE: 'fixed: {redis: {at: "${resources.disk.path}", by: "${workload.name}"}}\n' + BEFORE},
    )
    (layer,) = node.layers
    assert layer.params["by"] == "web"
    assert {uid.resource_type for uid in node.edges} == {"disk", "namespace"}
