"""What definitions can tell apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podium.catalogue.criteria import accepts
from podium.catalogue.sight import Sight
from podium.environment.model import Tier
from tests.podium.catalogue.deciding import CRITERIA, SUBJECTS, criteria, subject


@given(st.lists(CRITERIA.map(lambda fields: criteria(**fields)), max_size=5), SUBJECTS, SUBJECTS)
def test_what_looks_the_same_is_treated_alike(wanted, one, other):
    """By every one of the criteria."""
    sight = Sight.over(wanted)
    if sight.of(one) == sight.of(other):
        assert [accepts(item, one) for item in wanted] == [accepts(item, other) for item in wanted]


def test_what_nobody_names_is_not_looked_at():
    """So thousands of requests look the same."""
    sight = Sight.over([criteria(workload="web"), criteria(id="api.*"), criteria(labels={"a": "b"})])
    seen = {
        sight.of(subject(id=f"w{number}.db", workload=f"w{number}", team=f"t{number}", tier=tier, labels={"c": "d"}))
        for number in range(100)
        for tier in Tier
    }
    assert len(seen) == 1
    assert sight.of(subject(id="api.db")) not in seen
    assert sight.of(subject(id="x", workload="web")) not in seen
    assert sight.of(subject(id="x", workload="x", labels={"a": "b"})) not in seen
