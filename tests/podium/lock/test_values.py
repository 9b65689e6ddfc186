"""How data differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.lock.values import ABSENT, Change, changes

_DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from([0.0, 1.0]) | st.text("a.", max_size=2),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text("a.\\", max_size=2), below, max_size=2),
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("a", 1, 2)]),
        ({"a": 1}, {"a": True}, [("a", 1, True)]),
        ({"a": 1}, {"a": 1.0}, [("a", 1, 1.0)]),
        ({"a": {"b.c": 1}}, {"a": {"b.c": 2}}, [("a.b\\.c", 1, 2)]),
        ({}, {"a": {"b": 1}}, [("a", ABSENT, {"b": 1})]),
        ({"a": None}, {}, [("a", None, ABSENT)]),
        ([1, [2]], [1, [3]], [("1.0", 2, 3)]),
        ([1], [1, 2], [("", [1], [1, 2])]),
        ({"a": []}, {"a": {}}, [("a", [], {})]),
    ],
)
def test_differences_are_told_by_path(old, new, expected):
    """Truth is no number, and a whole number no fraction."""
    assert [(change.path, change.old, change.new) for change in changes(old, new)] == expected


@given(_DATA, _DATA)
def test_data_differs_one_way_as_the_other(old, new):
    """And not at all from itself."""
    there, back = list(changes(old, new)), list(changes(new, old))
    assert there == [Change(change.path, change.new, change.old) for change in back]
    assert list(changes(old, old)) == []
    assert bool(there) == (repr_of(old) != repr_of(new))


def repr_of(value: object) -> str:
    """Return a text that is the same for the same data only."""
    if isinstance(value, dict):
        return "m" + repr(sorted((key, repr_of(item)) for key, item in value.items()))
    return repr([repr_of(item) for item in value]) if isinstance(value, list) else repr(value)


def test_what_is_not_there_is_not_in_the_json():
    """It is something else than null."""
    assert Change("a", ABSENT, None).to_json() == {"path": "a", "new": None}
    assert repr(ABSENT) == "ABSENT"
