"""What stands there for nobody; more in the seeded defects in `tests/lint_defects/`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podium.diagnostics import Span
from podium.lint.unused import check_criteria, check_files, check_images, check_pins, check_ranges, check_shares
from tests.podium.lint.worlds import place, subject, survey

PIN = {"owner": "ann", "reason": "moving", "expires": "2030-01-01"}
RULES = {"t": {"match": {"type": "t", "team": "nobody"}}}


@pytest.mark.parametrize("check", [check_criteria, check_images])
def test_nothing_is_unused_as_long_as_not_all_workloads_are_known(check):
    """It may be for one that is not there yet."""
    asked = [(subject("t"), Span("score.yaml"))]
    here = replace(place("dev", RULES, images={"shop": "x"}), asked=asked)
    assert list(check(survey(here))) == []
    assert len(list(check(survey(replace(here, knows_all=True))))) == 1


def test_criteria_of_a_definition_that_a_pin_names_may_hold_for_nobody():
    """It stays for the pin's sake."""
    asked = [(subject("t"), Span("score.yaml"))]
    here = place("dev", RULES, pins={"t.default#a": {**PIN, "definition": "t"}})
    assert list(check_criteria(survey(replace(here, asked=asked, knows_all=True)))) == []


def test_shares_and_pins_are_held_against_types_where_resources_are_not_known():
    """A type that nothing answers is wrong in any case."""
    names = {"pins": {"t.default#a": PIN, "u.default#a": PIN}, "shares": ["t.default#*", "u.*", "*"]}
    here = survey(place("dev", RULES, **names))
    assert [found.diagnostic.message for found in check_pins(here)] == [
        "a pin keeps 'u.default#a', which nobody asks for"
    ]
    assert [found.diagnostic.message for found in check_shares(here)] == ["'u.*' shares nothing"]


def test_ranges_are_for_components_that_are_named():
    """In any definition."""
    here = place("dev", {"t": {"match": {"type": "t"}, "component": "one"}}, components={"one": ">=1", "onee": ">=1"})
    assert [found.diagnostic.fix for found in check_ranges(survey(here))] == ["did you mean 'one'?"]


def test_files_that_an_environment_includes_are_used():
    """However the path is written."""
    here = place("dev", {})
    here = replace(
        here, loaded=replace(here.loaded, files=("stacks/definitions/../definitions/a.yaml", "stacks/b.yaml"))
    )
    found = check_files(survey(here), ["stacks/b.yaml", "stacks/c.yaml"])
    assert [str(finding.diagnostic.span) for finding in found] == ["stacks/c.yaml:1:1"]
