"""Definitions that never answer, and ties."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from podium.catalogue.match import decide
from podium.lint.ranking import check_ties, check_undecided, check_unreachable
from tests.podium.lint.worlds import best, criteria, place, requests, survey

definitions = st.lists(st.tuples(criteria, st.integers(0, 1)), min_size=1, max_size=6).map(
    lambda rules: {
        f"d{index}": {"match": {"type": "t", **match}, "priority": priority}
        for index, (match, priority) in enumerate(rules)
    }
)


def matches(rules: Mapping[str, Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the criteria of definitions."""
    return (rule["match"] for rule in rules.values())


@settings(max_examples=25)
@given(definitions)
def test_what_never_answers_is_what_brute_force_says(rules):
    """A definition is told if and only if no request has it among the best."""
    here = place("dev", rules)
    told = {found.diagnostic.message.split("'")[1] for found in check_unreachable(survey(here))}
    answering = set().union(*(best(decide(subject, here.loaded)) for subject in requests(*matches(rules))))
    assert told == rules.keys() - answering


@settings(max_examples=25)
@given(definitions)
def test_ties_are_what_brute_force_says(rules):
    """A pair of definitions is told if and only if some request has both among the best."""
    here = place("dev", rules)
    told: set[frozenset[str]] = set()
    for found in check_ties(survey(here)):
        names = found.diagnostic.message.partition(" answer equally")[0].split("'")[1::2]
        told |= {frozenset(pair) for pair in itertools.combinations(names, 2)}
    seen: set[frozenset[str]] = set()
    for subject in requests(*matches(rules)):
        names = sorted(item.name for item in decide(subject, here.loaded).tied)
        seen |= {frozenset(pair) for pair in itertools.combinations(names, 2)}
    assert told == seen


def test_a_definition_in_two_environments_is_told_only_if_it_answers_in_none():
    """What one environment overrides may be needed by another."""
    shared = {"shared": {"match": {"type": "t"}}}
    tiers = {f"d{tier}": {"match": {"type": "t", "tier": tier}} for tier in ("critical", "standard", "experimental")}
    over = place("over", shared | tiers)
    assert [found.diagnostic.code for found in check_unreachable(survey(over))] == ["L001"]
    same_place = place("over", shared)
    assert list(check_unreachable(survey(over, same_place))) == []


def test_a_definition_that_a_pin_names_answers():
    """Whatever goes before it, and wherever its criteria hold: the pin decides."""
    rules = {
        "new": {"match": {"type": "t"}, "priority": 1},
        "old": {"match": {"type": "t"}},
        "elsewhere": {"match": {"type": "t", "region": "mars"}},
    }
    pin = {"owner": "ann", "reason": "moving", "expires": "2030-01-01"}
    pins = {f"t.default#{name}": {**pin, "definition": name} for name in ("old", "elsewhere")}
    assert len(list(check_unreachable(survey(place("dev", rules))))) == 2
    assert list(check_unreachable(survey(place("dev", rules, pins=pins)))) == []


def test_the_reason_names_a_smallest_set():
    """What has nothing to do with it is not named."""
    rules = {
        "never": {"match": {"type": "t"}},
        "besides": {"match": {"type": "t", "id": "x"}},
        **{f"d{tier}": {"match": {"type": "t", "tier": tier}} for tier in ("critical", "standard", "experimental")},
    }
    (found,) = check_unreachable(survey(place("dev", rules)))
    assert found.diagnostic.why.split("'")[1::2] == ["dcritical", "dexperimental", "dstandard"]


def test_the_witness_of_a_tie_is_tied():
    """Whoever makes the request that is shown gets the error."""
    rules = {"x": {"match": {"type": "t", "id": "a*c"}}, "y": {"match": {"type": "t", "id": "*bd"}}}
    assert list(check_ties(survey(place("dev", rules)))) == []
    rules = {"x": {"match": {"type": "t", "id": "ab*"}}, "y": {"match": {"type": "t", "id": "*bc"}}}
    (found,) = check_ties(survey(place("dev", rules)))
    assert "t.default#abc by" in found.diagnostic.message


def test_many_definitions_are_decided_quickly():
    """Two hundred of one type, with patterns, labels and priorities; steps are few, so the limit is far away."""
    dice = random.Random(7)
    rules = {}
    for number in range(200):
        match = {"type": "t", "class": dice.choice(["x", f"c{number}", f"c{number % 9}*"]), "id": f"i{number % 50}*"}
        match |= dice.choice([{}, {"tier": "critical"}, {"workload": f"w{number}"}, {"labels": {"k": f"{number % 5}"}}])
        rules[f"d{number}"] = {"match": match, "priority": number}
    here = place("dev", rules)
    assert here.undecided == frozenset()
    assert list(check_ties(survey(here))) == []


def test_rules_too_entangled_to_decide_are_told(monkeypatch):
    """Nothing is said about whether they answer."""
    monkeypatch.setattr("podium.lint.regions.MANY_STEPS", 1)
    tiers = {f"d{tier}": {"match": {"type": "t", "tier": tier}} for tier in ("critical", "standard", "experimental")}
    here = place("dev", {"rest": {"match": {"type": "t"}}} | tiers)
    assert [found.diagnostic.code for found in check_undecided(survey(here))] == ["L022"]
    assert list(check_unreachable(survey(here))) == []
