"""Score files and how they are spoilt: bytes, tokens and values, the same ones for the same seed."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path
from typing import Any

__all__ = ["corpus", "mutated_bytes", "mutated_text", "mutated_values", "number_of_inputs"]

CASES = Path(__file__).parents[1] / "cases"
HEADER = re.compile(r"--- (compose|score|environment|file|flags|overrides): *(.+)\n")

BYTES = [
    *(b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\r", b"\r\n", b"\xc2\x85", b"\t"),
    b"\x7f",
]
TOKENS = [
    *(
        ": ",
        " - ",
        " -",
        " ,",
        *"{}[]'\"\\#",
        "&a ",
        "*a",
        "!!str ",
        "!!python/object:os.system ",
        "!!set ",
        "!!binary ",
    ),
    *("!t ", "<<: *a", "<<: {a: 1}", "? ", ">", ">-", "|", "%YAML 1.1\n", "---\n", "...\n", "\t", "\r", "\n", "\n\n  "),
    *(
        "${",
        "}",
        "$$",
        "${resources.a.b}",
        "${metadata.name}",
        "~",
        "null",
        "yes",
        "012",
        "1e999999",
        ".inf",
        "-0",
        "0x",
    ),
    *("9999999999999999999999999", "😀", "\x85", "\u2028", "\ufeff", "\ue000", "\x7f", "\x00", "é", "\ud800"),
]
VALUES: list[Any] = [
    *(None, True, -1, 0, 1.5, 10**30, "", "x", "${resources.a.b}", "${}", "${metadata.name", "$", "a\nb", "\u0000"),
    *("é" * 70, "x" * 5000, [], {}, [[]], [None], {"": None}, {"x-a": 1}, ["a", {"b": "c"}]),
    {"target": "/a", "content": ["x"]},
]


def number_of_inputs() -> int:
    """Return how many inputs of each kind are tried: ``PODIUM_FUZZ``, or few enough for the fast tests."""
    return int(os.environ.get("PODIUM_FUZZ", "300"))


def corpus() -> list[str]:
    """Return the Score files of the case files, and public ones where the conformance data is there."""
    texts: list[str] = []
    for file in sorted(CASES.glob("*/*.case")):
        source = file.read_bytes().decode().partition("\n+++\n")[0]
        parts = HEADER.split(f"{source}\n")[1:]
        texts += [body for kind, body in zip(parts[::3], parts[2::3], strict=True) if kind == "score"]
    folder = os.environ.get("PODIUM_CONFORMANCE")
    public = sorted(Path(folder, "score", "valid").glob("*.yaml")) if folder else []
    return texts + [file.read_text(encoding="utf-8") for file in public]


def mutated_bytes(text: str, dice: random.Random) -> bytes:
    """Return a text's bytes after one to four changes."""
    raw = bytearray(text.encode())
    for _ in range(dice.randint(1, 4)):
        begin = dice.randrange(len(raw) + 1)
        end = min(len(raw), begin + dice.randrange(20))
        change = dice.randrange(5)
        if change == 0:
            raw[begin:end] = b""
        elif change == 1:
            raw[begin:begin] = dice.choice(BYTES)
        elif change == 2:
            raw[begin:begin] = raw[begin:end] * dice.randint(1, 5)
        elif change == 3:
            raw[begin : begin + 1] = bytes([dice.randrange(256)])
        else:
            del raw[begin:]
    return bytes(raw)


def mutated_text(text: str, dice: random.Random) -> str:
    """Return a text with tokens of YAML put in, and lines moved, doubled or removed."""
    for _ in range(dice.randint(1, 4)):
        lines = text.split("\n")
        line = dice.randrange(len(lines))
        change = dice.randrange(5)
        if change == 0:
            del lines[line]
        elif change == 1:
            lines.insert(dice.randrange(len(lines) + 1), lines[line])
        elif change == 2:
            lines[line] = dice.choice(["  ", " ", "\t", "- "]) + lines[line]
        text = "\n".join(lines)
        if change > 2:
            place = dice.randrange(len(text) + 1)
            text = text[:place] + dice.choice(TOKENS) + text[place + dice.randrange(2) :]
    return text


def mutated_values(document: Any, dice: random.Random) -> str:
    """Return a document, in JSON, with up to three values or keys replaced."""
    copy = json.loads(json.dumps(document))
    for _ in range(dice.randint(1, 3)):
        holder, key = dice.choice(list(_places(copy)) or [({}, "a")])
        if isinstance(holder, dict) and dice.random() < 0.2:
            holder[dice.choice(["", "x-a", "name", "a\nb", "é", "type"])] = holder.pop(key)
        elif dice.random() < 0.2:
            del holder[key]
        else:
            holder[key] = json.loads(json.dumps(dice.choice(VALUES)))
    return json.dumps(copy, ensure_ascii=dice.random() < 0.5, indent=dice.choice([None, 1]))


def _places(value: Any):
    """Yield every place in nested mappings and lists: what holds it, and its key or index."""
    items = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, inner in items:
        yield value, key
        yield from _places(inner)
