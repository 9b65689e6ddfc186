"""What must not contradict each other; what users see is in `tests/cases/graph/*conflict*.case`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.graph.conflicts import different_claims, set_although_fixed
from podium.graph.model import Layer
from podium.graph.request import Request, seeds, workload_context
from podium.graph.uid import ResourceUid
from tests.podium.graph.projects import environment
from tests.podium.spec.scores import loaded, score

PLAIN = st.recursive(
    st.integers(0, 2), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner)
)


def request(params: object, metadata: object = None, workload: str = "web") -> Request:
    """Return a request for one shared resource."""
    parts = [f"{key}: {value}" for key, value in (("params", params), ("metadata", metadata)) if value is not None]
    context = workload_context(loaded(score(workload, f"db: {{{', '.join(['type: pg, id: one', *parts])}}}")), [])
    return list(seeds(context, environment()))[-1]


@given(st.dictionaries(st.sampled_from("abc"), PLAIN), st.dictionaries(st.sampled_from("abc"), PLAIN))
def test_a_difference_is_told_exactly_where_there_is_one(one, other):
    """Equal params conflict nowhere, different ones somewhere."""
    assert bool(list(different_claims([request(one), request(other)]))) == (one != other)


@pytest.mark.parametrize(
    ("stated", "paths"),
    [
        (("{a: 1}", None), []),
        ((None, "{a: 1}"), []),
        (("{}", "{a: 1}"), ["'a'"]),
        (("{a: {b: [1, {c: 2}]}}", "{a: {b: [1, {c: 3}]}}"), ["'a.b[1].c'"]),
        (("{a: {b: 1}}", "{a: 5}"), ["'a'"]),
        (("{a: {b: 1}}", "{a: {b: true}}"), ["'a.b'"]),
        (("{a: 1}", "{a: 1.0}"), []),
        (("{a: [1]}", "{a: [1, 2]}"), ["'a'"]),
        (("{a: 1, b: 1}", "{b: 2, c: 3}"), ["'a'", "'b'", "'c'"]),
    ],
)
@pytest.mark.parametrize("part", ["params", "metadata"])
def test_each_difference_is_told_by_its_path(part, stated, paths):
    """None agrees with any; an empty mapping is a statement."""
    sides = [request(None, text) if part == "metadata" else request(text) for text in stated]
    found = list(different_claims(sides))
    assert [problem.message.rpartition(": ")[2] for problem in found] == paths
    assert {problem.code for problem in found} <= {"R003"}


@pytest.mark.parametrize(
    ("asked", "fixed", "told"),
    [
        (1, 1, []),
        (1, 1.0, []),
        ([1], [1], []),
        (True, 1, ["'a' of pg.default#one is fixed to 1 here: remove 'a' or ask for 1"]),
        (1, True, ["'a' of pg.default#one is fixed to true here: remove 'a' or ask for true"]),
        (1, "1", ["'a' of pg.default#one is fixed to '1' here: remove 'a' or ask for '1'"]),
        ([1], [True], ["'a' of pg.default#one is fixed to a list here: remove 'a'"]),
    ],
)
def test_what_is_fixed_may_be_asked_for_only_as_it_is(asked, fixed, told):
    """A number is not a truth value, although Python says so."""
    layer = Layer("definition fixed", {"a": fixed}, {}, fixed=True)
    found = set_although_fixed(ResourceUid.of("pg", "one"), Layer("claim", {"a": asked}, {}), [layer])
    assert [f"{problem.message}: {problem.fix}" for problem in found] == told


def test_all_are_compared_with_the_first_that_states_something():
    """So one stray request is one problem."""
    sides = [request(text, workload=name) for name, text in (("aa", None), ("bb", "{a: 1}"), ("cc", "{a: 2}"))]
    (problem,) = different_claims([*sides, request("{a: 1}", workload="dd")])
    assert problem.message == "'cc' and 'bb' ask for pg.default#one with different params: 'a'"
