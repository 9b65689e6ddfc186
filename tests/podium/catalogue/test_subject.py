"""What criteria are held against."""

from __future__ import annotations

from tests.podium.catalogue.deciding import subject


def test_a_workload_may_carry_no_labels():
    """Two such requests are equal where they ask for the same."""
    assert subject() == subject(labels={})
