r"""Paths with dots, as ``--override-property`` takes them: where they lead in a document, and changing what is there.

Source: score-go v1.20.0, ``framework/override_utils.go``. Where that would end in a panic (an index out of range on the
way to the value) there is a diagnostic here, and deleting what is not there creates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from podium.diagnostics import Diagnostic, Severity, Span, SpecError, listed, suggest
from podium.spec.document import Member, Node, collection

__all__ = ["Step", "change_at", "dot_path_text", "nothing_at", "parse_dot_path"]

_TOKEN = re.compile(r"\\[\\.]|.", re.DOTALL)
_INDEX = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a path.

    Attributes:
        key: The key or the index, escapes undone.
        span: Its place in the option that holds the path.
    """

    key: str
    span: Span


def parse_dot_path(text: str, place: Span) -> tuple[Step, ...]:
    r"""Split a path at its dots.

    Args:
        text: The path; ``\.`` is a dot in a key, ``\\`` a backslash.
        place: Where the text begins; each step gets its own place on that line.

    Returns:
        At least one step; a step may be empty.
    """
    return tuple(_steps(text, place))


def change_at(node: Node, path: Sequence[Step], value: Node | None) -> Node:
    """Return a document with the value at a path set, or deleted; what is beside it keeps its place.

    Mappings on the way are created; in a list, the index -1 appends.

    Args:
        node: The document.
        path: Where, at least one step.
        value: What to set; None deletes.

    Returns:
        The changed document; the very same one when there is nothing to delete.

    Raises:
        SpecError: The path leads through a value that is neither mapping nor list, or to an entry that a list does not
            have (``S043``).
    """
    return _change(node, path, 0, value)


def nothing_at(node: Node, path: Sequence[Step]) -> Diagnostic:
    """Return the warning (``S044``) that a path leads to nothing, so that there was nothing to delete.

    Args:
        node: The document, in which the path leads to nothing.
        path: The path.
    """
    at, below = -1, node
    for step in path:
        at, node = at + 1, below
        index = int(step.key) if isinstance(node.value, tuple) and _INDEX.fullmatch(step.key) else None
        found = node.get((step.key if index is None else index,))
        if found is None:
            break
        below = found
    known = sorted(node.members)
    fix = suggest(path[at].key, known) or (f"keys there: {listed(known)}" if known else "correct the path")
    message = f"there is no '{dot_path_text(path[: at + 1])}' to delete"
    why = "what is deleted must stand in the Score file, or in an override before"
    return Diagnostic("S044", message, path[at].span, why=why, fix=fix, severity=Severity.WARNING)


def dot_path_text(path: Sequence[Step]) -> str:
    """Return a path as :func:`parse_dot_path` reads it."""
    return ".".join(step.key.replace("\\", "\\\\").replace(".", "\\.") for step in path)


def _steps(text: str, place: Span) -> Iterator[Step]:
    key, begin = "", 0
    for token in _TOKEN.finditer(text):
        if token.group() == ".":
            yield Step(key, _part(place, begin, token.start()))
            key, begin = "", token.end()
        else:
            key += token.group()[-1]
    yield Step(key, _part(place, begin, len(text)))


def _part(place: Span, begin: int, end: int) -> Span:
    return Span(place.file, place.line, place.column + begin, place.line, place.column + end)


def _change(node: Node, path: Sequence[Step], at: int, value: Node | None) -> Node:
    if isinstance(node.value, Mapping):
        return _change_mapping(node, path, at, value)
    if isinstance(node.value, tuple):
        return _change_list(node, path, at, value)
    message = f"'{dot_path_text(path[:at])}' is neither a mapping nor a list"
    why = f"'{path[at].key}' can only be set or deleted inside of one"
    raise _refused(
        message, path[max(0, at - 1)], node, why=why, fix=f"give '{dot_path_text(path[:at])}' a whole new value"
    )


def _change_mapping(node: Node, path: Sequence[Step], at: int, value: Node | None) -> Node:
    step, member = path[at], node.members.get(path[at].key)
    if value is None and member is None:
        return node
    is_last = at == len(path) - 1
    if is_last and value is None:
        rest = {key: other for key, other in node.members.items() if key != step.key}
        return collection(MappingProxyType(rest), node.span)
    if is_last and value is not None:
        changed = Member(step.span, value)
    else:
        old = member or Member(step.span, collection(MappingProxyType({}), step.span))
        below = _change(old.node, path, at + 1, value)
        if below is old.node:
            return node
        changed = Member(old.key_span, below)
    return collection(MappingProxyType({**node.members, step.key: changed}), node.span)


def _change_list(node: Node, path: Sequence[Step], at: int, value: Node | None) -> Node:
    assert isinstance(node.value, tuple)  # noqa: S101 - the caller has looked
    items, is_last = node.value, at == len(path) - 1
    if is_last and value is not None and path[at].key == "-1":
        return collection((*items, value), node.span)
    index = _index(node, path, at)
    if not is_last:
        below = _change(items[index], path, at + 1, value)
        if below is items[index]:
            return node
        return collection((*items[:index], below, *items[index + 1 :]), node.span)
    return collection((*items[:index], *([] if value is None else [value]), *items[index + 1 :]), node.span)


def _index(node: Node, path: Sequence[Step], at: int) -> int:
    """Return the index that a step names, if the list has it."""
    assert isinstance(node.value, tuple)  # noqa: S101 - the caller has looked
    text, length = path[at].key, len(node.value)
    where = f"the list at '{dot_path_text(path[:at])}'"
    has = (
        f"it has the indexes 0 to {length - 1}" if length > 1 else f"it has {'only the index 0' if length else 'none'}"
    )
    if not _INDEX.fullmatch(text):
        message = f"'{text}' is no index of {where}"
        raise _refused(message, path[at], node, why="entries of a list are named by number", fix=f"{has}; -1 appends")
    index = int(text)
    if 0 <= index < length:
        return index
    message = f"{where} has no index {index}"
    raise _refused(message, path[at], node, why=has, fix="use one of those; to append, set the index -1 itself")


def _refused(message: str, step: Step, node: Node, *, why: str, fix: str) -> SpecError:
    return SpecError(Diagnostic("S043", message, step.span, why=why, fix=fix, related=(node.span,)))
