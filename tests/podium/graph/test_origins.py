"""What a resource had before, and keeps."""

from __future__ import annotations

from podium.graph.origins import Origin, locked_origins, origin_of, without_live
from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import graph, lock
from tests.podium.spec.scores import score

DEFINITIONS = "redis: {match: {type: redis}, component: redis}"


def test_an_alias_is_of_one_resource_that_is_no_more():
    """Whatever a lock says."""
    origins = {"a": Origin("x", None, ("old", "b")), "b": Origin("y", None, ("old", "older", "older"))}
    assert without_live(origins, ["b", "a", "c"]) == {"a": ("old",), "b": ("older",), "c": ()}


def test_origins_come_from_the_lock():
    """Or from the uid, where no lock knows it."""
    previous = lock(graph(score("web", "a1: {type: redis}"), definitions=DEFINITIONS))
    uid = ResourceUid.parse("redis.default#web.a1")
    assert locked_origins(None) == {}
    assert locked_origins(previous)[str(uid)] == Origin(uid.object_name, "redis")
    assert origin_of(str(uid), previous) == origin_of(str(uid), None) == Origin(uid.object_name, None, (str(uid),))
