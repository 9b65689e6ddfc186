"""Params that the command line sets."""

from __future__ import annotations

import pytest

from podium.diagnostics import ResolutionError
from podium.graph.decisions import Decisions, ParamOverride
from podium.graph.layers import merged
from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

DEFINITIONS = "redis: {match: {type: redis}, component: redis, params: {a: {x: 1}, b: 2}, fixed: {c: 3}}"
UID = "redis.default#web.cache"


def decided(*params):
    """Return the layers of a claim, with params decided for it: path and value."""
    decisions = Decisions(params=tuple(ParamOverride(UID, tuple(path.split(".")), value) for path, value in params))
    found = graph(score("web", "cache: {type: redis}"), definitions=DEFINITIONS, decisions=decisions)
    return found.nodes[ResourceUid.parse(UID)].layers


def test_the_command_line_is_stronger_than_what_is_fixed():
    """It sets one value of a mapping, and the option is the place of the value."""
    found = merged(decided(("c", 9), ("a.y", 5), ("a.z.q", 6)))
    assert found.params == {"a": {"x": 1, "y": 5, "z": {"q": 6}}, "b": 2, "c": 9}
    assert str(found.provenance["c"].span) == f"--param {UID}:c:1:1"
    assert found.provenance["c"].source == "command line"
    assert [item.source for item in found.overridden["c"]] == ["definition fixed"]


@pytest.mark.parametrize(
    ("uid", "path", "told"),
    [
        ("redis.default#web.cach", ("a",), f"nobody asks for redis.default#web.cach: did you mean '{UID}'?"),
        (UID, ("b", "x"), f"'b' of {UID} holds no 'b.x': set 'b' as a whole"),
        (UID, ("a", "x", "y"), f"'a.x' of {UID} holds no 'a.x.y': set 'a.x' as a whole"),
        (UID, (), f"no param of {UID} is named: name the param: UID:PATH=VALUE"),
        (UID, ("a", ""), f"no param of {UID} is named: name the param: UID:PATH=VALUE"),
    ],
)
def test_what_cannot_be_set_is_told(uid, path, told):
    """At the option, with the others."""
    decisions = Decisions(params=(ParamOverride(uid, path, 1),))
    with pytest.raises(ResolutionError) as caught:
        graph(score("web", "cache: {type: redis}"), definitions=DEFINITIONS, decisions=decisions)
    (problem,) = caught.value.diagnostics
    assert (problem.code, f"{problem.message}: {problem.fix}") == ("R024", told)
    assert str(problem.span).startswith(f"--param {uid}:")
