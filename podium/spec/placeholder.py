r"""Placeholders: the strings with ``${…}`` in them.

Grammar and escapes follow score-go's ``framework/substitution.go``: one pass from left to right over
``\$((?:\$?{([^}]*)})|\$)``; a result is never scanned again. ``$$`` is one dollar sign, ``$${x}`` is the text ``${x}``,
and ``\.`` inside a reference is a dot that belongs to the key.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from podium.spec.values import to_text

__all__ = ["Placeholder", "Template", "map_strings", "parse_template", "placeholders_in", "template_or_text"]

_PATTERN = re.compile(r"\$(?:(\$?)\{([^}]*)\}|\$)")
_LITERAL = re.compile(r"\$(\{[^}]*\})?")
_SPLIT = re.compile(r"(?<!\\)\.")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One ``${a.b.c}``.

    Attributes:
        path: The reference split at its dots, for example ``("resources", "db", "host")``.
        offset: Index of the ``$`` in the string that held it.
        raw: The text between the braces, as written.
    """

    path: tuple[str, ...]
    offset: int = 0
    raw: str = ""

    def __str__(self) -> str:
        return "${" + (self.raw or ".".join(self.path)) + "}"


@dataclass(frozen=True, slots=True)
class Template:
    """A string parsed into literal text and placeholders, in order.

    Attributes:
        parts: Literal strings (escapes already undone) and placeholders.
        as_text: Whether the result is text even if the template is one placeholder whose value is a number or a list.
    """

    parts: tuple[str | Placeholder, ...]
    as_text: bool = False

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders, in order of appearance."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    def __str__(self) -> str:
        """Return a text that parses to the same parts."""
        return "".join(_escaped(part) if isinstance(part, str) else str(part) for part in self.parts)

    def bind(self, lookup: Callable[[Placeholder], Any]) -> Any:
        """Return the template with each placeholder replaced by a value or by another placeholder.

        Args:
            lookup: Gives for a placeholder what it stands for; another placeholder is filled later.

        Returns:
            The value itself, a mapping or a number too, where the template is exactly one placeholder; otherwise text,
            or a template while a placeholder is left.
        """
        parts = [lookup(part) if isinstance(part, Placeholder) else part for part in self.parts]
        if len(parts) == 1 and not self.as_text:
            return Template((parts[0],)) if isinstance(parts[0], Placeholder) else parts[0]
        bound = tuple(_joined([part if isinstance(part, Placeholder) else to_text(part) for part in parts]))
        if any(isinstance(part, Placeholder) for part in bound):
            return Template(bound, self.as_text)
        return "".join(str(part) for part in bound)


def parse_template(text: str) -> Template:
    """Split a string into literal text and placeholders; every string is legal here.

    Source: score-go v1.20.0, ``framework/substitution.go``.
    """
    if "$" not in text:
        return Template((text,) if text else ())
    # Every stage parses the same strings again; long ones are few, and would make the memory of it large.
    return _parsed_once(text) if len(text) <= _LONGEST_KEPT else _parsed(text)


def _parsed(text: str) -> Template:
    parts: list[str | Placeholder] = []
    position = 0
    for match in _PATTERN.finditer(text, 0, _last_brace(text)):
        parts.append(text[position : match.start()])
        position = match.end()
        escaped, reference = match.group(1), match.group(2)
        if reference is None:
            parts.append("$")
        elif escaped:
            parts.append("${" + reference + "}")
        else:
            path = tuple(key.replace("\\.", ".") for key in _SPLIT.split(reference))
            parts.append(Placeholder(path, match.start(), reference))
    parts.append(text[position:].replace("$$", "$"))
    return Template(tuple(_joined(parts)))


_LONGEST_KEPT = 200
_parsed_once = functools.lru_cache(maxsize=32768)(_parsed)


def template_or_text(text: str) -> Template | str:
    """Return the parsed template, or plain text with its escapes undone when it holds no placeholder."""
    template = parse_template(text)
    return template if template.placeholders else "".join(str(part) for part in template.parts)


def map_strings(value: Any, change: Callable[[str], Any]) -> Any:
    """Return a copy of nested mappings and lists with every string value, never a key, changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: map_strings(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [map_strings(item, change) for item in value]
    return value


def placeholders_in(value: Any) -> list[Placeholder]:
    """Return every placeholder of the templates inside nested mappings and lists, in order."""
    found: list[Placeholder] = []
    _collect(value, found)
    return found


_LEAVES = frozenset({str, int, float, bool, type(None)})


def _collect(value: Any, found: list[Placeholder]) -> None:
    # A list that is passed on, because generators inside generators cost several times as much.
    if isinstance(value, Template):
        found.extend(part for part in value.parts if isinstance(part, Placeholder))
        return
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for item in items:
        if type(item) not in _LEAVES:
            _collect(item, found)


def _last_brace(text: str) -> int:
    """Return the end of the part in which a reference can be closed.

    Behind it there are only pairs of dollar signs. Looking for a brace there, anew from each dollar sign, would take
    time that grows with the square of the text.
    """
    return text.rfind("}") + 1


def _escaped(text: str) -> str:
    end = _last_brace(text)
    return _LITERAL.sub(r"$$\1", text[:end]) + text[end:].replace("$", "$$")


def _joined(parts: list[str | Placeholder]) -> Iterator[str | Placeholder]:
    """Merge neighbouring literals and drop empty ones."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text
