"""Data that is hard to write as YAML, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["DOCUMENTS"]

# Letters that mean something to some reader: indicators, line breaks, marks, parts of numbers and of dates.
TRICKY = " \t\n\r-:#'\"|>%@`\\.{}[]&*!,?~=<_0123456789eExob+yYnN\x00\x07\x85\u2028\ufeff\U0001f600é"
WORDS = ["on", "No", "y", "NULL", "~", "012", "0o14", "1e3", "1_000", "12:30", "2001-12-14", ".inf", "<<", "---", "..."]
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet=TRICKY),
    st.from_regex(r"[0-9.eExob+_:~-]{1,12}", fullmatch=True),
    st.sampled_from(WORDS),
)
NUMBERS = st.one_of(st.integers(-(2**53), 2**53), st.floats(-(2.0**53), 2.0**53))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)

DOCUMENTS = st.lists(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4), max_size=2)
"""A stream of documents: JSON objects with awkward keys and values."""
