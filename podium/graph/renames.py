"""Workloads that got another name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from podium.graph.context import WorkloadContext
from podium.graph.request import NAMESPACE, WORKLOAD
from podium.lock.model import Lock

__all__ = ["may_move", "renamed_workloads"]

Claims: TypeAlias = Mapping[str, Set[tuple[str, str, str]]]
"""Type, class and name of what each workload asks for."""


def renamed_workloads(claimed: Claims, workloads: Mapping[str, WorkloadContext], previous: Lock) -> dict[str, str]:
    """Return the new name of each workload that was renamed, by its old one.

    A workload that is gone was renamed to one that is new if both are in the same Score file; or else if both have the
    same claims and the same containers, and no others have.

    Args:
        claimed: What each workload asks for.
        workloads: The workloads by name.
        previous: The lock that the environment had before.
    """
    gone = {name: locked for name, locked in previous.workloads.items() if name not in workloads}
    come = {name: context for name, context in workloads.items() if name not in previous.workloads}
    if not gone or not come:
        return {}
    depths = sorted({len(PurePosixPath(locked.file).parts) for locked in gone.values()} - {0})
    renamed = _paired(
        {name: (PurePosixPath(locked.file).parts,) for name, locked in gone.items()},
        {name: tuple(_endings(context, depths)) for name, context in come.items()},
    )
    before, taken = _claimed_before(previous), set(renamed.values())
    return renamed | _paired(
        {name: (_form(before.get(name), gone[name].images),) for name in gone.keys() - renamed.keys()},
        {name: (_form(claimed.get(name), come[name].loaded.workload.containers),) for name in come.keys() - taken},
    )


def may_move(uid: str) -> bool:
    """Return whether a resource of a lock can become another one; what is called by its own name cannot."""
    return uid.partition(".")[0] not in {WORKLOAD, NAMESPACE}


def _paired(old: Mapping[str, Iterable[Hashable]], new: Mapping[str, Iterable[Hashable]]) -> dict[str, str]:
    """Return new by old where both have a key that nobody else has, and no other key leads elsewhere."""
    olds, news = _by_key(old), _by_key(new)
    found = {(olds[key][0], names[0]) for key, names in news.items() if len(names) == 1 and len(olds.get(key, ())) == 1}
    told = Counter(name for pair in found for name in (("old", pair[0]), ("new", pair[1])))
    return {before: now for before, now in sorted(found) if told["old", before] == told["new", now] == 1}


def _by_key(named: Mapping[str, Iterable[Hashable]]) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = defaultdict(list)
    for name in sorted(named):
        for key in named[name]:
            found[key].append(name)
    return found


def _endings(context: WorkloadContext, depths: Iterable[int]) -> Iterator[Hashable]:
    """Yield the ends of a file's path; a lock has paths from the project's folder on, wherever that is."""
    parts = Path(context.loaded.file).absolute().parts
    return (parts[-depth:] for depth in depths)


def _form(claims: Set[tuple[str, str, str]] | None, containers: Iterable[str]) -> Hashable:
    return frozenset(claims or ()), frozenset(containers)


def _claimed_before(previous: Lock) -> Claims:
    claimed: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for uid, resource in previous.resources.items():
        resource_type, _, rest = uid.partition(".")
        for claimant in resource.claimants if may_move(uid) else ():
            claimed[claimant.workload].add((resource_type, rest.partition("#")[0], claimant.name))
    return claimed
