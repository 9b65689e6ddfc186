"""Verdicts of score-go v1.20.0 on public Score files, held against ours.

The data is no part of the repository: `PODIUM_CONFORMANCE` names the folder that holds it.
"""

from __future__ import annotations

import pytest

from tests.conformance.data import files, index, needs_data
from tests.conformance.groups import GROUPS

pytestmark = needs_data

SIZES = {
    "valid_files": 89,
    "orders": 89,
    "invalid_files": 123,
    "edge_cases": 116,
    "joining": 3,
    "schema_cases": 130,
    "placeholders": 55,
    "messages": 239,
}


def test_the_data_is_there():
    """A folder that is named but holds nothing fails instead of passing for nothing."""
    rows = index("invalid")
    assert (len(files("valid")), len(files("invalid")), len(rows)) == (89, 123, 123)
    assert {"schema", "semantic", "layer"} >= {row["layer"] for row in rows}


@pytest.mark.parametrize("name", GROUPS)
def test_cases_come_out_as_score_go_says(name):
    """Every case of a group does, except where we mean to differ."""
    group = GROUPS[name]()
    assert (group.wrong, group.total) == ((), SIZES[name])
