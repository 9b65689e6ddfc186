"""Trees written as YAML in one of the many ways in which YAML can be written."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.conformance.dice import Dice

__all__ = ["Alias", "Anchored", "Map", "Raw", "written"]

_SAFE = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_PRINTABLE = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\r]*")


class Map(list):
    """The entries of a mapping, each a list of key and value; a key may stand twice."""

    def __add__(self, other: list) -> Map:
        return Map([*self, *other])


class Raw(str):
    """A scalar that is written without quotes, whatever it then means."""


class Alias(str):
    """A reference to an anchor."""


class Anchored:
    """A value with an anchor."""

    def __init__(self, name: str, value: Any) -> None:
        self.name = name
        self.value = value


def written(tree: Map, dice: Dice) -> str:
    """Return a tree as the text of a YAML stream."""
    flow = dice.chance(0.1)
    text = _flow(tree, dice) if flow else _block(tree, dice, 0).lstrip("\n")
    text += "" if dice.chance(0.1) else "\n"
    if dice.chance(0.1):
        text = dice.choice(("---\n", "# a comment\n", "\ufeff", "%YAML 1.2\n---\n", "\n\n")) + text
    if dice.chance(0.05) and text.endswith("\n"):
        text += dice.choice(("...\n", "---\nanother: document\n", "--- [\n", "# end", "...\n# end\n"))
    return text.replace("\n", "\r\n") if dice.chance(0.03) else text


def _block(value: Any, dice: Dice, indent: int) -> str:
    """Return a value to be put after a key or a dash, with the space or line end before it."""
    if isinstance(value, Anchored):
        # An anchor of a block collection stands on the line of its key.
        return f" &{value.name}{_block(value.value, dice, indent)}"
    if not isinstance(value, list) or not value or dice.chance(0.15):
        return (
            " " + (_block_scalar(value, dice, indent) if isinstance(value, str) else "")
            if _fits_block(value, dice)
            else f" {_flow(value, dice)}"
        )
    pad = " " * indent
    step = dice.choice((2, 1, 4))
    if isinstance(value, Map):
        rows = [f"{pad}{_key(key, dice)}:{_block(item, dice, indent + step)}" for key, item in value]
    else:
        rows = [f"{pad}-{_block(item, dice, indent + step)}" for item in value]
    comment = "  # a comment" if dice.chance(0.02) else ""
    return f"{comment}\n" + "\n".join(rows)


def _fits_block(value: Any, dice: Dice) -> bool:
    """Decide whether a text is written as a block scalar, which can hold it unchanged."""
    if not isinstance(value, str) or isinstance(value, Raw | Alias) or not dice.chance(0.4):
        return False
    lines = value.split("\n")
    return (
        bool(value.strip())
        and _PRINTABLE.fullmatch(value) is not None
        and not lines[0].startswith((" ", "\t"))
        and bool(lines[0])
    )


def _block_scalar(value: str, dice: Dice, indent: int) -> str:
    body = value.removesuffix("\n")
    kept = len(body) < len(value)
    if body.endswith("\n") or ("\n" not in body and kept and dice.chance(0.5)):
        kept, chomp, body = True, "+", value.removesuffix("\n")
    else:
        chomp = "" if kept else "-"
    style = ">" if "\n" not in body and dice.chance(0.5) else "|"
    pad = " " * max(indent, 1)
    return f"{style}{chomp}\n" + "\n".join(f"{pad}{line}" if line else "" for line in body.split("\n"))


def _flow(value: Any, dice: Dice) -> str:
    if isinstance(value, Anchored):
        return f"&{value.name} {_flow(value.value, dice)}"
    if isinstance(value, Map):
        space = dice.choice(("", " "))
        return "{" + space + ", ".join(f"{_key(key, dice)}: {_flow(item, dice)}" for key, item in value) + space + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item, dice) for item in value) + "]"
    if isinstance(value, Alias):
        return f"*{value} "
    if isinstance(value, str):
        return str(value) if isinstance(value, Raw) else _quoted(value, dice)
    return json.dumps(value)


def _key(key: str, dice: Dice) -> str:
    return str(key) if isinstance(key, Raw) else _quoted(key, dice)


def _quoted(text: str, dice: Dice) -> str:
    """Return a text on one line: plain, in single or in double quotes."""
    if _SAFE.fullmatch(text) and text.lower() not in _WORDS and not dice.chance(0.3):
        return text
    if _PRINTABLE.fullmatch(text) and "\n" not in text and dice.chance(0.5):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\L").replace("\x85", "\\N")
