"""Sets of texts."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.environment.pattern import fits
from podium.lint.texts import Texts, TooEntangledError, Wish

WORDS = ["".join(letters) for length in range(1, 7) for letters in itertools.product("abx", repeat=length)]
patterns = st.text("ab*", min_size=1, max_size=4)


def narrowed(like: list[str], unlike: list[str]) -> Texts | None:
    """Return the texts that fit all of some patterns and none of others."""
    texts: Texts | None = Texts()
    for pattern in like:
        texts = texts.within(Wish(pattern, is_pattern=True)) if texts else None
    for pattern in unlike:
        texts = texts.without(Wish(pattern, is_pattern=True)) if texts else None
    return texts


@given(st.lists(patterns, max_size=3), st.lists(patterns, max_size=3))
def test_a_set_is_empty_if_and_only_if_no_text_is_in_it(like, unlike):
    """Patterns are held against each other, not against a list of samples; an example is always a member."""
    texts = narrowed(like, unlike)

    def is_member(word: str) -> bool:
        return all(fits(pattern, word) for pattern in like) and not any(fits(pattern, word) for pattern in unlike)

    if texts is None:
        assert not any(map(is_member, WORDS))
    else:
        assert texts.example is not None
        assert is_member(texts.example)


def test_a_text_is_within_or_without_a_wish():
    """A wish parts a set."""
    one = Texts(only=("a", "b"))
    inside, outside = one.within(Wish("a")), one.without(Wish("a"))
    assert inside is not None
    assert outside is not None
    assert (inside.only, outside.only) == (("a",), ("b",))
    assert inside.without(Wish("a")) is None


def test_a_field_may_hold_nothing_until_a_wish_asks_for_something():
    """A label that is absent meets no wish and breaks none."""
    label = Texts(may_be_absent=True)
    assert label.example is None
    without, within = label.without(Wish("a")), label.within(Wish("a"))
    assert without is not None
    assert within is not None
    assert (without.example, within.example) == (None, "a")


def test_only_patterns_have_stars():
    """A label may hold a star that is nothing but a star."""
    assert [Wish("a*").accepts(text) for text in ("a*", "ab")] == [True, False]
    assert Wish("a*", is_pattern=True).accepts("ab")
    assert not Wish("*", is_pattern=True).accepts(None)


def test_many_texts_that_are_excluded_leave_another():
    """As many as somebody may write."""
    texts: Texts | None = Texts(preferred="default")
    for word in ["default", "any", *(f"any{number}" for number in range(500))]:
        texts = texts.without(Wish(word)) if texts else None
    assert texts is not None
    assert texts.example == "any500"


def test_hostile_patterns_end():
    """Where the product of the patterns is too large, nothing is claimed."""
    with pytest.raises(TooEntangledError):
        narrowed([f"*{letter * 9}*" for letter in "abcdefg"], [])
