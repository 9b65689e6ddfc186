"""Files of variables: ``--env-file`` and ``env_file``.

Source: Compose Specification, ``05-services.md``, "Env_file format".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from podium.diagnostics import Diagnostic, Span
from podium.importing.disk import read_text, reason
from podium.importing.interpolation import defer

__all__ = ["Variables", "parse_dotenv", "read_dotenv"]

_LINE = re.compile(r"\s*(?:export\s+)?([^\s=:#]+)\s*(?:[=:]\s*(.*))?$")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}
_ESCAPE_OR_VARIABLE = re.compile(
    r"\\(?P<escaped>.)|\$(?:\{(?P<braced>[A-Za-z_]\w*)(?::?-(?P<default>[^}]*))?\}|(?P<plain>[A-Za-z_]\w*))", re.ASCII
)
_QUOTE_ENDS = {"'": re.compile("'"), '"': re.compile(r'(?<!\\)(?:\\\\)*"')}
_COMMENT = re.compile(r"(?:^|\s)#.*$")


Variables: TypeAlias = dict[str, tuple[str | None, Span]]
"""Variables by name: the value, or None where there is none, and its place."""


def read_dotenv(file: Path, known: Mapping[str, str], span: Span | None = None) -> tuple[Variables, list[Diagnostic]]:
    """Read a file of variables.

    Args:
        file: The file.
        known: Variables that its values may use.
        span: Where it is named, for the diagnostic; None if on the command line.

    Returns:
        The variables, and what cannot be read (``I003``) or understood (``I007``).
    """
    why, fix = (
        "the variables of the service are in this file",
        "create the file, which may be empty, or correct the path",
    )
    try:
        text = read_text(file, may_wait=span is None)
    except UnicodeDecodeError:
        return {}, [Diagnostic("I003", f"'{file}' is not UTF-8 text", span, why=why, fix="save the file as UTF-8")]
    except (OSError, ValueError) as problem:
        message = f"cannot read '{file}': {reason(problem)}"
        return {}, [Diagnostic("I003", message, span, why=why, fix=fix)]
    return parse_dotenv(text, str(file), known)


def parse_dotenv(text: str, file: str, known: Mapping[str, str]) -> tuple[Variables, list[Diagnostic]]:
    """Parse the text of a file of variables; values in quotes may span lines. See :func:`read_dotenv`."""
    found: Variables = {}
    known = dict(known)
    problems: list[Diagnostic] = []
    for number, line in _logical_lines(text):
        span = Span(file, number, 1, number, len(line.split("\n", maxsplit=1)[0]) + 1)
        match = _LINE.match(line.replace("\n", "\0"))
        if match is None:
            fix = "write NAME=value"
            problems.append(Diagnostic("I007", "not a variable", span, why="each line is NAME=value", fix=fix))
            continue
        raw = match.group(2)
        found[match.group(1)] = (None if raw is None else _value(raw.replace("\0", "\n"), known), span)
        known |= {match.group(1): found[match.group(1)][0] or ""}
    return found, problems


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that hold something, with their numbers; a quoted value brings its further lines along."""
    lines = text.splitlines()
    index = 0
    while index < len(lines):
        start, line = index, lines[index]
        index += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if _is_open(line):
            end = _QUOTE_ENDS[line.partition("=")[2].lstrip()[0]]
            stop = next((at for at in range(index, len(lines)) if end.search(lines[at])), len(lines) - 1)
            line, index = "\n".join([line, *lines[index : stop + 1]]), stop + 1
        yield start + 1, line


def _is_open(line: str) -> bool:
    value = line.partition("=")[2].lstrip()
    return value[:1] in {"'", '"'} and _end_of_quote(value) < 0


def _end_of_quote(value: str) -> int:
    """Return the index of the quote that closes a quoted value, or -1."""
    quote, position = value[0], 1
    while position < len(value):
        if value[position] == "\\" and quote == '"':
            position += 1
        elif value[position] == quote:
            return position
        position += 1
    return -1


def _value(raw: str, known: Mapping[str, str]) -> str:
    """Return a value without quotes and comment; text in single quotes is taken as it is."""
    if raw[:1] == "'":
        return raw[1 : _end_of_quote(raw)] if _end_of_quote(raw) > 0 else raw[1:]
    is_quoted = raw[:1] == '"'
    end = _end_of_quote(raw) if is_quoted else -1
    text = raw[1 : end if end > 0 else None] if is_quoted else _COMMENT.sub("", raw).strip()

    def change(match: re.Match[str]) -> str:
        if match["escaped"] is not None:
            return _ESCAPES.get(match["escaped"], match.group()) if is_quoted else match.group()
        name = match["braced"] or match["plain"]
        return known[name] if name in known else match["default"] if match["default"] is not None else defer(name)

    return _ESCAPE_OR_VARIABLE.sub(change, text)
