"""Places in a text; what the parser says of it is in `tests/cases/validate/yaml-*.case`."""

from __future__ import annotations

import pytest

from podium.diagnostics import Span
from podium.spec.text import MAX_BYTES, SourceText, split_lines


def test_lines_end_as_the_parser_ends_them():
    """Carriage returns and Unicode's separators end lines, form feeds do not."""
    assert split_lines("a\r\nb\rc\nd\x85e\u2028f\u2029g\x0ch") == ["a", "b", "c", "d", "e", "f", "g\x0ch"]


def test_columns_of_the_first_line_count_what_stands_before_the_text():
    """The value of an option is a text of its own, but its places are those in the option."""
    source = SourceText("ab\ncd", "option", 10)
    assert [source.point(0, 1), source.point(1, 1)] == [Span("option", 1, 12, 1, 13), Span("option", 2, 2, 2, 3)]


def test_places_behind_the_text_end_with_it():
    """The parser counts a line after the last one."""
    assert SourceText("ab", "f", 0).point(1, 0) == Span("f", 1, 3, 1, 3)


@pytest.mark.parametrize(
    ("text", "is_refused", "reason"),
    [
        ("x" * MAX_BYTES, False, "at the limit"),
        ("x" * (MAX_BYTES + 1), True, "beyond it"),
        ("é" * (MAX_BYTES // 2 + 1), True, "bytes count, not characters"),
        ("%TAG !a! b\n" * 101, True, "the parser would compare each with all before"),
        ("a: %TAG\n" * 101, False, "only at the beginning of a line it is a directive"),
    ],
)
def test_what_would_exhaust_the_machine_is_not_parsed(text, is_refused, reason):
    """The refusal comes before the parser sees the text."""
    assert is_refused == (SourceText(text, "f", 0).too_large() is not None), reason
