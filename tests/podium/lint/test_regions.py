"""The search for a request that no criteria accept; held against brute force in `test_ranking.py`, `test_gaps.py`."""

from __future__ import annotations

import pytest

from podium.environment.model import Criteria, Tier
from podium.lint import regions
from podium.lint.regions import Box, box_of, everything, find
from podium.lint.texts import TooEntangledError


def box(**criteria: object) -> Box:
    """Return the box of criteria of type `t`."""
    return box_of(Criteria.model_validate({"type": "t", **criteria}))


def test_what_is_left_is_an_example():
    """It shows what nobody has named, and the tier that is left."""
    left = find(everything("t"), [box(tier="standard"), box(tier="critical"), box(team="a")])
    assert left is not None
    found = left.example()
    assert (found.resource_class, found.tier, found.team) == ("default", Tier.EXPERIMENTAL, "any")


def test_nothing_is_left_where_boxes_cover_everything_together():
    """Though none does alone."""
    small, others = [box(tier=tier) for tier in ("standard", "critical")], box(tier="experimental")
    assert find(everything("t"), [*small, others]) is None
    assert find(everything("t").within(box(team="a")), [*small, box(tier="experimental", team="a")]) is None
    assert find(everything("t").within(box(team="b")), [*small, box(tier="experimental", team="a")]) is not None


def test_a_label_keeps_others_out_only_with_the_same_value():
    """Absent is another value."""
    with_label = everything("t").within(box(labels={"zone": "a"}))
    assert with_label is not None
    assert with_label.example().labels == {"zone": "a"}
    assert find(with_label, [box(labels={"zone": "a"})]) is None
    assert find(everything("t"), [box(labels={"zone": "a"})]) is not None


def test_nowhere_holds_nothing():
    """A region that cannot be."""
    assert everything("t").within(box(**{"class": "a"})).within(box(**{"class": "b"})) is None
    assert find(None, []) is None
    assert everything("workload").within(box_of(Criteria.model_validate({"type": "workload", "class": "x"}))) is None


def test_what_belongs_to_the_environment_is_no_part_of_a_request():
    """It holds for all of them or for none."""
    assert box(environment="dev", environment_type="staging", region="x") == {}


def test_a_search_that_takes_too_long_is_given_up(monkeypatch):
    """It says so; the answer is not known."""
    monkeypatch.setattr(regions, "MANY_STEPS", 2)
    with pytest.raises(TooEntangledError):
        find(everything("t"), [box(tier="standard"), box(tier="critical"), box(team="any")])
