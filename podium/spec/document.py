"""YAML documents that remember where everything stands.

Typing follows the core schema of YAML 1.2 (``yes`` and ``12:30`` are strings), duplicate and non-string keys are errors,
only the first document of a stream is read. Source: YAML 1.2.2, section 10.3; merge keys as in YAML 1.1 ``<<``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml
from yaml.cyaml import CParser
from yaml.resolver import BaseResolver

from podium.diagnostics import Diagnostic, PodiumError, Span, SpecError

__all__ = ["Member", "Node", "Path", "parse_document"]

Path = tuple[str | int, ...]

MAX_NODES = 1_000_000
"""A document may not grow beyond this many nodes when its aliases are expanded ("billion laughs")."""

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
        style: The scalar's quoting: ``""`` plain, ``'`` or ``"`` quoted, ``|`` or ``>`` block.
        size: Number of nodes in it, aliases expanded.
    """

    value: str | int | float | bool | None | tuple[Node, ...] | Mapping[str, Member]
    span: Span
    style: str = ""
    size: int = field(default=1, compare=False)

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


class _Resolver(BaseResolver):  # type: ignore[misc]  # PyYAML's resolver base is untyped
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


class _Loader(CParser, _Resolver):  # type: ignore[misc]  # libyaml's parser is untyped
    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        _Resolver.__init__(self)


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
    loader = _Loader(text.removeprefix("\ufeff"))
    try:
        root = loader.get_node() if loader.check_node() else None
    except yaml.YAMLError as problem:
        raise error(_syntax_diagnostic(problem, file)) from None
    finally:
        loader.dispose()
    if root is None:
        raise error(Diagnostic("S001", "the file holds no YAML document", Span(file), fix="write a document into it"))
    builder = _Builder(file)
    node = builder.build(root)
    if builder.problems:
        raise error(*builder.problems)
    return node


def _syntax_diagnostic(problem: yaml.YAMLError, file: str) -> Diagnostic:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    span = Span(file, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2) if mark else Span(file)
    what = getattr(problem, "problem", None) or getattr(problem, "reason", None) or "cannot be read"
    context = getattr(problem, "context", None)
    return Diagnostic(
        "S001",
        f"not valid YAML: {what}",
        span,
        why=f"{context}, the parser met something it cannot place" if context else "the YAML grammar",
        fix="correct the indentation or quoting at this place",
    )


class _Builder:
    """Turns PyYAML's nodes into ours, once per anchor, and collects problems."""

    def __init__(self, file: str) -> None:
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
        if node.size > MAX_NODES:
            node = self._refuse(span, "aliases make this document too large", "use fewer nested aliases")
        self._done[id(raw)] = node
        return node

    def _node(self, raw: yaml.Node, span: Span) -> Node:
        if isinstance(raw, yaml.SequenceNode):
            items = tuple(self.build(item) for item in raw.value)
            return Node(items, span, size=1 + sum(item.size for item in items))
        if isinstance(raw, yaml.MappingNode):
            members = dict(self._members(raw))
            return Node(MappingProxyType(members), span, size=1 + sum(m.node.size for m in members.values()))
        return Node(self._scalar(raw, span), span, raw.style or "")

    def _members(self, raw: yaml.MappingNode) -> Iterator[tuple[str, Member]]:
        own: dict[str, Span] = {}
        merged: list[yaml.Node] = []
        for key, value in raw.value:
            if key.tag == _MERGE:
                merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
                continue
            span = self._span(key)
            if key.tag != _STR:
                self._report(span, f"key '{getattr(key, 'value', '…')}' is not a string", "quote the key")
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
        match raw.tag:
            case t if t == _NULL:
                return None
            case t if t == _BOOL:
                return text.lower() == "true"
            case t if t == _INT:
                return _integer(text)
            case t if t == _FLOAT:
                return _floating(text)
            case t if t == _STR:
                return text
        self._report(span, f"unknown tag '{raw.tag}'", "remove the tag")
        return text

    def _span(self, raw: yaml.Node) -> Span:
        start, end = raw.start_mark, raw.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _report(self, span: Span, message: str, fix: str, *related: Span) -> None:
        why = "Score files use plain YAML with unique string keys"
        self.problems.append(Diagnostic("S002", message, span, why=why, fix=fix, related=related))

    def _refuse(self, span: Span, message: str, fix: str) -> Node:
        self._report(span, message, fix)
        return Node(None, span)


def _integer(text: str) -> int:
    digits = text.lstrip("+-").lower()
    base = {"0x": 16, "0o": 8}.get(digits[:2], 10)
    number = int(digits[2:] if base != 10 else digits, base)  # noqa: PLR2004 - ten is ten
    return -number if text.startswith("-") else number


def _floating(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
