"""How values become text where a placeholder stands inside a string."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["to_text"]

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def to_text(value: Any) -> str:
    """Return a value as a placeholder inserts it: text as it is, anything else as compact JSON.

    The JSON is the form of Go's ``json.Marshal``: sorted keys, no spaces, ``<``, ``>`` and ``&`` escaped, whole numbers
    without a fraction.

    Source: score-go v1.20.0, ``framework/substitution.go``.
    """
    if isinstance(value, str):
        return value
    text = json.dumps(_whole(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "".join(_ESCAPES.get(character, character) for character in text)


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in value]
    return value
