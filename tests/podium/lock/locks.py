"""Locks for tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from podium.lock.model import Acceptance, Lock, LockedClaimant, LockedResource, LockedWorkload

__all__ = ["a_lock", "a_resource", "any_lock"]


def a_resource(uid: str, **changes: Any) -> LockedResource:
    """Return a resource that one workload asks for."""
    given = {
        "uid": uid,
        "definition": "cache",
        "component": "redis",
        "version": "1.0.0",
        "stateful": False,
        "name": "cache-1",
        "namespace": "namespace.default#dev",
        "claimants": (LockedClaimant("web", "cache"),),
    }
    return LockedResource(**{**given, **changes})


def a_lock(*resources: LockedResource, environment: str = "dev", **changes: Any) -> Lock:
    """Return a lock of resources."""
    return Lock(environment, resources={resource.uid: resource for resource in resources}, **changes)


_TEXT = st.text(max_size=8)
_NAME = st.text("abcdef-", min_size=1, max_size=4)
_UID = st.builds("{}.default#{}".format, _NAME, _NAME)
_SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT
_VALUE = st.recursive(
    _SCALAR, lambda below: st.lists(below, max_size=3) | st.dictionaries(_TEXT, below, max_size=3), max_leaves=6
)
_PARAMS = st.dictionaries(_TEXT, _VALUE, max_size=3)
_UIDS = st.lists(_UID, max_size=2, unique=True).map(tuple)

_RESOURCE = st.builds(
    LockedResource,
    uid=_UID,
    definition=_NAME,
    component=_NAME,
    version=_NAME,
    stateful=st.booleans(),
    name=_NAME,
    namespace=st.none() | _UID,
    claimants=st.lists(st.builds(LockedClaimant, _NAME, _NAME), min_size=1, max_size=2).map(tuple),
    needs=_UIDS.map(sorted).map(tuple),
    params=_PARAMS,
    identity=_PARAMS,
    outputs=st.dictionaries(_NAME, st.booleans(), max_size=2),
    aliases=_UIDS,
)
_WORKLOAD = st.builds(LockedWorkload, _NAME, _TEXT, _TEXT, st.dictionaries(_NAME, _TEXT, max_size=2))

any_lock = st.builds(
    Lock,
    environment=_NAME,
    workloads=st.lists(_WORKLOAD, max_size=2).map(lambda found: {one.name: one for one in found}),
    resources=st.lists(_RESOURCE, max_size=4).map(lambda found: {one.uid: one for one in found}),
    definitions=st.dictionaries(_NAME, _PARAMS, max_size=2),
    accepted=st.lists(st.builds(Acceptance, _UID, _TEXT, _TEXT), max_size=2, unique=True).map(sorted).map(tuple),
)
"""Any lock that can be written."""
