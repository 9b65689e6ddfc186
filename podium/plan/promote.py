"""Promotion: what one environment has proven becomes what another one has locked, as a change to review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from podium.collecting import collecting_later
from podium.diagnostics import (
    Diagnostic,
    LockError,
    ResolutionError,
    Severity,
    Span,
    listed,
    raise_if_any,
    sort_diagnostics,
    suggest,
)
from podium.environment.load import load_environment
from podium.graph.model import ResourceGraph
from podium.graph.resolve import resolve_graph
from podium.lock.diff import LockDiff, diff_locks
from podium.lock.model import Lock, LockedResource
from podium.lock.read import lock_file, read_lock
from podium.paths import shown
from podium.plan.build import plan_environment, plan_graph
from podium.plan.images import SUPPLIED, open_containers, own_images
from podium.plan.lock import lock_plan
from podium.plan.sharing import check_sharing
from podium.spec.options import NO_OPTIONS, LoadOptions

__all__ = ["Promotion", "other_versions", "promote"]


@dataclass(frozen=True, slots=True)
class Promotion:
    """A lock that is to be.

    Attributes:
        lock: The target's new lock.
        difference: What changes with it.
        images: What was promoted, by ``workload.container``.
        left_out: Workloads of the source that the target does not run.
        warnings: What differs from what was proven, and what the target's plan warns of.
    """

    lock: Lock
    difference: LockDiff
    images: Mapping[str, str]
    left_out: tuple[str, ...]
    warnings: tuple[Diagnostic, ...]


@collecting_later()
def promote(
    root: Path, source: str, target: str, workloads: Sequence[str] = (), options: LoadOptions = NO_OPTIONS
) -> Promotion:
    """Return the lock with which the target runs the images that the source has locked; writes nothing.

    Everything else follows from the target's own rules: its definitions, sizes, ranges of components and pins.

    Args:
        root: The project's folder.
        source: The environment that has proven something.
        target: The environment that is to run it.
        workloads: What is promoted; without names all that both environments run.
        options: Overrides, and where sources may lie.

    Raises:
        LockError: The source has no lock (``D010``), or one that the files do not give any more (``D011``), a workload
            that it does not hold (``D012``) or the target does not run (``D013``), an image that the target's own file
            decides (``D014``) or that the source does not know (``D016``), or one environment for both (``D017``).
        PodiumError: What keeps the target from being planned.
    """
    if source == target:
        message, why = f"'{source}' cannot be promoted to itself", "what is promoted comes from another environment"
        raise LockError(Diagnostic("D017", message, why=why, fix="name two environments"))
    proven, here = _proven(root, source, options)
    graph = resolve_graph(root, target, (), options)
    chosen = _chosen(workloads, proven, source, graph)
    images = {
        f"{name}.{container}": proven.workloads[name].images.get(container, SUPPLIED)
        for name in chosen
        for container in open_containers(here, name)
    }
    raise_if_any(LockError, [*_unknown(images, source), *_decided(images, graph)])
    plan = plan_graph(graph, images=images)
    shared = list(check_sharing(plan, root))
    raise_if_any(ResolutionError, shared)
    lock = lock_plan(plan)
    difference = diff_locks(graph.previous, lock)
    told = [*other_versions(proven, lock, chosen), *(_beyond(difference, chosen) if graph.previous else ())]
    return Promotion(
        lock=lock,
        difference=difference,
        images=images,
        left_out=tuple(sorted(set(proven.workloads) - set(lock.workloads))) if not workloads else (),
        warnings=sort_diagnostics((*plan.warnings, *shared, *told)),
    )


def _proven(root: Path, source: str, options: LoadOptions) -> tuple[Lock, ResourceGraph]:
    """Return the source's lock and graph, after making sure that they say the same."""
    lock, place = read_lock(root, source), Span(shown(lock_file(root, source)))
    fix = f"write it with `podium lock -e {source}`, deploy and test that, then promote"
    if lock is None:
        load_environment(root, source)  # A name that is wrong is told as such.
        message, why = f"'{source}' has no lock", "a lock says what was proven there"
        raise LockError(Diagnostic("D010", message, why=why, fix=fix))
    plan = plan_environment(root, source, options=options, guarded=False)
    difference = diff_locks(lock, lock_plan(plan))
    if not difference.is_empty:
        message, why = (
            f"the lock of '{source}' is not what the files give",
            f"different: {listed(_touched(difference))}",
        )
        raise LockError(Diagnostic("D011", message, place, why=why, fix=fix))
    if plan.graph is None:
        raise AssertionError("a plan of an environment has its graph")
    return lock, plan.graph


def _chosen(named: Sequence[str], proven: Lock, source: str, target: ResourceGraph) -> tuple[str, ...]:
    """Return the workloads to promote, sorted."""
    running = {loaded.workload.name for loaded in target.workloads}
    if not named:
        return tuple(sorted(proven.workloads.keys() & running))
    name = target.environment.environment.name
    problems = [
        *_not_among(named, proven.workloads, "D012", f"the lock of '{source}' holds no workload"),
        *_not_among([one for one in named if one in proven.workloads], running, "D013", f"'{name}' runs no workload"),
    ]
    raise_if_any(LockError, problems)
    return tuple(sorted(set(named)))


def _not_among(named: Iterable[str], known: Iterable[str], code: str, message: str) -> Iterator[Diagnostic]:
    there = set(known)
    for name in sorted(set(named) - there):
        why = "a promotion moves what both environments run"
        yield Diagnostic(code, f"{message} '{name}'", why=why, fix=suggest(name, there) or f"there: {listed(there)}")


def _unknown(images: Mapping[str, str], source: str) -> Iterator[Diagnostic]:
    for key in sorted(key for key, image in images.items() if image == SUPPLIED):
        message, why = f"'{source}' knows no image of '{key}'", "its lock was written without one"
        fix = f"lock it again with `--image {key}=IMAGE`"
        yield Diagnostic("D016", message, why=why, fix=fix)


def _decided(images: Mapping[str, str], target: ResourceGraph) -> Iterator[Diagnostic]:
    """Yield the images that the target's own file decides otherwise, which wins over its lock."""
    name, own = target.environment.environment.name, own_images(target)
    for key, image in sorted(images.items()):
        stated = next((name for name in (key, key.partition(".")[0]) if name in own), None)
        if stated is not None and own[stated] != image:
            yield Diagnostic(
                "D014",
                f"'{name}' has another image for '{stated}'",
                target.environment.document.span_at(("images", stated)),
                why="images under 'images:' win over those of the lock, so the promoted one would not run",
                fix=f"remove '{stated}' under 'images:'",
            )


def other_versions(proven: Lock, lock: Lock, workloads: Sequence[str]) -> list[Diagnostic]:
    """Return the components that workloads get in versions which the source has not proven (``D015``, warnings).

    Args:
        proven: The source's lock.
        lock: The target's.
        workloads: What is promoted.
    """
    known = _versions(proven, workloads)
    given = sorted(_versions(lock, workloads).items())
    return [
        _foreign(component, versions, known[component], proven, lock)
        for component, versions in given
        if component in known and versions - known[component]
    ]


def _foreign(component: str, versions: Set[str], known: Set[str], proven: Lock, lock: Lock) -> Diagnostic:
    foreign = versions - known
    relation = "older" if max(map(_order, foreign)) < min(map(_order, known)) else "other"
    return Diagnostic(
        "D015",
        f"'{lock.environment}' gets {component} {listed(foreign)}, {relation} than what '{proven.environment}' has "
        f"proven: {listed(known)}",
        why=f"ranges, pins and the lock of '{lock.environment}' decide which version it gets",
        fix="change the range under 'components:' in one of the two",
        severity=Severity.WARNING,
    )


def _touched(difference: LockDiff, outside: Sequence[str] = ()) -> set[str]:
    """Return what differs between two locks: uids, and names of workloads and definitions.

    Args:
        difference: The difference.
        outside: Workloads; nothing of them is returned then, and no definitions.
    """
    resources = (*difference.added, *difference.removed, *(change.after for change in difference.changed))
    workloads = {change.workload for change in difference.images} | {change.name for change in difference.workloads}
    definitions = set() if outside else {change.name for change in difference.definitions}
    uids = {resource.uid for resource in resources if not _serves(resource, set(outside))}
    return uids | definitions | (workloads - set(outside))


def _beyond(difference: LockDiff, chosen: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield what changes besides the promoted workloads (``D018``), because the files have changed since."""
    further = _touched(difference, chosen)
    if further:
        name = difference.new_environment
        why = f"the lock of '{name}' is written as a whole, and the files give something else by now"
        message = f"more changes in '{name}' than what is promoted: {listed(further)}"
        fix = "review that too, or take those files back first"
        yield Diagnostic("D018", message, why=why, fix=fix, severity=Severity.WARNING)


def _versions(lock: Lock, workloads: Iterable[str]) -> dict[str, set[str]]:
    """Return the versions of the components that workloads use, by component."""
    wanted, found = set(workloads), dict[str, set[str]]()
    for resource in lock.resources.values():
        if _serves(resource, wanted):
            found.setdefault(resource.component, set()).add(resource.version)
    return found


def _serves(resource: LockedResource, workloads: set[str]) -> bool:
    return any(claimant.workload in workloads for claimant in resource.claimants)


def _order(version: str) -> Version:
    try:
        return Version(version)
    except InvalidVersion:
        return Version("0")
