from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from podium.importing.nodes import base_of, change_strings, items, mapping, scalar_text, text_at, truth_at, with_member
from podium.spec.document import parse_document


@pytest.mark.parametrize(
    ("yaml", "text"), [("true", "true"), ("8080", "8080"), ("1.5", "1.5"), ("null", ""), ("on", "on"), ("007", "7")]
)
def test_scalars_become_text_as_in_compose(node, yaml, text):
    """Variables are always text."""
    assert scalar_text(node(f"a: {yaml}").get(("a",))) == text


def test_a_number_of_thousands_of_digits_is_no_crash(node):
    """Python refuses to write such numbers as decimal digits."""
    assert scalar_text(replace(node("1"), value=16**5000 - 1)).startswith("0xfff")


def test_one_scalar_is_a_list_of_one(node):
    """Compose takes both in many places."""
    document = node("one: x\nmany: [x, y]\nnone:")
    assert [len(items(document.get((key,)))) for key in ("one", "many", "none", "absent")] == [1, 2, 0, 0]


def test_values_at_a_path(node):
    """Absent and null are the same."""
    document = node("a: {b: 'yes', c: }")
    assert (text_at(document, "a", "b"), text_at(document, "a", "c"), text_at(document, "a", "d")) == (
        "yes",
        None,
        None,
    )
    assert truth_at(document, "a", "b")
    assert not truth_at(document, "a", "c")


def test_a_node_knows_the_folder_of_its_file():
    """Relative paths start there."""
    assert base_of(parse_document("a: 1", "common/base.yaml")) == Path("common")


def test_members_are_added_and_replaced_in_place(node):
    """The key keeps its place."""
    document = node("a: 1\nb: 2")
    changed = with_member(with_member(document, "a", document.get(("b",))), "c", document.get(("a",)))
    assert changed.plain() == {"a": 2, "b": 2, "c": 1}
    assert changed.key_span_at(("a",)) == document.key_span_at(("a",))
    assert mapping({}, document).plain() == {}


def test_strings_are_changed_everywhere_but_in_keys(node):
    """With their paths."""
    document = node("a: [x, {b: y}, 1]")
    seen = []
    changed = change_strings(document, lambda path, n: seen.append(path) or replace(n, value=f"{n.value}!"))
    assert changed.plain() == {"a": ["x!", {"b": "y!"}, 1]}
    assert seen == [("a", 0), ("a", 1, "b")]
