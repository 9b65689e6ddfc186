"""Requirements that come back, or never end."""

from __future__ import annotations

import pytest

from podium.lint.chains import check_chains
from tests.podium.lint.worlds import place, survey


def rule(kind: str, **needs: object) -> dict:
    """Return a definition of a type that requires others."""
    return {"match": {"type": kind}, "requires": dict(needs)}


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"a": rule("t", it={"type": "t"})}, "requirements come back to where they began: a -> a"),
        (
            {"a": rule("t", it={"type": "u"}), "b": rule("u", it={"type": "v"}), "c": rule("v", it={"type": "t"})},
            "requirements come back to where they began: a -> b -> c -> a",
        ),
        ({"a": rule("t", it={"type": "t", "id": "@@"})}, "requirements never end: a -> a"),
        ({"a": rule("t", it={"type": "t", "id": "x-${claim.id}"})}, "requirements never end: a -> a"),
        (
            {"a": rule("t", it={"type": "u", "id": "@x"}), "b": rule("u", it={"type": "t"})},
            "requirements never end: a -> b -> a",
        ),
    ],
)
def test_endless_requirements_are_told_once(rules, message):
    """Whichever of the definitions is asked first."""
    found = [finding.diagnostic for finding in check_chains(survey(place("dev", rules)))]
    assert sorted(problem.code for problem in found) == ["L019"]
    names = message.rpartition(": ")[2].split(" -> ")[:-1]
    told = found[0].message.rpartition(": ")[2].split(" -> ")[:-1]
    assert (found[0].message.rpartition(": ")[0], sorted(told)) == (message.rpartition(": ")[0], sorted(names))


@pytest.mark.parametrize(
    "rules",
    [
        {"a": rule("t", one={"type": "u"}, two={"type": "u"}), "b": rule("u")},
        {"a": rule("t", it={"type": "t", "id": "root"}), "root": {"match": {"type": "t", "id": "root"}}},
        {"a": rule("t", it={"type": "t", "id": "${target.name}"})},
        {"a": rule("t", it={"type": "nobody"})},
    ],
)
def test_requirements_that_end_are_not_told(rules):
    """The same thing twice is no cycle, and what is not known is not guessed."""
    assert list(check_chains(survey(place("dev", rules)))) == []


def test_a_long_id_alone_is_no_chain():
    """What is asked for first has not grown."""
    assert list(check_chains(survey(place("dev", {"a": {"match": {"type": "t", "id": "*a" * 5000}}})))) == []
