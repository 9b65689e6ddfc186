"""Texts of about a megabyte that are made to exhaust time or memory; as a program, loads each and prints the times."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from podium.diagnostics import render_all
from podium.spec.load import load_text

__all__ = ["BOMBS"]

ROOM = 1_000_000 if "PODIUM_FUZZ" in os.environ else 50_000
"""Characters of a text; what grows with their square shows in the smaller ones too, for the fast tests."""

START = "apiVersion: score.dev/v1b1\nmetadata: {name: web}\ncontainers: {main: {image: x}}\n"
PARAM = "resources: {aa: {type: xx, params: {k: "


def _many(head: str, unit: Callable[[int], str], tail: str = "", most: int = 1_000_000) -> str:
    """Return a unit as often as there is room, or the number of times given."""
    number = min(most * ROOM // 1_000_000, (ROOM - len(head) - len(tail)) // len(unit(999_999)))
    return head + "".join(unit(i) for i in range(number)) + tail


def _containers(unit: Callable[[int], str], most: int) -> str:
    return _many("apiVersion: score.dev/v1b1\nmetadata: {name: web}\ncontainers:\n", unit, most=most)


def _variables(unit: Callable[[int], str], rest: str, most: int) -> str:
    return _many(START.replace("image: x}}", "image: x, variables: {"), unit, "}}}\n" + rest, most)


BOMBS: dict[str, Callable[[], str]] = {
    "ten times too large": lambda: START + "# comment\n" * 1_000_000,
    "list in one line": lambda: _many(START + PARAM + "[", lambda _: "a,", "a]}}}"),
    "list of lists": lambda: _many(START + PARAM + "[", lambda _: "[],", "a]}}}"),
    "unknown keys": lambda: _many(START, lambda i: f"k{i}: 1\n"),
    "unknown keys, as many as are read": lambda: _many(START, lambda i: f"k{i}: 1\n", most=24_000),
    "duplicate keys": lambda: _many(START, lambda _: "k: 1\n", most=24_000),
    "number keys": lambda: _many(START, lambda i: f"{i}: 1\n", most=24_000),
    "claims": lambda: _many(START + "resources:\n", lambda i: f"  k{i}: {{type: xx}}\n", most=12_000),
    "claims without type": lambda: _many(START + "resources:\n", lambda i: f"  k{i}: {{typ: xx}}\n", most=12_000),
    "claims that read unknown claims": lambda: _many(
        START + "resources:\n", lambda i: f"  k{i}: {{type: xx, params: {{a: '${{resources.kk{i}.x}}'}}}}\n", most=6_000
    ),
    "references in one string": lambda: _many(START + PARAM + '"', lambda _: "${resources.aa.b}", '"}}}'),
    "wrong references in one string": lambda: _many(START + PARAM + '"', lambda _: "${metadata.q}", '"}}}'),
    "references in a folded text": lambda: _many(START + PARAM + '"', lambda _: "${resources.aa.b}\\n\n ", '"}}}'),
    "references in a block": lambda: _many(
        START + "resources:\n  aa:\n    type: xx\n    params:\n      k: |\n", lambda _: "        ${resources.aa.b}\n"
    ),
    "dollars": lambda: _many(START + PARAM + '"', lambda _: "$", '"}}}'),
    "open references": lambda: _many(START + PARAM + '"', lambda _: "${", '"}}}'),
    "dots in a reference": lambda: _many(START + PARAM + '"${resources', lambda _: ".a", '}"}}}'),
    "unknown claims among many": lambda: _variables(
        lambda i: f"K{i}: '${{resources.xqq{i}.y}}', ",
        "resources: {" + "".join(f"xq{i}: {{type: aa}}," for i in range(ROOM // 140)) + "}",
        10_000,
    ),
    "containers in a row": lambda: _containers(
        lambda i: f"  k{i:06}: {{image: x, before: {{k{i + 1:06}: {{ready: started}}}}}}\n", 6_000
    ),
    "containers in a circle": lambda: _containers(
        lambda i: f"  k{i:06}: {{image: x, before: {{k{(i + 1) % (ROOM // 200):06}: {{ready: started}}}}}}\n", 5_000
    ),
    "every container before every other": lambda: _containers(
        lambda i: (
            f"  k{i:06}: {{image: x, before: {{"
            + "".join(f"k{j:06}: {{ready: started}}," for j in range(100) if j != i)
            + "}}\n"
        ),
        100,
    ),
    "containers before unknown ones": lambda: _containers(
        lambda i: f"  k{i:06}: {{image: x, before: {{j{i:06}: {{ready: started}}}}}}\n", 6_000
    ),
    "tag directives": lambda: _many("", lambda i: f"%TAG !a{i}! x\n", "---\na: 1\n"),
    "anchors": lambda: _many(START, lambda i: f"k{i}: &a{i} x\n", most=24_000),
    "billion laughs": lambda: (
        START + "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    ),
    "each mapping merges the one before": lambda: _many(
        START + "a0: &a0 {k0: 1}\n", lambda i: f"a{i + 1}: &a{i + 1} {{<<: *a{i}, k{i + 1}: 1}}\n", most=8_000
    ),
    "one mapping merged often": lambda: (
        START + _many("a0: &a0 {", lambda i: f"k{i}: 1,", "}\n", 10_000) + f"b: {{<<: [{'*a0,' * 20_000}]}}\n"
    ),
    "one mapping merged into many": lambda: _many(
        START + _many("a0: &a0 {", lambda i: f"k{i}: 1,", "}\n", 10_000), lambda i: f"b{i}: {{<<: *a0}}\n", most=6_000
    ),
    "deep block": lambda: START + "".join(" " * i + "a:\n" for i in range(1_400)),
    "deep lists": lambda: START + "a: " + "[" * ROOM,
    "deep mappings": lambda: START + "a: " + "{a: " * (ROOM // 5),
    "deep dashes": lambda: START + "a:\n " + "- " * (ROOM // 2),
    "question marks": lambda: START + "a: " + "? " * (ROOM // 2),
    "one long word": lambda: START + "a: " + "x" * ROOM,
    "one long key": lambda: START + "x" * ROOM + ": 1",
    "quoted words": lambda: START + 'a: "' + "x\n " * (ROOM // 4) + '"',
    "escapes": lambda: START + 'a: "' + "\\n" * (ROOM // 2) + '"',
    "lines of a block": lambda: START + "a: |\n" + "  x\n" * (ROOM // 4),
    "a long name": lambda: START.replace("web", "a" * ROOM),
    "a long quantity": lambda: START.replace("x}}", f"x, resources: {{limits: {{memory: '{'1' * ROOM}x'}}}}}}}}"),
    "a long id": lambda: START + f"resources: {{aa: {{type: xx, id: {'a-' * (ROOM // 3)}}}}}",
    "a long annotation": lambda: START.replace("web", f"web, annotations: {{? {'aa.' * (ROOM // 4)} : x}}"),
    "many extensions": lambda: START.replace(
        "web", f"web, annotations: {{podium.dev/extensions: '{'ab,' * (ROOM // 4)}'}}"
    ),
    "a long number": lambda: START + "a: " + "9" * ROOM,
    "a long hexadecimal number": lambda: START + "a: 0x" + "f" * ROOM,
    "a number beyond all": lambda: START + "a: 1e999999",
    "empty lines": lambda: START + "\n" * ROOM,
    "colons": lambda: START + "a: " + ":" * ROOM,
    "old lists": lambda: START.replace("x}}", f"x, files: [{'{target: a, content: [b]},' * (ROOM // 160)}]}}}}"),
}
"""What to build, by what it is."""


def main(limit: int) -> None:
    """Load every text with at most ``limit`` bytes of address space, and print the seconds of each as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    seconds = {}
    for name, build in BOMBS.items():
        text = build()
        begun = time.process_time()
        _, problems = load_text(text, "score.yaml")
        assert len(render_all(problems)) < 1_000_000, name
        seconds[name] = round(time.process_time() - begun, 2)
    print(json.dumps({"seconds": seconds, "memory": peak()}))


def peak() -> int:
    """Return the most memory that this program has held, in bytes.

    `getrusage` would also count what the process held before it became this program: a copy of the tests' own.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    main(int(sys.argv[1]))
