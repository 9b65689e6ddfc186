"""Variables in a Compose file: ``${NAME}``, ``$NAME``, defaults, ``$$``.

Source: Compose Specification, ``12-interpolation.md``. A variable without a value may wait where Score can read it from
an ``environment`` resource: in variables of containers, in the text of configs and in the name of an image.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from podium.diagnostics import Diagnostic, Severity
from podium.importing.nodes import change_strings
from podium.spec.document import Node, Path

__all__ = ["defer", "deferred_names", "interpolate", "split_deferred"]

_OPEN: Final = "\ufffe"
_CLOSE: Final = "\uffff"
_DEFERRED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BRACES = re.compile(r"\$\{|\}")
_DEEPEST: Final = 50
_OPERATORS = (":-", ":?", ":+", "-", "?", "+")
_WHY = "Compose puts the value of a variable here when it reads the file"

_NEEDED = frozenset({
    "cap_add", "command", "configs", "cpus", "deploy", "depends_on", "entrypoint", "env_file", "expose", "extends",
    "healthcheck", "labels", "annotations", "mem_limit", "mem_reservation", "ports", "profiles", "secrets", "volumes",
})  # fmt: skip
"""Keys of a service whose values must be known now; what is not carried at all may stay empty."""


class _MalformedError(Exception):
    """The text is no template of Compose."""


@dataclass(slots=True)
class _Expansion:
    """What was met while one string was expanded."""

    values: Mapping[str, str]
    may_defer: bool
    missing: dict[str, None] = field(default_factory=dict)
    defaulted: dict[str, None] = field(default_factory=dict)

    def whole(self, text: str) -> str:
        """Return the text of a node with its variables replaced; it must not hold the marks of deferred variables."""
        if _OPEN in text or _CLOSE in text:
            raise _MalformedError
        return self.text(text)

    def text(self, text: str) -> str:
        """Return the text with its variables replaced."""
        parts, position = [], 0
        while (at := text.find("$", position)) >= 0:
            parts.append(text[position:at])
            value, position = self._variable(text, at + 1)
            parts.append(value)
        return "".join([*parts, text[position:]])

    def _variable(self, text: str, at: int) -> tuple[str, int]:
        """Return the value of what follows a dollar sign, and where the rest begins."""
        if text.startswith("$", at):
            return "$", at + 1
        if text.startswith("{", at):
            end = _closing(text, at + 1)
            return self._braced(text[at + 1 : end]), end + 1
        name = _NAME.match(text, at)
        if name is None:
            raise _MalformedError
        return self._plain(name.group()), name.end()

    def _braced(self, inner: str) -> str:
        name = _NAME.match(inner)
        if name is None:
            raise _MalformedError
        rest = inner[name.end() :]
        if not rest:
            return self._plain(name.group())
        operator = next((o for o in _OPERATORS if rest.startswith(o)), None)
        if operator is None:
            raise _MalformedError
        return self._operated(name.group(), operator, rest[len(operator) :])

    def _operated(self, name: str, operator: str, word: str) -> str:
        value = self.values.get(name)
        is_set = value is not None and (value != "" or not operator.startswith(":"))
        if operator.endswith("+"):
            return self.text(word) if is_set else ""
        if is_set:
            return str(value)
        if operator.endswith("-"):
            self.defaulted[name] = None
            return self.text(word)
        return self._absent(name)

    def _plain(self, name: str) -> str:
        value = self.values.get(name)
        return self._absent(name) if value is None else value

    def _absent(self, name: str) -> str:
        self.missing[name] = None
        return defer(name) if self.may_defer else ""


def interpolate(document: Node, values: Mapping[str, str]) -> tuple[Node, list[Diagnostic]]:
    """Return the document with its variables replaced.

    Args:
        document: One Compose file, extensions (``x-…``) already removed.
        values: The variables that are known.

    Returns:
        The document, and its problems: text that is no template (``I005``), a variable that must be known and is not
        (``I006``), and warnings where a default was taken (``I021``).
    """
    problems: list[Diagnostic] = []

    def change(path: Path, node: Node) -> Node:
        expansion = _Expansion(values, _may_defer(path))
        text = str(node.value)
        try:
            expanded = expansion.whole(text)
        except _MalformedError:
            problems.append(_malformed(node))
            return node
        problems.extend(_defaulted(name, node) for name in expansion.defaulted)
        if not expansion.may_defer and _is_needed(path):
            problems.extend(_missing(name, node) for name in expansion.missing)
        return node if expanded == text else replace(node, value=expanded, text_at=None)

    return change_strings(document, change), problems


def defer(name: str) -> str:
    """Return what stands in a text for a variable that has no value yet."""
    return f"{_OPEN}{name}{_CLOSE}"


def split_deferred(text: str) -> list[tuple[str, str]]:
    """Return a text as pairs of literal text and the variable that follows it; the last variable is empty."""
    pieces = _DEFERRED.split(text)
    return [(pieces[i], pieces[i + 1] if i + 1 < len(pieces) else "") for i in range(0, len(pieces), 2)]


def deferred_names(text: str) -> list[str]:
    """Return the variables in a text that have no value yet."""
    return _DEFERRED.findall(text)


def _may_defer(path: Path) -> bool:
    if path[:1] == ("services",):
        return path[2:3] in {("environment",), ("image",)}
    return path[:1] == ("configs",) and path[2:3] == ("content",)


def _is_needed(path: Path) -> bool:
    return path[:1] != ("services",) or (len(path) > 2 and path[2] in _NEEDED)  # noqa: PLR2004 - services.<name>.<key>


def _closing(text: str, start: int) -> int:
    """Return the index of the brace that closes one opened before ``start``."""
    depth = 1
    for brace in _BRACES.finditer(text, start):
        depth += 1 if brace.group() == "${" else -1
        if depth == 0:
            return brace.start()
        if depth > _DEEPEST:
            break
    raise _MalformedError


def _malformed(node: Node) -> Diagnostic:
    why = "a dollar sign begins '$NAME', '${NAME}' or one of its forms with a default"
    return Diagnostic("I005", "not a variable of Compose", node.span, why=why, fix="write '$$' for a dollar sign")


def _missing(name: str, node: Node) -> Diagnostic:
    fix = f"give it a default, '${{{name}:-value}}', or a value with `--env-file FILE` or `--process-env`"
    return Diagnostic("I006", f"variable '{name}' has no value", node.span, why=_WHY, fix=fix)


def _defaulted(name: str, node: Node) -> Diagnostic:
    fix = f"give '{name}' a value with `--env-file FILE` or `--process-env` if the default is not what you want"
    message = f"variable '{name}' is replaced by its default"
    return Diagnostic("I021", message, node.span, why=_WHY, fix=fix, severity=Severity.WARNING)
