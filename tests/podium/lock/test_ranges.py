"""Ranges of versions."""

from __future__ import annotations

import pytest

from podium.diagnostics import Span
from podium.lock.ranges import VersionRange, is_within


@pytest.mark.parametrize(
    ("version", "specifier", "expected"),
    [
        ("1.2.0", ">=1.2,<2", True),
        ("2.0.0", ">=1.2,<2", False),
        ("1.9.0", "~=1.2", True),
        ("1.10.0", ">1.9", True),
        ("3.1.4", "", True),
    ],
)
def test_a_range_holds_versions(version, specifier, expected):
    """As PEP 440 says; numbers are compared as numbers."""
    assert is_within(version, specifier) is expected
    assert VersionRange(specifier, "me").allows(version) is expected


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [("==2.0.0", True), ("==2.0", True), ("===2.0.0", True), ("==2.*", False), (">=2,<3", False), ("==2.0.1", False)],
)
def test_a_range_may_name_one_version(specifier, expected):
    """A pattern names none."""
    assert VersionRange(specifier, "me").names("2.0.0") is expected


def test_a_range_says_who_set_it_and_where():
    """The place only where there is one."""
    assert str(VersionRange("<2", "environment 'dev'")) == "'<2' of environment 'dev'"
    placed = VersionRange("<2", "definition 'a'", Span("dev.yaml", 3, 7))
    assert str(placed) == "'<2' of definition 'a' at dev.yaml:3:7"
