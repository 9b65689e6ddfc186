"""Requests without an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podium.catalogue.match import decide
from podium.diagnostics import Span
from podium.environment.model import Tier
from podium.lint.gaps import check_asked, check_offered, check_required
from tests.podium.lint.worlds import best, criteria, place, requests, subject, survey

INTERNAL = {kind: {"match": {"type": kind}} for kind in ("workload", "namespace")}
NAMED = ("a", "ab", "default")
ALL = [str(tier) for tier in Tier]


def rules_of(kind: str, matches: list[dict]) -> dict:
    """Return definitions of a type."""
    return {f"{kind}{index}": {"match": {"type": kind, **match}} for index, match in enumerate(matches)}


def is_answered(request, here) -> bool:
    """Return whether something accepts a request, though perhaps several equally well."""
    return bool(best(decide(request, here.loaded)))


@settings(max_examples=25)
@given(st.lists(criteria, min_size=1, max_size=3), st.lists(criteria, min_size=1, max_size=3))
def test_gaps_are_what_brute_force_says(own, others):
    """A class and a tier are told if and only if a request of them is answered elsewhere and not here."""
    here, there = place("here", rules_of("t", own) | INTERNAL), place("there", rules_of("t", others) | INTERNAL)
    found = [f.diagnostic for f in check_offered(survey(here, there)) if f.environment == "here"]
    told = set()
    for problem in found:
        classes, tiers = problem.message.partition(" has an answer in ")[::2]
        listed = ALL if tiers == "any tier" else tiers.removeprefix("tier ").split(", ")
        names = classes.partition(" of ")[2].split("'")[1::2]
        names += ["*"] if "nobody names" in classes or "any other" in classes else []
        told |= {(name, tier) for name in names for tier in listed}
    named = {"default"} | {m["class"] for m in (*own, *others) if "*" not in m.get("class", "*")}
    missing = {
        (request.resource_class if request.resource_class in named else "*", str(request.tier))
        for request in requests(*own, *others)
        if is_answered(request, there) and not is_answered(request, here)
    }
    assert told == missing


requirement = st.fixed_dictionaries(
    {"type": st.just("u")},
    optional={"class": st.sampled_from(["@", "ab", "b"]), "id": st.sampled_from(["@", "ab", "b"])},
)


@settings(max_examples=40)
@given(st.lists(criteria, min_size=1, max_size=3), st.lists(criteria, min_size=1, max_size=3), requirement)
def test_missing_requirements_are_what_brute_force_says(asking, answering, needed):
    """The first definition's requirement is told if and only if a request that it answers leaves it unanswered."""
    rules = rules_of("t", asking) | rules_of("u", answering)
    rules["t0"]["requires"] = {"it": needed}
    here = place("dev", rules)
    is_told = bool(list(check_required(survey(here))))
    own_class, own_id = needed.get("class", "default"), needed.get("id", "@")
    required = (
        replace(
            request,
            resource_type="u",
            resource_class=own_class.replace("@", request.resource_class),
            id=own_id.replace("@", request.id),
        )
        for request in requests(*asking, *answering)
        if "t0" in best(decide(request, here.loaded))
    )
    assert is_told == any(not is_answered(request, here) for request in required)


@pytest.mark.parametrize(
    ("needed", "answers", "is_told", "reason"),
    [
        ({"id": "@-x"}, {"id": "a-x"}, False, "an id that is made of another may be any"),
        ({"id": "${workload.name}"}, {"id": "w"}, False, "so may one that follows from a fact"),
        ({"id": "${workload.name}"}, {"class": "x"}, True, "whatever the id, the class has no answer"),
        ({"class": "@-x"}, {"class": "default-x"}, True, "classes that nobody names have no answer"),
        ({"class": "@-x"}, {"class": "*-x"}, False, "all classes that end like that have"),
    ],
)
def test_ids_and_classes_that_are_made_of_others(needed, answers, is_told, reason):
    """What is not known is taken for what has an answer; there are no false alarms."""
    rules = {
        "asks": {"match": {"type": "t"}, "requires": {"it": {"type": "u", **needed}}},
        "answers": {"match": {"type": "u", **answers}},
    }
    assert bool(list(check_required(survey(place("dev", rules))))) == is_told, reason


def test_a_definition_that_never_answers_requires_nothing():
    """Nobody gets there."""
    tiers = {f"d{tier}": {"match": {"type": "t", "tier": tier}} for tier in ALL}
    never = {"never": {"match": {"type": "t"}, "requires": {"it": {"type": "u"}}}}
    assert list(check_required(survey(place("dev", tiers | never)))) == []


def test_what_is_required_only_by_the_beaten_part_is_no_gap():
    """The tier that lacks an answer has another definition, which requires nothing."""
    rules = {
        "plain": {"match": {"type": "t"}, "requires": {"it": {"type": "u"}}},
        "critical": {"match": {"type": "t", "tier": "critical"}},
        "u-standard": {"match": {"type": "u", "tier": "standard"}},
        "u-experimental": {"match": {"type": "u", "tier": "experimental"}},
    }
    assert list(check_required(survey(place("dev", rules)))) == []


def test_what_workloads_ask_for_is_told_by_type_and_class():
    """However many ask, with the places of the first ones; what is only offered elsewhere is not told again."""
    asked = [(subject("t", workload=f"w{number}"), Span("score.yaml", number)) for number in range(1, 9)]
    here = replace(place("here", INTERNAL), asked=asked)
    there = place("there", rules_of("t", [{"class": "default"}]) | INTERNAL)
    (found,) = check_asked(survey(here, there))
    assert (found.diagnostic.code, len(found.diagnostic.related)) == ("L003", 3)
    assert [f.environment for f in check_offered(survey(here, there))] == []


def test_what_is_pinned_has_an_answer():
    """A pin keeps the one of the lock after the last definition that gave it is gone."""
    pin = {"owner": "ann", "reason": "moving", "expires": "2030-01-01"}
    asked = [(subject("t", id=name), Span("score.yaml")) for name in ("kept", "new")]
    here = replace(place("here", INTERNAL, pins={"t.default#kept": pin}), asked=asked)
    (found,) = check_asked(survey(here))
    assert "t.default#new" in found.diagnostic.why
    assert len(found.diagnostic.related) == 1


def test_every_workload_needs_a_namespace_and_itself():
    """Even where no other environment is there to compare with."""
    found = [f.diagnostic.message for f in check_offered(survey(place("dev", {})))]
    assert [message.split("'")[1] for message in found] == ["namespace", "workload"]
