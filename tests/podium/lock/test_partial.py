"""The lock of some workloads in that of all."""

from __future__ import annotations

from dataclasses import replace

from podium.lock.model import Acceptance, LockedClaimant, LockedWorkload
from podium.lock.partial import with_others
from tests.podium.lock.locks import a_lock, a_resource

API, WEB = LockedClaimant("api", "db"), LockedClaimant("web", "db")
WORKLOADS = {name: LockedWorkload(name, f"{name}.yaml", "0") for name in ("api", "web")}
SHARED = a_resource("postgres.default#shared", claimants=(API, WEB), needs=("postgres-instance.default#server",))
SERVER = a_resource("postgres-instance.default#server", claimants=(API,), definition="server")
OF_API = a_resource("redis.default#api.cache", claimants=(API,))
OF_WEB = a_resource("redis.default#web.cache", claimants=(WEB,), definition="own")
ALL = a_lock(
    SHARED,
    SERVER,
    OF_API,
    OF_WEB,
    workloads=WORKLOADS,
    definitions={"cache": {"a": 1}, "server": {}, "own": {}},
    accepted=(Acceptance(OF_API.uid, "a", "b"), Acceptance(OF_WEB.uid, "a", "b")),
)


def test_what_others_have_is_kept():
    """With what it needs, its definitions, and what was agreed for it."""
    lock = a_lock(OF_API, workloads={"api": WORKLOADS["api"]}, definitions={"cache": {"a": 2}})
    found = with_others(lock, ALL)
    kept = {OF_API.uid: OF_API, OF_WEB.uid: OF_WEB, SHARED.uid: SHARED, SERVER.uid: SERVER}
    assert (found.workloads, found.resources) == (WORKLOADS, kept)
    assert found.definitions == {"cache": {"a": 2}, "server": {}, "own": {}}
    assert found.accepted == (Acceptance(OF_WEB.uid, "a", "b"),)


def test_what_is_shared_keeps_all_who_ask():
    """As it is decided now."""
    lock = a_lock(replace(SHARED, claimants=(API,), name="new"), workloads={"api": WORKLOADS["api"]})
    assert with_others(lock, ALL).resources[SHARED.uid] == replace(SHARED, name="new")


def test_what_nobody_else_asks_for_goes():
    """It belonged to the workload that was planned."""
    found = with_others(a_lock(workloads={"web": WORKLOADS["web"]}), ALL)
    assert found.resources.keys() == {SHARED.uid, SERVER.uid, OF_API.uid}
