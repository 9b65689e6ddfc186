"""What a plan would register with the engine, as plain data: cloud resources too, without engine or account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from podium.lock.model import SECRET
from podium.program.monitor import SecretValue, Unknown
from podium.program.record import Recording

__all__ = ["UNKNOWN_TEXT", "registered"]

UNKNOWN_TEXT: Final = "[known once it runs]"
"""Stands for what only a provider knows."""


def registered(recording: Recording) -> list[dict[str, Any]]:
    """Return every resource of a recording, sorted by the resource that it serves, then by URN; secrets masked.

    Args:
        recording: What a program registered.
    """
    owners = recording.owners()
    ordered = sorted(recording.resources, key=lambda resource: (owners[resource.urn], resource.urn))
    return [
        {
            "resource": owners[resource.urn],
            "type": resource.type,
            "name": resource.name,
            "protect": resource.protect,
            "inputs": _shown(resource.inputs),
        }
        for resource in ordered
    ]


def _shown(value: Any) -> Any:
    if isinstance(value, SecretValue):
        return SECRET
    if isinstance(value, Unknown):
        return UNKNOWN_TEXT
    if isinstance(value, Mapping):
        return {key: _shown(item) for key, item in value.items() if item is not None}
    return [_shown(item) for item in value] if isinstance(value, list) else value
