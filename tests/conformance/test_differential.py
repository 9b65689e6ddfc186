"""Our verdicts held against score-go's, asked about what is made up at random; `PODIUM_EXAMPLES` says how much."""

from __future__ import annotations

import pytest

from tests.conformance.data import needs_data
from tests.conformance.generated import GENERATED, unused_differences

pytestmark = needs_data

SHOWN = 5


@pytest.mark.parametrize("name", GENERATED)
def test_what_is_generated_comes_out_as_score_go_says(name):
    """Whatever is made up, both accept or both refuse, and both resolve to the same."""
    group = GENERATED[name]()
    assert (len(group.wrong), group.wrong[:SHOWN]) == (0, ())
    assert group.total > 0


def test_every_difference_is_one():
    """A difference that is gone is taken from the list."""
    assert unused_differences() == []
