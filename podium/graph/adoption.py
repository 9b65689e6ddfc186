"""Pairs of resources that whoever runs a command decides: one takes over what another had."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from podium.diagnostics import Diagnostic, Span, listed, suggest
from podium.graph.renames import may_move
from podium.graph.uid import ResourceUid
from podium.lock.model import Lock

__all__ = ["adoptable"]


def adoptable(
    adopted: Mapping[str, str], uids: Collection[str], previous: Lock | None, problems: list[Diagnostic]
) -> dict[str, str]:
    """Return the decided pairs that can be.

    Args:
        adopted: Old uid by new uid.
        uids: The resources of the graph.
        previous: The lock that the environment had before; where it lacks nothing any uid may have been.
        problems: Filled with the others (``R028``).
    """
    takers: dict[str, str] = {}
    for new, old in sorted(adopted.items()):
        problem = _unknown(new, old, uids, previous) or _unlike(new, old)
        if problem is None and old in takers:
            why = "what one had, one takes over"
            problem = _refused(new, old, f"{takers[old]} and {new} both adopt {old}", why, "let one of them adopt it")
        if problem:
            problems.append(problem)
        else:
            takers[old] = new
    return {new: old for old, new in takers.items()}


def _unknown(new: str, old: str, uids: Collection[str], previous: Lock | None) -> Diagnostic | None:
    if new not in uids:
        fix = suggest(new, uids) or "'podium graph' lists the uids"
        return _refused(new, old, f"nobody asks for {new}", "a resource of the environment adopts another one", fix)
    if old in uids:
        why = "what is there keeps what it has"
        return _refused(new, old, f"{old} is still asked for", why, "remove the claim, or do not adopt it")
    gone = _gone(old, uids, previous)
    if gone and old not in gone:
        fix = suggest(old, gone) or f"what is gone: {listed(gone)}"
        return _refused(new, old, f"the lock holds no {old}", "a resource adopts one that there was", fix)
    return None


def _gone(old: str, uids: Collection[str], previous: Lock | None) -> list[str]:
    """Return what the lock holds of a type and nobody asks for; a lock that was written anew has forgotten it."""
    resource_type = old.partition(".")[0]
    locked = previous.resources if previous else {}
    return [uid for uid in locked if uid not in uids and uid.partition(".")[0] == resource_type]


def _unlike(new: str, old: str) -> Diagnostic | None:
    try:
        before, now = ResourceUid.parse(old), ResourceUid.parse(new)
    except ValueError:
        why = "a uid names one resource"
        return _refused(new, old, f"'{old}' is no uid", why, "write it as type.class#id")
    if before.resource_type != now.resource_type:
        message = f"a '{now.resource_type}' cannot adopt a '{before.resource_type}'"
        return _refused(new, old, message, "only the same type holds the same data", "adopt one of the same type")
    if not may_move(new):
        message = f"a '{now.resource_type}' adopts nothing"
        return _refused(new, old, message, "its objects are called by its own name", "rename it back")
    return None


def _refused(new: str, old: str, message: str, why: str, fix: str) -> Diagnostic:
    return Diagnostic("R028", message, Span(f"--adopt {new}={old}"), why=why, fix=fix)
