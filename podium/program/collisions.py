"""Objects that an answer would take over from the one whose place it takes, and then lose with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from podium.diagnostics import Diagnostic
from podium.plan.losses import Loss
from podium.program.monitor import RecordedResource, SecretValue
from podium.program.state import StateResource

__all__ = ["collisions"]

_Object: TypeAlias = tuple[str, str, str]


def collisions(
    swapped: Iterable[Loss],
    members: Mapping[str, Sequence[StateResource]],
    recorded: Mapping[str, Sequence[RecordedResource]],
) -> Iterator[Diagnostic]:
    """Yield swaps whose new objects have the names of the old ones (``G011``).

    The engine knows them as different resources: it makes the new ones, for which a cluster takes the objects that are
    there, and then deletes the old ones, which are the same objects.

    Args:
        swapped: Resources that another component answers now, although their data may go.
        members: What is in the state of each, by uid.
        recorded: What the program would register of each, by uid.
    """
    for loss in swapped:
        old = {_object(child.type, child.outputs.get("__inputs") or child.outputs) for child in members[loss.held.uid]}
        new = {_object(child.type, child.inputs) for child in recorded.get(loss.heir, ())}
        both = sorted(found for found in old & new if found)
        if both:
            yield _told(loss, both)


def _told(loss: Loss, both: Sequence[_Object]) -> Diagnostic:
    names = ", ".join(f"{kind.rpartition(':')[2]} '{name}'" for kind, name, _ in both)
    return Diagnostic(
        code="G011",
        message=f"'{loss.held.uid}' cannot be swapped in one run: the new answer's objects have the old one's names",
        span=loss.now.span if loss.now else None,
        why=f"it would take over, and then delete: {names}",
        fix="lock the old answer before the change, so that the new one gets another name; or state another `name:` in "
        "its definition; or deploy without the resource first",
    )


def _object(kind: str, inputs: Mapping[str, Any]) -> _Object | None:
    """Return what a cluster knows an object by; None for what is no object, or has no name yet."""
    metadata = inputs.get("metadata")
    metadata = metadata.value if isinstance(metadata, SecretValue) else metadata
    if not kind.startswith("kubernetes:") or not isinstance(metadata, Mapping):
        return None
    name, namespace = metadata.get("name"), metadata.get("namespace", "")
    return (kind, name, namespace) if isinstance(name, str) and isinstance(namespace, str) else None
