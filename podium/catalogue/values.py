"""Which single values a JSON Schema without alternatives takes: for the values that enumerations name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

__all__ = ["INFINITE", "Schema", "bounds", "takes"]

Schema: TypeAlias = Mapping[str, Any]

INFINITE = float("inf")
"""A bound that is none."""


def takes(schema: Schema, value: Any) -> bool:
    """Return whether a schema takes a value.

    Args:
        schema: The schema; its alternatives, keys and items are not looked at.
        value: A value that an enumeration names.
    """
    if "enum" in schema and not any(not _unequal(value, other) for other in schema["enum"]):
        return False
    kind = schema.get("type")
    if kind is not None and kind not in _kinds(value):
        return False
    if isinstance(value, str):
        fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", INFINITE)
        return fits and ("pattern" not in schema or re.search(schema["pattern"], value) is not None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        (low, is_above), (high, is_below) = (bound for _, bound in bounds(schema))
        inside = (low < value if is_above else low <= value) and (value < high if is_below else value <= high)
        return inside and not ("multipleOf" in schema and value % schema["multipleOf"])
    return value is None or isinstance(value, bool) or "enum" in schema


def _kinds(value: Any) -> set[str]:
    """Return the types of JSON Schema that a value has."""
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int | float):
        return {"number", "integer"} if value == int(value) else {"number"}
    names = ((str, "string"), (Mapping, "object"), (list | tuple, "array"), (type(None), "null"))
    return {name for kind, name in names if isinstance(value, kind)}


def _unequal(one: Any, other: Any) -> bool:
    """Return whether two values of an enumeration differ: 1.0 is 1, and ``true`` is not."""
    return isinstance(one, bool) != isinstance(other, bool) or one != other


def bounds(schema: Schema) -> Iterator[tuple[str, tuple[float, int]]]:
    """Yield both bounds of a number, each with 1 where the bound itself is outside; of whole numbers it never is."""
    for key, exclusive, away in (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)):
        candidates: list[tuple[float, int]] = [(-INFINITE * away, 0)]
        if key in schema:
            candidates.append((schema[key], 0))
        if exclusive in schema:
            whole = schema.get("type") == "integer" and schema[exclusive] == int(schema[exclusive])
            candidates.append((schema[exclusive] + away, 0) if whole else (schema[exclusive], 1))
        tightest = max((value * away, is_outside) for value, is_outside in candidates)
        yield key, (tightest[0] * away, tightest[1])
