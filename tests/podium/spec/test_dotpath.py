"""Paths of `--override-property`; the oracle's own vectors are in `tests/conformance/test_overrides.py`."""

from __future__ import annotations

import pytest

from podium.diagnostics import Span, SpecError
from podium.spec.document import parse_document
from podium.spec.dotpath import change_at, dot_path_text, nothing_at, parse_dot_path

TEXT = "a: {b: [{c: 1}, 2], d: x}\ne: ~\n"


def change(path: str, value: str | None):
    """Return the document of the tests with a value set, or deleted."""
    new = None if value is None else parse_document(value, "option")
    return change_at(parse_document(TEXT, "f"), parse_dot_path(path, Span("option")), new)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("a.b", [("a", 1, 2), ("b", 3, 4)]),
        ("a\\.b.c", [("a.b", 1, 5), ("c", 6, 7)]),
        ("a\\\\.b", [("a\\", 1, 4), ("b", 5, 6)]),
        ("a\\b", [("a\\b", 1, 4)]),
        ("a..", [("a", 1, 2), ("", 3, 3), ("", 4, 4)]),
    ],
)
def test_each_step_has_its_place(path, steps):
    """Columns count the escapes that are not part of the key."""
    found = [(step.key, step.span.column, step.span.end_column) for step in parse_dot_path(path, Span("option"))]
    assert steps == found


@pytest.mark.parametrize(
    ("path", "value", "expected", "reason"),
    [
        ("a.d", "y", {"a": {"b": [{"c": 1}, 2], "d": "y"}, "e": None}, "a value is replaced"),
        ("a.b.0.c", "[3]", {"a": {"b": [{"c": [3]}, 2], "d": "x"}, "e": None}, "through a list"),
        ("a.b.-1", "3", {"a": {"b": [{"c": 1}, 2, 3], "d": "x"}, "e": None}, "a list grows"),
        ("e", "{f: g}", {"a": {"b": [{"c": 1}, 2], "d": "x"}, "e": {"f": "g"}}, "null is a value like others"),
        ("n.m", "1", {"a": {"b": [{"c": 1}, 2], "d": "x"}, "e": None, "n": {"m": 1}}, "mappings are made"),
        ("a.b.1", None, {"a": {"b": [{"c": 1}], "d": "x"}, "e": None}, "an item is deleted"),
        ("a.b.0.c", None, {"a": {"b": [{}, 2], "d": "x"}, "e": None}, "a key is deleted, its mapping stays"),
        ("n.m", None, {"a": {"b": [{"c": 1}, 2], "d": "x"}, "e": None}, "nothing to delete makes nothing"),
    ],
)
def test_values_are_set_and_deleted(path, value, expected, reason):
    """The result is a document, its size counted anew."""
    changed = change(path, value)
    assert expected == changed.plain(), reason
    assert changed.size == 1 + sum(member.node.size for member in changed.members.values())


@pytest.mark.parametrize("text", ["a.b.0", "a\\.b", "a\\\\.b", "..", "a\\\\\\.b"])
def test_a_path_is_written_as_it_is_read(text):
    """Escapes come back."""
    assert dot_path_text(parse_dot_path(text, Span("option"))) == text


def test_siblings_keep_their_places():
    """Diagnostics about them point into the file, those about the new value into the option."""
    changed = change("a.b.0", "new")
    places = [str(changed.span_at(path)) for path in (("a", "b", 1), ("a", "d"), ("a", "b", 0))]
    assert places == ["f:1:17", "f:1:24", "option:1:1"]
    assert str(change("a.b.0", None).span_at(("a", "b", 0))) == "f:1:17"


@pytest.mark.parametrize(
    ("path", "value", "message", "place"),
    [
        ("a.d.x", "1", "'a.d' is neither a mapping nor a list", "option:1:3"),
        ("e.f", "1", "'e' is neither a mapping nor a list", "option:1:1"),
        ("a.b.c", "1", "'c' is no index of the list at 'a.b'", "option:1:5"),
        ("a.b.2", "1", "the list at 'a.b' has no index 2", "option:1:5"),
        ("a.b.-1", None, "the list at 'a.b' has no index -1", "option:1:5"),
        ("a.b.-1.c", "1", "the list at 'a.b' has no index -1", "option:1:5"),
        ("a.b.7.c", None, "the list at 'a.b' has no index 7", "option:1:5"),
        ("a.b.99999999999999999999", "1", "'99999999999999999999' is no index of the list at 'a.b'", "option:1:5"),
    ],
)
def test_paths_that_lead_nowhere_are_refused(path, value, message, place):
    """With the step's place in the option, and the place of what it met."""
    with pytest.raises(SpecError) as refused:
        change(path, value)
    (problem,) = refused.value.diagnostics
    assert (problem.code, problem.message, str(problem.span)) == ("S043", message, place)
    assert [span.file for span in problem.related] == ["f"]
    assert problem.fix


@pytest.mark.parametrize(
    ("path", "message", "fix"),
    [
        ("a.dd", "there is no 'a.dd' to delete", "did you mean 'd'?"),
        ("zzz.y", "there is no 'zzz' to delete", "keys there: a, e"),
        ("a.b.0.q", "there is no 'a.b.0.q' to delete", "keys there: c"),
    ],
)
def test_deleting_nothing_is_a_warning(path, message, fix):
    """It says what is there instead."""
    problem = nothing_at(parse_document(TEXT, "f"), parse_dot_path(path, Span("option")))
    assert (problem.code, problem.severity, problem.message, problem.fix) == ("S044", "warning", message, fix)
