"""How problems are told."""

from __future__ import annotations

import json

import pytest

from podium import diagnostics
from podium.diagnostics import (
    Diagnostic,
    PodiumError,
    Severity,
    Span,
    SpecError,
    listed,
    nearest,
    raise_if_any,
    render,
    sort_diagnostics,
    suggest,
)

ERROR = Diagnostic("S001", "it is wrong", Span("a.yaml", 2, 3, 2, 7), why="the rule", fix="mend it")
WARNING = Diagnostic("S003", "it is old", Span("a.yaml", 1, 1, 1, 2), severity=Severity.WARNING)


def test_a_diagnostic_shows_place_line_rule_and_remedy():
    """The mark stands below what is meant."""
    expected = """\
a.yaml:12:3: error[S001]: it is wrong
   |
12 | a: bcde
   |   ^^^^
   = also: b.yaml:1:1
   = why: the rule
   = fix: mend it"""
    place = Span("a.yaml", 12, 3, 12, 7)
    diagnostic = Diagnostic("S001", "it is wrong", place, why="the rule", fix="mend it", related=(Span("b.yaml"),))
    assert expected == render(diagnostic, "a: bcde")


@pytest.mark.parametrize(
    ("span", "line", "mark", "reason"),
    [
        (Span("f", 1, 2, 1, 2), "abc", "  |  ^", "an empty place is one character"),
        (Span("f", 1, 2, 3, 1), "abc", "  |  ^^", "several lines are marked to the end of the first"),
        (Span("f", 1, 3, 1, 4), "\ta b", "  | \t ^", "tabs stay tabs"),
        (Span("f", 1, 9, 1, 10), "abc", "  |    ^", "a place behind the line"),
    ],
)
def test_marks_fit_their_line(span, line, mark, reason):
    """A mark is at least one character and never longer than its line."""
    shown = render(Diagnostic("S001", "x", span), line).split("\n")[3]
    assert mark.rstrip() in {shown, shown[: len(mark)]}, reason


def test_several_ways_out_stand_below_each_other():
    """As text each begins where the first one does; as data they are lines, without what only a terminal wants."""
    diagnostic = Diagnostic("S001", "it is wrong", fix="this\nor that")
    assert render(diagnostic) == "error[S001]: it is wrong\n   = fix: this\n          or that"
    assert diagnostic.to_json()["fix"] == "this\nor that"


def test_what_is_not_known_is_not_shown():
    """Without place, rule and remedy there is one line."""
    assert render(Diagnostic("R012", "no such workload")) == "error[R012]: no such workload"


def test_an_error_is_the_text_of_its_diagnostics():
    """One blank line stands between two."""
    assert f"{render(ERROR)}\n\n{render(WARNING)}" == str(PodiumError(ERROR, WARNING))


def test_diagnostics_are_sorted_by_place_and_told_once():
    """File, line, column; what has no place comes first."""
    nowhere, later = Diagnostic("R012", "x"), Diagnostic("S001", "x", Span("b.yaml"))
    assert (nowhere, WARNING, ERROR, later) == sort_diagnostics([later, ERROR, ERROR, WARNING, nowhere])


def test_lines_are_sorted_as_numbers():
    """Line 9 comes before line 10."""
    lines = [Diagnostic("S001", "x", Span("f", number)) for number in (10, 9)]
    assert tuple(reversed(lines)) == sort_diagnostics(lines)


def test_warnings_alone_do_not_stop():
    """With an error they are told beside it."""
    raise_if_any(SpecError, [WARNING])
    with pytest.raises(SpecError) as caught:
        raise_if_any(SpecError, [ERROR, WARNING])
    assert caught.value.diagnostics == (WARNING, ERROR)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("postgress", "did you mean 'postgres'?"), ("rabbit", ""), ("", ""), ("redsi", "did you mean 'redis'?")],
)
def test_near_words_are_suggested(word, expected):
    """Only what is near enough to be meant."""
    assert expected == suggest(word, {"redis", "postgres"})


@pytest.mark.parametrize(("alike", "expected"), [(0.6, "main"), (0.75, "main"), (0.76, None)])
def test_how_near_a_word_must_be_can_be_said(alike, expected):
    """Three letters of four stand in the same order."""
    assert expected == nearest("mian", ["main", "other"], alike)


def test_json_names_the_place_in_parts():
    """Tools need no parsing."""
    form = json.loads(json.dumps(ERROR.to_json()))
    assert tuple(form[k] for k in ("code", "severity", "file", "line", "column")) == ("S001", "error", "a.yaml", 2, 3)
    assert None is Diagnostic("R012", "x").to_json()["file"]


def test_a_diagnostic_can_be_moved():
    """Everything but the place stays."""
    assert ERROR.message == ERROR.at(None).message
    assert ERROR.at(None).span is None


def test_every_error_belongs_to_the_tree():
    """The command line catches the root alone."""
    errors = [getattr(diagnostics, name) for name in diagnostics.__all__ if name.endswith("Error")]
    assert len(errors) == 11
    assert all(issubclass(error, PodiumError) for error in errors)


def test_what_a_file_holds_cannot_steer_the_terminal():
    """Escape sequences, bidirectional marks and endless names are shown, not obeyed."""
    text = render(Diagnostic("S010", "unknown key '\x1b[2J\u202ea'", Span("f\x07"), why="x" * 9000), "a\tb\x9b1")
    assert "f\\x07:1:1: error[S010]: unknown key '\\x1b[2J\\u202ea'" in text
    assert "1 | a\tb\\x9b1" in text
    assert len(text) < 5000


def test_suggestions_cost_little_however_much_is_known():
    """Of very many words those with the same first letter are looked at, and long words are near nothing."""
    many = [f"{letter}{number}" for letter in "abcd" for number in range(1000, 1500)]
    assert suggest("c1400x", many) == "did you mean 'c1400'?"
    assert suggest("x" * 101, ["x" * 100]) == ""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "none"),
        (["b", "a"], "a, b"),
        ([f"w{number}" for number in range(10, 40)], ", ".join(f"w{n}" for n in range(10, 30)) + ", and 10 more"),
        (["x" * 101], "x" * 100 + "…"),
    ],
)
def test_words_are_listed_for_people(words, expected):
    """Sorted, the first of many, and none of them endless."""
    assert expected == listed(words)
