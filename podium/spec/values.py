"""How values become text where a placeholder stands inside a string."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

__all__ = ["to_text"]

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_INTEGERS = range(-(2**63), 2**64)
"""What Go's YAML reader keeps as an integer; longer ones become floating point."""

_PLAIN = (1e-6, 1e21)
"""Magnitudes that Go writes without an exponent: from the first up to, not including, the second."""


def to_text(value: Any) -> str:
    """Return a value as a placeholder inserts it: text as it is, anything else as compact JSON.

    The JSON is the form of Go's ``json.Marshal``: sorted keys, no spaces, ``<``, ``>`` and ``&`` escaped, whole numbers
    without a fraction, an exponent for what is very small or very large only. Infinity and NaN, which JSON lacks, are
    no values of a document.

    Source: score-go v1.20.0, ``framework/substitution.go``; Go 1.26, ``encoding/json``.
    """
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_quoted(key)}:{_json(item)}" for key, item in sorted(value.items())) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_json(item) for item in value) + "]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int) and not isinstance(value, bool) and value not in _INTEGERS:
        return _long(value)
    return _number(value) if isinstance(value, float) else json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPES)


def _long(value: int) -> str:
    try:
        return _number(float(value))
    except OverflowError:
        return str(value)


def _number(value: float) -> str:
    """Return a number in the fewest digits that tell it from others, with an exponent only where Go writes one."""
    digits = repr(value)
    if value and not _PLAIN[0] <= abs(value) < _PLAIN[1]:
        return digits.replace("e-0", "e-")
    return f"{Decimal(digits):f}".removesuffix(".0")
