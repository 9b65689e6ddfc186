"""The lock of some workloads put into the lock of all."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from podium.lock.model import Lock, LockedResource

__all__ = ["with_others"]


def with_others(lock: Lock, previous: Lock) -> Lock:
    """Return a lock of some workloads, with all that the previous lock holds of others.

    Args:
        lock: The decisions of the workloads that were planned.
        previous: The lock of the environment.
    """
    others = previous.workloads.keys() - lock.workloads.keys()
    kept = {uid: previous.resources[uid] for uid in _of(previous, others)}
    resources = {uid: _shared(resource, kept.get(uid), others) for uid, resource in lock.resources.items()}
    resources |= {uid: resource for uid, resource in kept.items() if uid not in resources}
    answering = {resource.definition for resource in resources.values()} & previous.definitions.keys()
    return replace(
        lock,
        workloads={**lock.workloads, **{name: previous.workloads[name] for name in others}},
        resources=resources,
        definitions={**{name: previous.definitions[name] for name in answering}, **lock.definitions},
        accepted=tuple(sorted({*lock.accepted, *(one for one in previous.accepted if one.uid in kept)})),
    )


def _of(lock: Lock, workloads: Set[str]) -> Iterator[str]:
    """Yield the uids of what workloads ask for, and of all that this needs."""
    found: set[str] = set()
    waiting = [
        uid
        for uid, resource in lock.resources.items()
        if any(claimant.workload in workloads for claimant in resource.claimants)
    ]
    while waiting:
        uid = waiting.pop()
        if uid not in found and uid in lock.resources:
            found.add(uid)
            waiting += lock.resources[uid].needs
            yield uid


def _shared(resource: LockedResource, before: LockedResource | None, others: Set[str]) -> LockedResource:
    """Return a resource with those of other workloads that ask for it too."""
    asking = [claimant for claimant in before.claimants if claimant.workload in others] if before else []
    return replace(resource, claimants=tuple(sorted((*resource.claimants, *asking), key=lambda one: one.workload)))
