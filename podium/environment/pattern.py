"""Patterns: text in which ``*`` stands for any text, the empty one too. Upper and lower case differ."""

from __future__ import annotations

__all__ = ["fits", "is_pattern", "literal_length"]

_ANY = "*"


def is_pattern(text: str) -> bool:
    """Return whether a text may stand for others than itself."""
    return _ANY in text


def literal_length(pattern: str) -> int:
    """Return how many characters of a pattern stand for themselves."""
    return len(pattern) - pattern.count(_ANY)


def fits(pattern: str, text: str) -> bool:
    """Return whether a pattern stands for a text.

    Each literal part is looked for once, behind the one before it, so hostile patterns take no longer than others.

    Args:
        pattern: The pattern; without a ``*`` it stands for itself.
        text: The text.
    """
    first, *parts = pattern.split(_ANY)
    if not parts:
        return pattern == text
    *inner, last = parts
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for part in inner:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
