from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies

from podium.diagnostics import Diagnostic, Span
from podium.importing.render import render_score
from podium.spec.document import parse_document

ORIGIN = Span("compose.yaml", 12, 3)


def round_trip(value):
    """Return a value written and read again."""
    return parse_document(render_score({"a": value}, ORIGIN, []), "score.yaml").plain()["a"]


@pytest.mark.parametrize(
    "text",
    [
        "1e3",
        "0o17",
        "0x1f",
        "1_000",
        "yes",
        "12:30",
        "null",
        "~",
        "",
        " a ",
        "a: b",
        "#",
        "- x",
        "1.",
        ".5",
        "+1",
        "2024-01-01",
    ],
)
def test_texts_stay_texts(text):
    """In YAML 1.1 and 1.2."""
    assert round_trip({"k": text, "l": [text]}) == {"k": text, "l": [text]}


def test_several_lines_are_written_as_such():
    """Readable, without escapes."""
    assert "a: |\n  one\n  two\n" in render_score({"a": "one\ntwo\n"}, ORIGIN, [])


def test_the_origin_and_what_is_lost_stand_at_the_top():
    """One line each, whatever the message holds."""
    note = Diagnostic("I020", "x\nis: lost", Span("compose.yaml", 2, 1))
    text = render_score({"a": 1, "b": 2}, ORIGIN, [note])
    assert text == "# Imported from compose.yaml:12.\n# compose.yaml:2:1: x is: lost\na: 1\n\nb: 2\n"


@hypothesis.given(strategies.text(strategies.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20))
def test_any_text_comes_back(text):
    """As it was."""
    assert round_trip(text) == text
