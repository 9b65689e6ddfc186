"""Which data a resource holds, as plain data that two runs can compare."""

from __future__ import annotations

from typing import Any

from podium.plan.model import PlannedResource, printable

__all__ = ["identity_of"]


def identity_of(resource: PlannedResource) -> dict[str, Any]:
    """Return the inputs that say which data a resource holds, each by its name; None where the params do not set it.

    Args:
        resource: The resource; a template stands for an output as text, so the same source is the same value.
    """
    return {key: printable(resource.params.get(key)) for key in sorted(resource.component.identity)}
