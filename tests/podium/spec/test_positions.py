"""Places inside strings; `tests/cases/validate/placeholders.case` shows them in whole files."""

from __future__ import annotations

import re

import pytest

from podium.spec.document import parse_document
from podium.spec.positions import part_span, part_spans


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("k: a $b", "1:6", "plain"),
        ("k: 'a $b'", "1:7", "quoted, the file holds the text as it is"),
        ("k: |\n  a\n  $b\n", "3:3", "a block keeps its lines"),
        ("k: ä𐐀 $b", "1:7", "columns count characters"),
        ('k: "\\ta $b"', "1:4", "escapes move the columns, so the whole string is told"),
    ],
)
def test_a_part_of_a_string_has_a_place(text, place, reason):
    """Where the file holds the text as it is, the part's own place is told."""
    node = parse_document(text, "f").members["k"].node
    assert f"f:{place}" == str(part_span(node, str(node.value).index("$"), 2)), reason


PLACES = [
    ("k: >\n  ${a}\n  x ${b} ${c}\n", ["2:3", "3:5", "3:10"], "folded"),
    ("k: >2-\n  x\n\n     ${a}\n   ${b}\n", ["4:6", "5:4"], "folded, with deeper lines"),
    ("k:\n  x ${a}\n  $${b} ${c}", ["2:5", "3:4", "3:9"], "plain on several lines"),
    ('k: "\\u0041 ${a}\n  \\"${b}\\" "', ["1:12", "2:5"], "double quotes with escapes and lines"),
    ("k: 'it''s ${a}\n\n ${b}'", ["1:11", "3:2"], "single quotes"),
    ("k: [a, 'it''s ${a}', b]", ["1:15"], "flow"),
    ("k: |\n  ${a}\n\n    ${b}\n", ["2:3", "4:5"], "a block as it is"),
    ('k: "\\x24{a} ${b}"', ["1:4", "1:4"], "a placeholder that an escape writes"),
    ("k: > # ${x}\n  ${a}\n", ["1:4"], "a placeholder in a comment"),
]


@pytest.mark.parametrize(("text", "places", "reason"), PLACES)
def test_a_placeholder_has_a_place_although_the_text_is_changed(text, places, reason):
    """They are counted; where counting cannot be trusted the whole string is told."""
    node = parse_document(text, "f").members["k"].node
    node = node.value[1] if isinstance(node.value, tuple) else node
    found = [part_span(node, match.start(), 4) for match in re.finditer(r"\$\{", str(node.value))]
    assert ([f"f:{place}" for place in places], reason) == ([str(span) for span in found], reason)


def test_the_places_of_many_parts_are_those_of_each():
    """All at once takes no longer than reading the text."""
    for text, _, _ in PLACES:
        node = parse_document(text, "f").members["k"].node
        node = node.value[1] if isinstance(node.value, tuple) else node
        parts = [(match.start(), 4) for match in re.finditer(r"\$\{", str(node.value))]
        assert part_spans(node, parts) == [part_span(node, *part) for part in parts]
    assert part_spans(node, []) == []
