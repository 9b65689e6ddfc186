"""What changes from one lock to another."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from podium.lock.diff import LockDiff, diff_locks
from podium.lock.model import Acceptance, LockedClaimant, LockedWorkload
from podium.lock.values import ABSENT
from tests.podium.lock.locks import a_lock, a_resource, any_lock

DATABASE = a_resource("postgres.default#web.db", stateful=True, identity={"name": "db"}, params={"name": "db"})
CACHE = a_resource("redis.default#web.cache", params={"size": 1, "host": "${postgres.default#web.db.host}"})


def changed(before, after) -> list[tuple[str, object, object]]:
    """Return the changes of one resource."""
    (found,) = diff_locks(a_lock(before), a_lock(after)).changed
    return [(change.path, change.old, change.new) for change in found.changes]


@given(any_lock, any_lock)
def test_locks_differ_exactly_where_they_are_not_the_same(old, new):
    """Whatever differs shows, and nothing else."""
    assert diff_locks(old, old).is_empty
    found = diff_locks(old, new)
    assert not found.is_empty or old == new
    for text in (found.to_text(), json.dumps(found.to_json()), found.to_markdown()):
        assert text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"definition": "other"}, ("definition", "cache", "other")),
        ({"component": "valkey", "version": "2.0.0"}, ("component", "redis@1.0.0", "valkey@2.0.0")),
        ({"version": "1.1.0"}, ("component", "redis@1.0.0", "redis@1.1.0")),
        ({"stateful": True}, ("stateful", False, True)),
        ({"name": "b"}, ("name", "cache-1", "b")),
        ({"namespace": None}, ("namespace", "namespace.default#dev", None)),
        ({"needs": ("a.b#c",)}, ("needs", ABSENT, "a.b#c")),
        ({"aliases": ("a.b#c",)}, ("aliases", ABSENT, "a.b#c")),
        ({"outputs": {"host": True}}, ("outputs.host", ABSENT, True)),
        ({"identity": {"name": "x"}}, ("identity.name", ABSENT, "x")),
        ({"params": {"a": {"b": [1, 2]}}}, ("params.a", ABSENT, {"b": [1, 2]})),
    ],
)
def test_every_field_of_a_resource_is_compared(change, expected):
    """By its path, from old to new."""
    before = a_resource("redis.default#web.cache")
    assert changed(before, replace(before, **change)) == [expected]


def test_a_claimant_that_comes_or_goes_is_one_change():
    """One for another is one too, and so is another order of the same."""
    one, two = LockedClaimant("api", "cache"), LockedClaimant("web", "cache")
    before = replace(CACHE, claimants=(one, two))
    assert changed(before, replace(CACHE, claimants=(two,))) == [("claimants", "api.cache", ABSENT)]
    three = LockedClaimant("web", "store")
    assert changed(before, replace(CACHE, claimants=(one, three))) == [("claimants", "web.cache", "web.store")]
    assert changed(before, replace(CACHE, claimants=(two, one))) == [
        ("claimants", ["api.cache", "web.cache"], ["web.cache", "api.cache"])
    ]


def test_an_input_that_says_which_data_it_is_is_told_once():
    """As the param that it is."""
    assert changed(DATABASE, replace(DATABASE, identity={"name": "x"}, params={"name": "x"})) == [
        ("params.name", "db", "x")
    ]


def test_a_resource_that_took_over_is_renamed():
    """What refers to it did not change."""
    uid = "postgres.default#web.database"
    old = a_lock(DATABASE, replace(CACHE, needs=(DATABASE.uid,)))
    after = replace(CACHE, params={**CACHE.params, "host": f"${{{uid}.host}}"}, needs=(uid,))
    new = a_lock(replace(DATABASE, uid=uid, aliases=(DATABASE.uid,)), after)
    found = diff_locks(old, new)
    assert [(c.before.uid, c.after.uid, c.changes) for c in found.renamed] == [(DATABASE.uid, uid, ())]
    assert (found.added, found.removed, len(found.changed)) == ((), (), 1)


def test_one_resource_cannot_take_over_from_what_is_still_there():
    """Nor can two take over from one."""
    uid = "postgres.default#web.database"
    heir = replace(DATABASE, uid=uid, aliases=(DATABASE.uid,))
    assert not diff_locks(a_lock(DATABASE), a_lock(DATABASE, heir)).renamed
    twin = replace(heir, uid=f"{uid}2")
    found = diff_locks(a_lock(DATABASE), a_lock(heir, twin))
    assert ([c.after.uid for c in found.renamed], [r.uid for r in found.added]) == ([uid], [f"{uid}2"])


def test_an_image_is_told_once():
    """Not as a param of its workload's component too."""

    def locked(image: str, variable: str):
        params = {"containers": {"main": {"image": image, "variables": {"A": variable}}}}
        workload = a_resource("workload.default#web", params=params)
        return a_lock(workload, workloads={"web": LockedWorkload("web", "score.yaml", "0", {"main": image})})

    found = diff_locks(locked("a:1", "x"), locked("a:2", "y"))
    assert [(c.workload, c.container, c.old, c.new) for c in found.images] == [("web", "main", "a:1", "a:2")]
    assert [c.path for c in found.changed[0].changes] == ["params.containers.main.variables.A"]


def test_workloads_definitions_and_agreements_are_compared():
    """New ones, other ones and those that are gone."""
    one, two = LockedWorkload("one", "1.yaml", "a"), LockedWorkload("two", "2.yaml", "b")
    agreed, other = Acceptance("a.b#c", "x", "y"), Acceptance("a.b#d", "x", "nothing")
    old = a_lock(workloads={"one": one, "two": two}, definitions={"a": {"x": 1}, "b": {}}, accepted=(agreed,))
    changed_one = replace(one, digest="c")
    new = a_lock(workloads={"one": changed_one}, definitions={"a": {"x": 2}, "c": {}}, accepted=(other,))
    found = diff_locks(old, new)
    assert [(c.sign, c.name) for c in found.workloads] == [("~", "one"), ("-", "two")]
    assert [(c.sign, c.name) for c in found.definitions] == [("~", "a"), ("-", "b"), ("+", "c")]
    assert (found.accepted, found.withdrawn) == ((other,), (agreed,))
    assert not found.is_empty


def test_what_holds_data_comes_first():
    """Everywhere, then by uid."""
    first, last = a_resource("z.default#z", stateful=True), a_resource("a.default#a")
    assert [r.uid for r in diff_locks(None, a_lock(first, last)).added] == [first.uid, last.uid]
    assert [r.uid for r in diff_locks(a_lock(first, last), a_lock()).removed] == [first.uid, last.uid]


def test_the_json_form_has_everything():
    """A value that was not there has no key."""
    old = a_lock(DATABASE, CACHE)
    new = a_lock(replace(DATABASE, params={"name": "db", "size": 2}), a_resource("dns.default#web.host"))
    assert diff_locks(old, new).to_json() == {
        "environment": {"old": "dev", "new": "dev"},
        "added": [
            {
                "uid": "dns.default#web.host",
                "definition": "cache",
                "component": "redis",
                "version": "1.0.0",
                "stateful": False,
            }
        ],
        "removed": [
            {"uid": CACHE.uid, "definition": "cache", "component": "redis", "version": "1.0.0", "stateful": False}
        ],
        "changed": [{"uid": DATABASE.uid, "stateful": True, "changes": [{"path": "params.size", "new": 2}]}],
        "images": [],
        "workloads": [],
        "definitions": [],
        "accepted": [],
        "withdrawn": [],
    }


def test_no_lock_before_is_no_environment_before():
    """A first lock is compared with nothing."""
    assert diff_locks(None, a_lock()).old_environment is None
    assert diff_locks(a_lock(), a_lock(environment="prod")) == LockDiff("dev", "prod")
