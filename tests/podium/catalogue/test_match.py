"""Which definition wins; more in `tests/cases/graph/most-specific-definition-wins.case`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.catalogue.criteria import DIMENSIONS, specificity
from podium.catalogue.match import Match, decide, match
from podium.diagnostics import Diagnostic
from tests.podium.catalogue.deciding import DEFINITIONS, SUBJECTS, environment, subject

ANY = {"any": {}}


def answer(definitions, **fields) -> str:
    """Return the name of the definition that answers, or the code of the problem."""
    found = match(subject(**fields), environment(definitions), None)
    return found.name if isinstance(found, Match) else found.code


@pytest.mark.parametrize(
    ("definitions", "expected", "reason"),
    [
        ({"any": {}, "large": {"class": "large"}}, "any", "what does not hold, loses"),
        ({"any": {}, "own": {"class": "default"}}, "own", "the narrower one"),
        ({"star": {"class": "*"}, "own": {"class": "def*"}}, "own", "the narrower pattern"),
        ({"id": {"id": "web.db"}, "rest": {"class": "default", "workload": "web", "team": "shop"}}, "id", "id first"),
        ({"id": {"id": "web.*"}, "class": {"class": "default"}}, "id", "a pattern of an id before an exact class"),
        ({"any": {}, "other": {"class": "default", "id": "api.*"}}, "any", "no class hides a looser rule"),
        ({"any": {}, "here": {"region": "eu"}, "there": {"environment": "prod"}}, "here", "the place counts"),
        ({"any": {}, "here": {"environment_type": "development"}}, "here", "its type too"),
        ({"any": {}, "star": {"class": "*"}}, "R002", "two ways to write the same"),
        ({"one": {"priority": 1}, "two": {}}, "one", "priority decides between equals"),
        ({"one": {"priority": 9}, "two": {"tier": "standard"}}, "two", "and between no others"),
        ({"one": {"priority": -1}, "two": {}}, "two", "it may be negative"),
        ({"one": {"team": "shop"}, "two": {"team": "shop"}}, "R002", "where it stands never decides"),
        ({"one": {"class": "large"}}, "R001", "nobody"),
    ],
)
def test_the_most_specific_definition_answers(definitions, expected, reason):
    """Of those whose criteria all hold."""
    assert answer(definitions) == expected, reason


@given(DEFINITIONS, SUBJECTS, st.randoms(use_true_random=False))
def test_a_decision_is_complete_and_does_not_depend_on_the_order(definitions, asked, random):
    """Every definition is in it once, all but the winner with a reason; no rules make it fail."""
    shuffled = list(definitions.items())
    random.shuffle(shuffled)
    decision, other = (decide(asked, environment(given)) for given in (definitions, dict(shuffled)))
    assert decision == other
    assert sorted(candidate.name for candidate in decision.candidates) == sorted(definitions)
    assert len([candidate for candidate in decision.candidates if candidate.lost is None]) <= 1
    assert not (decision.winner and decision.tied)


@given(DEFINITIONS, SUBJECTS)
def test_the_fast_answer_is_that_of_the_decision(definitions, asked):
    """What is remembered of earlier requests changes nothing."""
    place = environment(definitions)
    match(subject(), place, None)
    for _ in range(2):
        found, decision = match(asked, place, None), decide(asked, place)
        if isinstance(found, Diagnostic):
            assert decision.winner is None
            assert (found.code == "R002") is bool(decision.tied)
        else:
            assert decision.winner is not None
            assert (decision.winner.name, decision.winner.definition) == (found.name, found.definition)


@given(DEFINITIONS, SUBJECTS)
def test_nobody_who_may_answer_outranks_the_winner(definitions, asked):
    """The winner's rank and priority are the largest of those whose criteria hold; ties have the same."""
    decision = decide(asked, environment(definitions))
    held = [item for item in decision.candidates if item.lost is None or item.lost.is_outranked]
    standings = [(specificity(item.definition.match), item.definition.priority) for item in held]
    best = [item for item, standing in zip(held, standings, strict=True) if standing == max(standings)]
    assert best == (list(decision.tied) if decision.tied else [decision.winner] if decision.winner else [])
    assert standings == sorted(standings, reverse=True)


def test_losers_say_why():
    """The first criterion that does not hold, or what goes before it."""
    definitions = {
        "winner": {"id": "web.db", "team": "shop", "priority": 1},
        "equal": {"id": "web.db", "team": "shop"},
        "looser": {"id": "web.*", "workload": "web"},
        "any": {},
        "other": {"class": "large", "region": "us"},
    }
    decision = decide(subject(), environment(definitions))
    assert [(item.name, item.lost and (item.lost.field, item.lost.dimension)) for item in decision.candidates] == [
        ("winner", None),
        ("equal", ("priority", "")),
        ("looser", ("specificity", "id")),
        ("any", ("specificity", "id")),
        ("other", ("class", "")),
    ]
    looser = decision.candidates[2].lost
    assert looser is not None
    assert (looser.wanted, looser.found) == ("web.db", "web.*")


def test_ties_name_each_other():
    """And what is below them lost against them."""
    decision = decide(subject(), environment({"b": {"team": "shop"}, "a": {"team": "shop"}, "any": {}}))
    assert [(item.name, str(item.lost)) for item in decision.candidates] == [
        ("a", "ranks the same as 'b'"),
        ("b", "ranks the same as 'a'"),
        ("any", "team any against shop"),
    ]


def test_ranks_follow_the_declared_order():
    """One number for each dimension."""
    assert len(decide(subject(), environment(ANY)).candidates[0].rank) == len(DIMENSIONS)
