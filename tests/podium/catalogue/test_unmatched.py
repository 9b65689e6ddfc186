"""What is told when there is no answer; the messages are in `tests/cases/graph/no-definition.case`."""

from __future__ import annotations

from podium.catalogue.unmatched import no_match, no_single_match
from podium.diagnostics import Span
from tests.podium.catalogue.deciding import environment, subject

HERE = Span("score.yaml", 5)


def test_the_nearest_definitions_say_what_they_want():
    """Those that miss the fewest criteria, three of them; the others are counted."""
    definitions = {
        "far": {"class": "large", "team": "pay", "tier": "critical"},
        "near": {"class": "large"},
        "nearer": {"team": "pay", "workload": "web"},
        "middle": {"class": "large", "region": "us"},
        "further": {"class": "large", "region": "us", "id": "x"},
    }
    problem = no_match(subject(), environment(definitions), HERE)
    assert (problem.code, problem.span, len(problem.related)) == ("R001", HERE, 3)
    assert problem.why == (
        "'near' wants class 'large', not 'default'; 'nearer' wants team 'pay', not 'shop'; "
        "'middle' wants class 'large', not 'default' and wants region 'us', not 'eu'; "
        "2 more of this type do not match either"
    )


def test_a_type_that_nobody_serves_is_another_matter():
    """The types on offer are named."""
    problem = no_match(subject(), environment({}), HERE)
    assert (problem.code, problem.message, problem.fix) == (
        "R001",
        "no definition serves type 't'",
        "types on offer: none",
    )


def test_definitions_that_tie_are_named_with_their_places():
    """All of them."""
    problem = no_single_match(subject(), ["a", "b", "c"], environment({"a": {}, "b": {}, "c": {}}), HERE)
    assert problem.message == "definitions 'a' and 'b' and 'c' answer 't' equally well"
    assert (problem.code, len(problem.related)) == ("R002", 3)
