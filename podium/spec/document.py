"""YAML documents that remember where everything stands.

Typing follows the core schema of YAML 1.2 (``yes`` and ``12:30`` are strings), duplicate and non-string keys are
errors, only the first document of a stream is read. Source: YAML 1.2.2, section 10.3; merge keys as in YAML 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NoReturn, TypeAlias

import yaml
from yaml._yaml import CParser
from yaml.error import MarkedYAMLError

from podium.diagnostics import Diagnostic, PodiumError, Span, SpecError, sort_diagnostics
from podium.spec.scalars import MERGE, STR, CoreResolver, ScalarError, convert
from podium.spec.text import SourceText, syntax_diagnostic

__all__ = ["MAX_DEPTH", "MAX_NODES", "MAX_PROBLEMS", "Member", "Node", "Path", "collection", "parse_document"]

Path = tuple[str | int, ...]

_SEQUENCE, _MAPPING = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"

MAX_NODES = 50_000
"""A document may not have more nodes than this, counted with its aliases expanded ("billion laughs")."""

MAX_PROBLEMS = 100
"""So many problems of one document are told; who mends them sees the rest."""

MAX_DEPTH = 100
"""Collections may not be nested deeper than this; far deeper ones would exhaust the stack of parser and checks."""


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
        written: Lines of such a changed string as they stand in the file, from its first character to its last, if it
            may hold placeholders.
        size: Number of nodes in it, aliases expanded.
        depth: Number of collections inside each other, aliases expanded.
    """

    value: str | int | float | bool | Collection | None
    span: Span
    text_at: tuple[int, int] | None = None
    written: tuple[str, ...] = field(default=(), compare=False, repr=False)
    size: int = field(default=1, compare=False)
    depth: int = field(default=0, compare=False)

    @property
    def members(self) -> Mapping[str, Member]:
        """The entries if this is a mapping, else none."""
        return self.value if isinstance(self.value, MappingProxyType) else _NO_MEMBERS

    def plain(self) -> Any:
        """Return the value as dictionaries, lists and scalars."""
        value = self.value
        if isinstance(value, MappingProxyType):
            return {key: member.node.plain() for key, member in value.items()}
        return [node.plain() for node in value] if isinstance(value, tuple) else value

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


Collection: TypeAlias = "tuple[Node, ...] | MappingProxyType[str, Member]"

_NO_MEMBERS: MappingProxyType[str, Member] = MappingProxyType({})


class _Loader(CParser, CoreResolver):
    def __init__(self, text: str) -> None:
        # Half a surrogate pair has no UTF-8 form; passed on like this it is refused with its place.
        CParser.__init__(self, text.encode(errors="surrogatepass"))
        CoreResolver.__init__(self)
        self._depth = 0
        self._nodes = 0

    def descend_resolver(self, current_node: yaml.Node | None, _current_index: object) -> None:
        """Count nodes and nesting before the parser goes on; too deep a nesting would end the process, not raise."""
        self._depth += 1
        self._nodes += 1
        if current_node is not None and self._nodes > MAX_NODES:
            self._stop(f"more than {MAX_NODES} keys and values", "split the file", current_node)
        if current_node is not None and self._depth > MAX_DEPTH:
            self._stop("collections are nested too deeply", "nest less", current_node)

    def _stop(self, problem: str, fix: str, node: yaml.Node) -> NoReturn:
        limits = "beyond a limit that keeps files from exhausting the machine"
        raise MarkedYAMLError(context=limits, problem=problem, problem_mark=node.start_mark, note=fix)

    def ascend_resolver(self) -> None:
        """Leave a level."""
        self._depth -= 1


def parse_document(text: str, file: str, error: type[PodiumError] = SpecError, *, column: int = 0) -> Node:
    """Parse the first YAML document of a text.

    Args:
        text: The YAML text; a byte order mark is ignored.
        file: Name used in spans.
        error: The class raised.
        column: Number of characters that stand before the text on its first line.

    Raises:
        PodiumError: Of the class given: not YAML, or too large (``S001``), an empty document, duplicate or non-string
            keys, tags and numbers beyond JSON (``S002``, all of them at once).
    """
    source = SourceText(text.removeprefix("\ufeff"), file, column)
    if refusal := source.too_large():
        raise error(refusal)
    loader = _Loader(source.text)
    try:
        root = loader.get_node() if loader.check_node() else None
    except yaml.YAMLError as problem:
        raise error(syntax_diagnostic(problem, source)) from None
    finally:
        loader.dispose()
    if root is None:
        message, fix = "the file holds no YAML document", "write a document into it"
        raise error(Diagnostic("S001", message, source.point(0, 0), fix=fix))
    builder = _Builder(source)
    node = builder.build(root)
    if builder.problems:
        raise error(*sort_diagnostics(builder.problems))
    return node


def collection(value: Collection, span: Span) -> Node:
    """Return a list or a mapping with its size and depth.

    Args:
        value: The items, or the members by key.
        span: Where it stands.
    """
    nodes = value if isinstance(value, tuple) else [member.node for member in value.values()]
    size = 1 + sum(node.size for node in nodes)
    return Node(value, span, size=size, depth=1 + max((node.depth for node in nodes), default=0))


class _Builder:
    """Turns PyYAML's nodes into ours, once per anchor, and collects problems."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self._done: dict[int, Node] = {}
        self._open: set[int] = set()
        self._inherited_members = 0

    def build(self, raw: yaml.Node) -> Node:
        if isinstance(raw, yaml.ScalarNode):
            return self._scalar_node(raw)
        if id(raw) in self._done:
            return self._done[id(raw)]
        span = self._span(raw)
        if id(raw) in self._open:
            return self._refuse(span, "an alias refers to the value that contains it", "write the value out")
        self._open.add(id(raw))
        node = self._collection(raw, span)
        self._open.discard(id(raw))
        if node.size > MAX_NODES or node.depth > MAX_DEPTH:
            node = self._refuse(span, "aliases make this document too large", "use fewer nested aliases")
        self._done[id(raw)] = node
        return node

    def _collection(self, raw: yaml.Node, span: Span) -> Node:
        if isinstance(raw, yaml.SequenceNode):
            self._check_tag(raw, _SEQUENCE, span)
            return collection(tuple(map(self.build, raw.value)), span)
        self._check_tag(raw, _MAPPING, span)
        return collection(MappingProxyType(dict(self._members(raw))), span)

    def _scalar_node(self, raw: yaml.ScalarNode) -> Node:
        span = self._span(raw)
        text_at = self._text_at(raw, span)
        written = () if text_at or "${" not in raw.value else self._written(raw)
        return Node(self._scalar(raw, span), span, text_at, written)

    def _check_tag(self, raw: yaml.Node, tag: str, span: Span) -> None:
        if raw.tag != tag:
            self._report(span, f"unknown tag '{raw.tag}'", "remove the tag")

    def _members(self, raw: yaml.Node) -> Iterator[tuple[str, Member]]:
        own: dict[str, Span] = {}
        merged: list[yaml.Node] = []
        for key, value in raw.value:
            span = self._span(key)
            if key.tag == MERGE and key.value == "<<":
                if key.value in own:
                    self._report(span, "duplicate key '<<'", "merge a list: '<<: [*a, *b]'", own[key.value])
                own[key.value] = span
                merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
                continue
            if key.tag != STR:
                name = f"key '{key.value}'" if isinstance(key, yaml.ScalarNode) else "a list or mapping used as a key"
                self._report(span, f"{name} is not a string", "quote the key")
            elif key.value in own:
                self._report(span, f"duplicate key '{key.value}'", "keep one of the two", own[key.value])
            else:
                own[key.value] = span
                yield key.value, Member(span, self.build(value))
        if merged:
            yield from self._inherited(merged, own)

    def _inherited(self, merged: list[yaml.Node], own: Mapping[str, Span]) -> Iterator[tuple[str, Member]]:
        seen = set(own)
        for raw in {id(raw): raw for raw in merged}.values():
            source = self.build(raw)
            if self._is_bomb(source):
                return
            if not isinstance(source.value, MappingProxyType):
                self._report(source.span, "a merge key needs a mapping", "merge an anchor of a mapping")
            for name, member in source.members.items():
                if name not in seen:
                    seen.add(name)
                    yield name, member

    def _is_bomb(self, merged: Node) -> bool:
        """Count what merge keys bring in; if each mapping merges the one before, that grows with the square."""
        was_one = self._inherited_members > MAX_NODES
        self._inherited_members += len(merged.members)
        if self._inherited_members > MAX_NODES and not was_one:
            self._report(merged.span, "merge keys make this document too large", "write the mappings out")
        return self._inherited_members > MAX_NODES

    def _scalar(self, raw: yaml.ScalarNode, span: Span) -> str | int | float | bool | None:
        text: str = raw.value
        try:
            return convert(raw.tag, text)
        except ScalarError as problem:
            self._report(span, problem.message, problem.fix)
            return text

    def _text_at(self, raw: yaml.ScalarNode, span: Span) -> tuple[int, int] | None:
        """Return where a scalar's text begins, if the file holds the text as the value does."""
        if raw.style == "|":
            body = (line for line in self.source.lines[span.line :] if line.strip())
            value = (line for line in raw.value.split("\n") if line.strip())
            return span.line + 1, _indentation(next(body, "")) - _indentation(next(value, "")) + 1
        quotes = 2 if raw.style else 0
        if span.line != span.end_line or span.end_column - span.column != len(raw.value) + quotes:
            return None
        return span.line, span.column + quotes // 2

    def _written(self, raw: yaml.Node) -> tuple[str, ...]:
        start, end = raw.start_mark, raw.end_mark
        lines = self.source.lines[start.line : end.line + 1]
        lines[-1] = lines[-1][: end.column]
        return (lines[0][start.column :], *lines[1:])

    def _span(self, raw: yaml.Node) -> Span:
        start, end = raw.start_mark, raw.end_mark
        return self.source.span((start.line, start.column), (end.line, end.column))

    def _report(self, span: Span, message: str, fix: str, *related: Span) -> None:
        why = "only plain YAML with unique string keys is read"
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Diagnostic("S002", message, span, why=why, fix=fix, related=related))

    def _refuse(self, span: Span, message: str, fix: str) -> Node:
        self._report(span, message, fix)
        return Node(None, span)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
