"""Scalars by the core schema of YAML 1.2, as far as JSON can hold them: text, whole numbers, fractions, truth and null.

Source: YAML 1.2.2, section 10.3; the merge key as in YAML 1.1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from yaml.nodes import Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

__all__ = ["MERGE", "STR", "CoreResolver", "ScalarError", "convert"]

MERGE = "tag:yaml.org,2002:merge"
_NULL, _BOOL, _INT, _FLOAT, STR = (f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str"))


class CoreResolver(BaseResolver):
    """The core schema of YAML 1.2, and the merge key."""

    def resolve(self, kind: type[Node], value: str | None, implicit: Any) -> Any:
        """Return the tag of a node that has none; the same as the base's, without tags by path, which nothing uses."""
        if kind is not ScalarNode or value is None:
            return self.DEFAULT_SEQUENCE_TAG if kind is SequenceNode else self.DEFAULT_MAPPING_TAG
        if implicit[0]:
            for tag, form in self.yaml_implicit_resolvers.get(value[:1], ()):
                if form.match(value):
                    return tag
        return self.DEFAULT_SCALAR_TAG


_FORMS: dict[str, re.Pattern[str]] = {}
"""The forms of scalars by their tags; a tag that is written out demands its form too."""

for _tag, _pattern, _first in (
    (_NULL, r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    (_BOOL, r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    (_INT, r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        _FLOAT,
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
    (MERGE, r"<<", ["<"]),
):
    _FORMS[_tag] = re.compile(rf"(?:{_pattern})\Z")
    CoreResolver.add_implicit_resolver(_tag, _FORMS[_tag], _first)


_LONGEST_NUMBER = 300
"""Whole numbers with more digits are beyond what JSON's readers can hold."""


class ScalarError(ValueError):
    """A scalar that has no value here.

    Attributes:
        message: What is wrong.
        fix: How to mend it.
    """

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


def convert(tag: str, text: str) -> str | int | float | bool | None:
    """Return the value of a scalar.

    Args:
        tag: Its tag in full, resolved or as written.
        text: Its text.

    Raises:
        ScalarError: The tag is not one of the core schema, the text does not fit it, or the number is infinite, none at
            all, or too long.
    """
    if tag == STR:
        return text
    if tag not in _CONVERSIONS:
        raise ScalarError(f"unknown tag '{tag}'", "remove the tag")
    if tag in _FORMS and not _FORMS[tag].match(text):
        raise ScalarError(f"'{text[:40]}' does not fit the tag '{tag}'", "remove the tag or correct the value")
    try:
        return _CONVERSIONS[tag](text)
    except ValueError:
        message = f"'{text[:40]}' is not a number that can be used"
        raise ScalarError(message, "correct or quote it") from None


def _integer(text: str) -> int:
    digits = text.lstrip("+-").lower()
    base = {"0x": 16, "0o": 8}.get(digits[:2], 10)
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError
    number = int(digits[2:] if base != 10 else digits, base)  # noqa: PLR2004 - ten is ten
    return -number if text.startswith("-") else number


def _floating(text: str) -> float:
    number = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    if not math.isfinite(number):
        raise ValueError
    return number


_CONVERSIONS: Mapping[str, Callable[[str], str | int | float | bool | None]] = {
    _NULL: lambda _: None,
    _BOOL: lambda text: text.lower() == "true",
    _INT: _integer,
    _FLOAT: _floating,
    STR: str,
    MERGE: str,
}
"""What a scalar becomes by its tag; the merge key's sign is plain text where it is not a key."""
