"""An order in which things that need each other can be made, or the cycles that forbid one."""

from __future__ import annotations

import collections
import contextlib
import graphlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

__all__ = ["dependency_order"]

KeyT = TypeVar("KeyT")

_MOST = 100


def dependency_order(edges: Mapping[KeyT, Iterable[KeyT]]) -> tuple[list[KeyT], list[list[KeyT]]]:
    """Sort the keys so that each comes after what it needs; equals are sorted by themselves.

    Args:
        edges: For each key, the keys it needs. Keys must be sortable.

    Returns:
        The order and no cycles; or an empty order and, for every reference that is part of a cycle, a shortest cycle
        through it, each cycle once, as a path that ends where it starts. Of very many cycles the first hundred.
    """
    # Lists, because the walk through sets of strings differs from process to process.
    ordered = {key: sorted(set(targets)) for key, targets in sorted(edges.items())}  # type: ignore[type-var]
    done = _in_batches(ordered)
    return (done, []) if len(done) == len(ordered) else ([], _cycles(ordered))


def _cycles(edges: Mapping[KeyT, Sequence[KeyT]]) -> list[list[KeyT]]:
    """Return cycles such that each edge of a cycle is on one of them."""
    between = _between_cycles(edges)
    cycles: list[list[KeyT]] = []
    shown: set[tuple[KeyT, KeyT]] = set()
    for key, targets in between.items():
        for target in targets:
            path = None if (key, target) in shown else _shortest(between, target, key)
            if path:
                cycles.append(_from_smallest([key, *path]))
                shown.update(itertools.pairwise(cycles[-1]))
            if len(cycles) == _MOST:
                return sorted(cycles)
    return sorted(cycles)


def _between_cycles(edges: Mapping[KeyT, Sequence[KeyT]]) -> dict[KeyT, list[KeyT]]:
    """Return the graph without what comes before all cycles or after all of them, which can be much."""
    before_all = _in_batches(edges)
    kept = edges.keys() - before_all
    needed_by: dict[KeyT, list[KeyT]] = {key: [] for key in kept}
    for key in kept:
        for target in edges[key]:
            needed_by.get(target, []).append(key)
    after_all = _in_batches(needed_by)
    kept -= set(after_all)
    return {key: [target for target in targets if target in kept] for key, targets in edges.items() if key in kept}


def _shortest(edges: Mapping[KeyT, Sequence[KeyT]], start: KeyT, end: KeyT) -> list[KeyT] | None:
    """Return the shortest path between two keys, both of them included; None if there is none."""
    came_from: dict[KeyT, KeyT] = {start: start}
    queue = collections.deque([start])
    while queue and end not in came_from:
        key = queue.popleft()
        for target in edges[key]:
            if target not in came_from:
                came_from[target] = key
                queue.append(target)
    if end not in came_from:
        return None
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def _from_smallest(cycle: list[KeyT]) -> list[KeyT]:
    """Return the same cycle told from its smallest key."""
    ring = cycle[:-1]
    start = ring.index(min(ring))  # type: ignore[type-var]
    return [*ring[start:], *ring[:start], ring[start]]


def _in_batches(edges: Mapping[KeyT, Sequence[KeyT]]) -> list[KeyT]:
    """Return the keys in order as far as there is one; what is on a cycle, or needs something there, is left out."""
    sorter = graphlib.TopologicalSorter(edges)
    with contextlib.suppress(graphlib.CycleError):
        sorter.prepare()
    order: list[KeyT] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())  # type: ignore[type-var]  # the caller's keys are sortable
        if not ready:
            break
        order += ready
        sorter.done(*ready)
    return order
