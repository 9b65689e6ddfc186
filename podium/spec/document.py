"""YAML documents that remember where everything stands.

Typing follows the core schema of YAML 1.2 (``yes`` and ``12:30`` are strings), duplicate and non-string keys are
errors, only the first document of a stream is read. Source: YAML 1.2.2, section 10.3; merge keys as in YAML 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

import yaml
from yaml._yaml import CParser
from yaml.error import Mark, MarkedYAMLError
from yaml.reader import ReaderError
from yaml.resolver import BaseResolver

from podium.diagnostics import Diagnostic, PodiumError, Span, SpecError, sort_diagnostics

__all__ = ["Member", "Node", "Path", "parse_document"]

Path = tuple[str | int, ...]

MAX_NODES = 1_000_000
"""A document may not grow beyond this many nodes when its aliases are expanded ("billion laughs")."""

MAX_DEPTH = 100
"""Collections may not be nested deeper than this; far deeper ones would exhaust the stack of parser and checks."""

_MERGE = "tag:yaml.org,2002:merge"
_NULL, _BOOL, _INT, _FLOAT, _STR = (f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "str"))


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of a mapping: where its key stands, and its value."""

    key_span: Span
    node: Node


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its place.

    Attributes:
        value: A scalar, a tuple of nodes, or a mapping of key to member.
        span: Where the value stands.
        text_at: Line and column of the first character of a string that stands in the file as it is, each of its lines
            beginning at that column; None where escapes, folding or an older form change it.
        size: Number of nodes in it, aliases expanded.
        depth: Number of collections inside each other, aliases expanded.
    """

    value: str | int | float | bool | Collection | None
    span: Span
    text_at: tuple[int, int] | None = None
    size: int = field(default=1, compare=False)
    depth: int = field(default=0, compare=False)

    @property
    def members(self) -> Mapping[str, Member]:
        """The entries if this is a mapping, else none."""
        return self.value if isinstance(self.value, Mapping) else {}

    def plain(self) -> Any:
        """Return the value as dictionaries, lists and scalars."""
        if isinstance(self.value, Mapping):
            return {key: member.node.plain() for key, member in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value

    def get(self, path: Path) -> Node | None:
        """Return the node at a path of keys and indexes, or None."""
        node: Node | None = self
        for step in path:
            node = node._step(step) if node else None
        return node

    def span_at(self, path: Path) -> Span:
        """Return the place of the value at ``path``, or of its nearest parent that exists."""
        node = self
        for step in path:
            below = node._step(step)
            if below is None:
                break
            node = below
        return node.span

    def key_span_at(self, path: Path) -> Span:
        """Return the place of the key at ``path``; for a list item, or a missing key, as :meth:`span_at`."""
        parent = self.get(path[:-1])
        if parent and path and isinstance(path[-1], str) and path[-1] in parent.members:
            return parent.members[path[-1]].key_span
        return self.span_at(path)

    def _step(self, step: str | int) -> Node | None:
        if isinstance(self.value, tuple):
            return self.value[step] if isinstance(step, int) and -1 < step < len(self.value) else None
        member = self.members.get(str(step))
        return member.node if member else None


Collection: TypeAlias = tuple[Node, ...] | Mapping[str, Member]


class _Resolver(BaseResolver):
    """The core schema of YAML 1.2, and the merge key."""


for _tag, _pattern, _first in (
    (_NULL, r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    (_BOOL, r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    (_INT, r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        _FLOAT,
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
    (_MERGE, r"<<", ["<"]),
):
    _Resolver.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern})\Z"), _first)


class _Loader(CParser, _Resolver):
    def __init__(self, text: str) -> None:
        # Half a surrogate pair has no UTF-8 form; passed on like this it is refused with its place.
        CParser.__init__(self, text.encode(errors="surrogatepass"))
        _Resolver.__init__(self)
        self._depth = 0

    def descend_resolver(self, current_node: yaml.Node | None, _current_index: object) -> None:
        """Count the nesting before the parser recurses; too much of it would end the process, not raise."""
        self._depth += 1
        if current_node is not None and self._depth > MAX_DEPTH:
            raise MarkedYAMLError(problem="collections are nested too deeply", problem_mark=current_node.start_mark)

    def ascend_resolver(self) -> None:
        """Leave a level."""
        self._depth -= 1


def parse_document(text: str, file: str, error: type[PodiumError] = SpecError) -> Node:
    """Parse the first YAML document of a text.

    Args:
        text: The YAML text; a byte order mark is ignored.
        file: Name used in spans.
        error: The class raised.

    Raises:
        PodiumError: Of the class given: not YAML (``S001``), an empty document, duplicate or non-string keys
            (``S002``, all of them at once).
    """
    text = text.removeprefix("\ufeff")
    loader = _Loader(text)
    try:
        root = loader.get_node() if loader.check_node() else None
    except yaml.YAMLError as problem:
        raise error(_syntax_diagnostic(problem, text, file)) from None
    finally:
        loader.dispose()
    if root is None:
        raise error(Diagnostic("S001", "the file holds no YAML document", Span(file), fix="write a document into it"))
    builder = _Builder(text, file)
    node = builder.build(root)
    if builder.problems:
        raise error(*sort_diagnostics(builder.problems))
    return node


def _syntax_diagnostic(problem: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    if isinstance(problem, ReaderError):
        span, why = _point(file, *_place(text, problem.position)), "YAML holds printable characters only"
        return Diagnostic("S001", f"not valid YAML: {problem.reason}", span, why=why, fix="remove the character")
    if not isinstance(problem, MarkedYAMLError) or problem.problem_mark is None:
        return Diagnostic("S001", "not valid YAML", Span(file), why=str(problem), fix="correct the file")
    met = _mark_span(problem.problem_mark, text, file)
    begun = _mark_span(problem.context_mark, text, file) if problem.context_mark else met
    return Diagnostic(
        "S001",
        f"not valid YAML: {problem.problem}",
        met,
        why=f"the parser met it {problem.context}" if problem.context else "YAML's grammar",
        fix="correct the text here or just before; often it is indentation, a quote or a bracket",
        related=(begun,) if begun.line != met.line else (),
    )


def _mark_span(mark: Mark, text: str, file: str) -> Span:
    """Return where the parser stood; the end of the file is told as the end of what is written in it."""
    lines = text.rstrip().split("\n")
    if mark.line < len(lines):
        return _point(file, mark.line, mark.column)
    return _point(file, len(lines) - 1, len(lines[-1]))


def _point(file: str, line: int, column: int) -> Span:
    """Return the span of one character, counted from 0."""
    return Span(file, line + 1, column + 1, line + 1, column + 2)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 0, of an offset in the UTF-8 form of a text."""
    before = text.encode(errors="replace")[:offset].decode(errors="ignore")
    return before.count("\n"), len(before) - before.rfind("\n") - 1


class _Builder:
    """Turns PyYAML's nodes into ours, once per anchor, and collects problems."""

    def __init__(self, text: str, file: str) -> None:
        self.lines = text.split("\n")
        self.file = file
        self.problems: list[Diagnostic] = []
        self._done: dict[int, Node] = {}
        self._open: set[int] = set()

    def build(self, raw: yaml.Node) -> Node:
        if id(raw) in self._done:
            return self._done[id(raw)]
        span = self._span(raw)
        if id(raw) in self._open:
            return self._refuse(span, "an alias refers to the value that contains it", "write the value out")
        self._open.add(id(raw))
        node = self._node(raw, span)
        self._open.discard(id(raw))
        if node.size > MAX_NODES or node.depth > MAX_DEPTH:
            node = self._refuse(span, "aliases make this document too large", "use fewer nested aliases")
        self._done[id(raw)] = node
        return node

    def _node(self, raw: yaml.Node, span: Span) -> Node:
        if isinstance(raw, yaml.SequenceNode):
            items = tuple(self.build(item) for item in raw.value)
            return _collection(items, span, items)
        if isinstance(raw, yaml.MappingNode):
            members = dict(self._members(raw))
            return _collection(MappingProxyType(members), span, [member.node for member in members.values()])
        assert isinstance(raw, yaml.ScalarNode)  # noqa: S101 - the third and last kind of node
        return Node(self._scalar(raw, span), span, self._text_at(raw, span))

    def _members(self, raw: yaml.MappingNode) -> Iterator[tuple[str, Member]]:
        own: dict[str, Span] = {}
        merged: list[yaml.Node] = []
        for key, value in raw.value:
            if key.tag == _MERGE:
                merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
                continue
            span = self._span(key)
            if key.tag != _STR:
                name = f"key '{key.value}'" if isinstance(key, yaml.ScalarNode) else "a list or mapping used as a key"
                self._report(span, f"{name} is not a string", "quote the key")
            elif key.value in own:
                self._report(span, f"duplicate key '{key.value}'", "keep one of the two", own[key.value])
            else:
                own[key.value] = span
                yield key.value, Member(span, self.build(value))
        yield from self._inherited(merged, own)

    def _inherited(self, merged: list[yaml.Node], own: Mapping[str, Span]) -> Iterator[tuple[str, Member]]:
        seen = set(own)
        for raw in merged:
            source = self.build(raw)
            if not isinstance(source.value, Mapping):
                self._report(source.span, "a merge key needs a mapping", "merge an anchor of a mapping")
            for name, member in source.members.items():
                if name not in seen:
                    seen.add(name)
                    yield name, member

    def _scalar(self, raw: yaml.ScalarNode, span: Span) -> str | int | float | bool | None:
        text: str = raw.value
        if raw.tag not in _CONVERSIONS:
            self._report(span, f"unknown tag '{raw.tag}'", "remove the tag")
            return text
        try:
            return _CONVERSIONS[raw.tag](text)
        except ValueError:
            self._report(span, f"'{text[:40]}' is not a number that can be used", "correct or quote it")
            return text

    def _text_at(self, raw: yaml.ScalarNode, span: Span) -> tuple[int, int] | None:
        """Return where a scalar's text begins, if the file holds the text as the value does."""
        if raw.style == "|":
            body = (line for line in self.lines[span.line :] if line.strip())
            value = (line for line in raw.value.split("\n") if line.strip())
            return span.line + 1, _indentation(next(body, "")) - _indentation(next(value, "")) + 1
        quotes = 2 if raw.style else 0
        if span.line != span.end_line or span.end_column - span.column != len(raw.value) + quotes:
            return None
        return span.line, span.column + quotes // 2

    def _span(self, raw: yaml.Node) -> Span:
        start, end = raw.start_mark, raw.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _report(self, span: Span, message: str, fix: str, *related: Span) -> None:
        why = "only plain YAML with unique string keys is read"
        self.problems.append(Diagnostic("S002", message, span, why=why, fix=fix, related=related))

    def _refuse(self, span: Span, message: str, fix: str) -> Node:
        self._report(span, message, fix)
        return Node(None, span)


def _collection(value: Collection, span: Span, children: Sequence[Node]) -> Node:
    size = 1 + sum(child.size for child in children)
    return Node(value, span, size=size, depth=1 + max((child.depth for child in children), default=0))


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _integer(text: str) -> int:
    digits = text.lstrip("+-").lower()
    base = {"0x": 16, "0o": 8}.get(digits[:2], 10)
    number = int(digits[2:] if base != 10 else digits, base)  # noqa: PLR2004 - ten is ten
    return -number if text.startswith("-") else number


def _floating(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_CONVERSIONS: Mapping[str, Callable[[str], str | int | float | bool | None]] = {
    _NULL: lambda _: None,
    _BOOL: lambda text: text.lower() == "true",
    _INT: _integer,
    _FLOAT: _floating,
    _STR: str,
    _MERGE: str,
}
"""What a scalar becomes by its tag; the merge key's sign is plain text where it is not a key."""
