"""Placeholders replaced by the rules that the vectors' contexts describe."""

from __future__ import annotations

from typing import Any

from podium.spec.placeholder import parse_template
from podium.spec.values import to_text

__all__ = ["resolve"]


class LookupFailedError(Exception):
    """A placeholder reads what is not there."""


def resolve(text: str, context: dict[str, Any]) -> str | None:
    """Return a string with its placeholders replaced, or None if one cannot be."""
    failed: list[str] = []

    def lookup(placeholder):
        try:
            return _read(placeholder.path, context)
        except LookupFailedError:
            failed.append(placeholder.raw)
            return ""

    result = parse_template(text).bind(lookup)
    return None if failed else result


def _read(path: tuple[str, ...], context: dict[str, Any]) -> str:
    root, *keys = path
    if root == "metadata" and keys:
        return to_text(_descend(context["metadata"], keys))
    if root != "resources" or not keys or keys[0] not in context.get("resources", {}):
        raise LookupFailedError(path)
    name, *outputs = keys
    if not outputs:
        return name
    if name == "static":
        return to_text(_descend(context["resources"][name]["values"], outputs))
    if name == "env":
        if len(outputs) > 1:
            raise LookupFailedError(path)
        return "${" + outputs[0] + "}"
    return "${DB_" + "_".join(outputs).upper() + "?required}"


def _descend(value: Any, keys: list[str]) -> Any:
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            raise LookupFailedError(key)
        value = value[key]
    return value
