"""Values of scalars; the forms that resolve to each tag are tested in `test_document.py`."""

from __future__ import annotations

import pytest

from podium.spec.scalars import ScalarError, convert

TAG = "tag:yaml.org,2002:"


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [("int", "0x1F", 31), ("int", "-0", 0), ("float", "5", 5.0), ("null", "", None), ("bool", "FALSE", False)],
)
def test_a_text_that_fits_its_tag_is_converted(tag, text, expected):
    """Also where the tag was written out."""
    assert expected == convert(TAG + tag, text)


@pytest.mark.parametrize(
    ("tag", "text", "message"),
    [
        ("bool", "yes", f"'yes' does not fit the tag '{TAG}bool'"),
        ("null", "no", f"'no' does not fit the tag '{TAG}null'"),
        ("int", "1_000", f"'1_000' does not fit the tag '{TAG}int'"),
        ("int", "٣", f"'٣' does not fit the tag '{TAG}int'"),
        ("int", "9" * 301, f"'{'9' * 40}' is not a number that can be used"),
        ("float", "1e999999", "'1e999999' is not a number that can be used"),
        ("float", ".inf", "'.inf' is not a number that can be used"),
        ("float", ".nan", "'.nan' is not a number that can be used"),
        ("timestamp", "2001-01-01", f"unknown tag '{TAG}timestamp'"),
        ("binary", "eA==", f"unknown tag '{TAG}binary'"),
    ],
)
def test_what_json_cannot_hold_is_refused(tag, text, message):
    """A tag does not bend a text, and no number becomes infinite."""
    with pytest.raises(ScalarError) as refused:
        convert(TAG + tag, text)
    assert message == refused.value.message
