"""Patterns with `*`."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from podium.environment.pattern import fits, is_pattern, literal_length

PATTERNS = st.text("ab*", max_size=8)
TEXTS = st.text("ab", max_size=10)


@pytest.mark.parametrize(
    ("pattern", "text", "expected", "reason"),
    [
        ("web", "web", True, "itself"),
        ("web", "web2", False, "and nothing longer"),
        ("*", "", True, "any text, the empty one too"),
        ("web.*", "web.db", True, "a beginning"),
        ("web.*", "webs.db", False, "the dot is a dot"),
        ("*.db", "web.db", True, "an end"),
        ("*.db", "web.dbs", False, "at the end alone"),
        ("w*b*d", "web.db.d", True, "parts in their order"),
        ("ab*ba", "aba", False, "no character counts twice"),
        ("Web", "web", False, "upper and lower case differ"),
    ],
)
def test_a_star_stands_for_any_text(pattern, text, expected, reason):
    """Every other character stands for itself."""
    assert fits(pattern, text) is expected, reason


@given(PATTERNS, TEXTS)
@example("**a*", "ba")
def test_patterns_mean_what_a_regular_expression_would(pattern, text):
    """Found without backtracking, the answer is the same."""
    expression = ".*".join(map(re.escape, pattern.split("*")))
    assert fits(pattern, text) is bool(re.fullmatch(expression, text, re.DOTALL))


def test_hostile_patterns_take_no_longer():
    """A regular expression would try the places of hundreds of stars in all combinations."""
    start = time.perf_counter()
    assert not fits("a*" * 500 + "c*b", "a" * 100_000 + "b")
    assert time.perf_counter() - start < 5


def test_literal_characters_are_counted():
    """More of them are more specific."""
    assert [literal_length(pattern) for pattern in ("*", "web.*", "*.d*b", "web")] == [0, 4, 3, 3]
    assert [is_pattern(text) for text in ("web", "we*")] == [False, True]
