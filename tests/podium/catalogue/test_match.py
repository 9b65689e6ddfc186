"""Which definition wins; more in `tests/cases/graph/most-specific-definition-wins.case`."""

from __future__ import annotations

import pytest

from podium.catalogue.match import specificity
from podium.environment.model import Criteria

CRITERIA = ["id", "class", "workload", "team", "tier", "labels"]
VALUES = {"tier": "critical", "labels": {"a": "b", "c": "d"}}


def criteria(*names: str) -> Criteria:
    """Return criteria with the named fields set."""
    return Criteria.model_validate({"type": "t", **{name: VALUES.get(name, "x") for name in names}})


@pytest.mark.parametrize("position", range(len(CRITERIA)))
def test_one_criterion_outranks_all_that_come_after_it(position):
    """The order is id, class, workload, team, tier, labels."""
    assert specificity(criteria(CRITERIA[position])) > specificity(criteria(*CRITERIA[position + 1 :]))


def test_more_labels_are_more_specific():
    """Labels are counted."""
    one = Criteria.model_validate({"type": "t", "labels": {"a": "b"}})
    assert specificity(criteria("labels")) > specificity(one) > specificity(criteria())
