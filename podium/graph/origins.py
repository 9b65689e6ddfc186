"""What a resource had before, and keeps: the name of its objects, and the uids under which it was known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from podium.graph.uid import ResourceUid
from podium.lock.model import Lock

__all__ = ["Origin", "locked_origins", "origin_of", "without_live"]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a resource had before.

    Attributes:
        name: The name of its objects.
        component: The component that the name is kept for; None for any.
        aliases: Uids that it had, latest first.
    """

    name: str
    component: str | None
    aliases: tuple[str, ...] = ()


def locked_origins(previous: Lock | None) -> dict[str, Origin]:
    """Return what resources have by the lock: names that were kept once are kept on."""
    locked = previous.resources if previous else {}
    return {uid: Origin(resource.name, resource.component, resource.aliases) for uid, resource in locked.items()}


def origin_of(old: str, previous: Lock | None) -> Origin:
    """Return what a resource has that takes over from another one.

    Args:
        old: Uid of the other one; one that no lock holds had the name that follows from its uid.
        previous: The lock that the environment had before.
    """
    locked = previous.resources.get(old) if previous else None
    if locked is None:
        return Origin(ResourceUid.parse(old).object_name, None, (old,))
    return Origin(locked.name, None, (old, *locked.aliases))


def without_live(origins: Mapping[str, Origin], live: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the aliases of each resource without those that are resources themselves, or another one's already."""
    taken = set(live)
    aliases: dict[str, tuple[str, ...]] = {}
    for uid in sorted(live):
        kept = [alias for alias in dict.fromkeys(origins[uid].aliases) if alias not in taken] if uid in origins else []
        taken.update(kept)
        aliases[uid] = tuple(kept)
    return aliases
