"""What lint looks at."""

from __future__ import annotations

from podium.lint.survey import foreign_field, label_of
from tests.podium.lint.worlds import place, subject, survey


def test_definitions_that_belong_to_other_environments_are_left_out():
    """The others stand in the order in which they are tried."""
    rules = {
        "foreign": {"match": {"type": "t", "environment": "prod"}},
        "any": {"match": {"type": "t"}},
        "best": {"match": {"type": "t", "id": "x"}},
        "first": {"match": {"type": "t"}, "priority": 1},
    }
    here = place("dev", rules)
    assert [rule.name for rule in here.rules["t"]] == ["best", "first", "any"]
    assert foreign_field(here.environment.definitions["foreign"].match, here.environment) == "environment"


def test_what_goes_before_is_strictly_better():
    """Equals do not go before each other."""
    here = place("dev", {name: {"match": {"type": "t"}} for name in "ab"})
    assert [here.before(rule) for rule in here.rules["t"]] == [[], []]
    assert all(map(here.may_answer, here.every_rule))


def test_a_component_that_cannot_be_had_is_none():
    """Others tell why; it is looked for once."""
    here = place("dev", {"a": {"match": {"type": "t"}, "component": "no_such_component"}})
    looked = survey(here)
    assert [looked.component(here, here.rules["t"][0]) for _ in range(2)] == [None, None]


def test_a_request_is_shown_with_all_that_criteria_look_at():
    """So that it can be made."""
    shown = label_of(subject("t", labels={"zone": "a"}))
    assert shown == "t.default#i by workload 'w', team 't', tier standard, label zone=a"


def test_a_definition_is_missed_in_the_environments_own_file():
    """Not in one that it includes."""
    assert str(place("dev", {}).definitions_span).startswith("dev.yaml:")
