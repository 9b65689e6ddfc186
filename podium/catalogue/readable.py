"""What a definition may read: facts that are known before anything is made, and outputs of what it asks for itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from podium.diagnostics import Diagnostic, Span, suggest
from podium.spec.placeholder import Placeholder

__all__ = ["FACTS", "RESOURCES", "SELF", "is_readable", "unreadable"]

RESOURCES = "resources"
SELF = "self"

FACTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "claim": ("type", "class", "id", "name", "object"),
        "environment": ("name", "type", "region", "domain"),
        "target": ("name", "namespace", "service", "address", "ports"),
        "workload": ("name", "team", "tier"),
    }
)
"""Facts by what they are about; a definition reads one as ``${environment.region}``."""


def is_readable(placeholder: Placeholder, aliases: Collection[str], *, has_self: bool = False) -> bool:
    """Return whether something stands behind a placeholder of a definition.

    Args:
        placeholder: The placeholder.
        aliases: Aliases of what the definition requires.
        has_self: Whether the outputs of the answer itself may be read.
    """
    root, *keys = placeholder.path
    if root == RESOURCES:
        return len(keys) > 1 and keys[0] in aliases
    if root == SELF:
        return has_self and bool(keys)
    return len(keys) == 1 and keys[0] in FACTS.get(root, ())


def unreadable(placeholder: Placeholder, aliases: Collection[str], span: Span, *, has_self: bool = False) -> Diagnostic:
    """Return the diagnostic of a placeholder behind which there is nothing (``E020``).

    Args:
        placeholder: The placeholder.
        aliases: Aliases of what the definition requires.
        span: Where it stands.
        has_self: Whether the outputs of the answer itself may be read.
    """
    known = list(_known(aliases, has_self=has_self))
    return Diagnostic(
        "E020",
        f"definition reads '{placeholder.raw}', which nothing gives",
        span,
        why="a definition reads its own `requires`, and facts of environment, workload, claim and target",
        fix=suggest(placeholder.raw, known) or f"known: {', '.join(sorted(known))}",
    )


def _known(aliases: Collection[str], *, has_self: bool) -> Iterator[str]:
    yield from (f"{RESOURCES}.{alias}.<output>" for alias in aliases)
    yield from (f"{root}.{key}" for root, keys in FACTS.items() for key in keys)
    if has_self:
        yield f"{SELF}.<output>"
