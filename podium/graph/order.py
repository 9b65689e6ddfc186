"""An order in which resources can be made."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping
from typing import TypeVar

__all__ = ["dependency_order"]

KeyT = TypeVar("KeyT")


def dependency_order(edges: Mapping[KeyT, Iterable[KeyT]]) -> tuple[list[KeyT], list[list[KeyT]]]:
    """Sort the keys so that each comes after what it needs; equals are sorted by themselves.

    Args:
        edges: For each key, the keys it needs. Keys must be sortable.

    Returns:
        The order and no cycles, or an empty order and the cycles, each as a path that ends where it starts.
    """
    # Lists, because the walk through sets of strings differs from process to process.
    remaining = {key: sorted(set(targets)) for key, targets in sorted(edges.items())}  # type: ignore[type-var]
    cycles: list[list[KeyT]] = []
    while True:
        sorter = graphlib.TopologicalSorter(remaining)
        try:
            sorter.prepare()
        except graphlib.CycleError as problem:
            # graphlib tells one cycle, dependencies first; taking one of its edges away shows the next.
            path = _from_smallest(list(reversed(problem.args[1])))
            cycles.append(path)
            remaining[path[0]].remove(path[1])
            continue
        return ([] if cycles else _in_batches(sorter)), cycles


def _from_smallest(cycle: list[KeyT]) -> list[KeyT]:
    """Return the same cycle told from its smallest key."""
    ring = cycle[:-1]
    start = ring.index(min(ring))  # type: ignore[type-var]
    return [*ring[start:], *ring[:start], ring[start]]


def _in_batches(sorter: graphlib.TopologicalSorter[KeyT]) -> list[KeyT]:
    order: list[KeyT] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())  # type: ignore[type-var]  # the caller's keys are sortable
        order += ready
        sorter.done(*ready)
    return order
