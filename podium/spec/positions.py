"""Places inside a string of a document."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from podium.diagnostics import Span
from podium.spec.document import Node

__all__ = ["part_span", "part_spans"]

_PLACEHOLDER = "${"
_BEGIN = re.compile(re.escape(_PLACEHOLDER))


def part_span(node: Node, offset: int, length: int) -> Span:
    """Return the place of one part of a string; see :func:`part_spans`."""
    return part_spans(node, [(offset, length)])[0]


def part_spans(node: Node, parts: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the places of parts of a string, in time that grows with the string and not with each part.

    Where escapes or folding move the text, a placeholder is found by counting; for any other part, and where escapes
    write or hide a placeholder, the place of the whole string is returned.

    Args:
        node: The string's node.
        parts: Of each part the index in the string's value and the length in characters, none of them a line's end.
    """
    if not parts:
        return []
    return _counted(node, parts) if node.text_at is None else _located(node, node.text_at, parts)


def _located(node: Node, start: tuple[int, int], parts: Sequence[tuple[int, int]]) -> list[Span]:
    ends = [match.start() for match in re.finditer("\n", str(node.value))]
    spans = []
    for offset, length in parts:
        lines = bisect_left(ends, offset)
        column = start[1] + offset - (ends[lines - 1] + 1 if lines else 0)
        spans.append(Span(node.span.file, start[0] + lines, column, start[0] + lines, column + length))
    return spans


def _counted(node: Node, parts: Sequence[tuple[int, int]]) -> list[Span]:
    meant = [match.start() for match in _BEGIN.finditer(str(node.value))]
    written = [(number, match.start()) for number, line in enumerate(node.written) for match in _BEGIN.finditer(line)]
    places = dict(zip(meant, written, strict=True)) if len(written) == len(meant) else {}
    return [_placed(node, places[offset], length) if offset in places else node.span for offset, length in parts]


def _placed(node: Node, place: tuple[int, int], length: int) -> Span:
    number, column = place
    column += 1 if number else node.span.column
    return Span(node.span.file, node.span.line + number, column, node.span.line + number, column + length)
