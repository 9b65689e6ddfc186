"""What definitions require; that nothing answers it is tested with the gaps."""

from __future__ import annotations

import pytest

from podium.lint.requirements import needs_of
from tests.podium.lint.worlds import place


def answering(needed: dict, **answers: dict) -> list[str]:
    """Return the definitions that answer a requirement."""
    rules = {"asks": {"match": {"type": "t", "tier": "critical"}, "requires": {"it": {"type": "u", **needed}}}}
    rules |= {name: {"match": {"type": "u", **match}} for name, match in answers.items()}
    here = place("dev", rules)
    (need,) = needs_of(here.rules["t"][0])
    return sorted(rule.name for rule in need.answering(here))


@pytest.mark.parametrize(
    ("needed", "names", "reason"),
    [
        ({}, ["any", "named"], "the class is default, the id that of the request"),
        ({"id": "x"}, ["named"], "the id is known"),
        ({"id": "y"}, ["any"], "so is another one"),
        ({"id": "${workload.name}"}, ["any", "named"], "the id may be any"),
        ({"class": "large"}, ["large", "named"], "of the class, or of any with that id"),
        ({"class": "@"}, ["any", "large", "named"], "the class is that of the request"),
    ],
)
def test_who_may_answer_a_requirement(needed, names, reason):
    """Only what can win for some request that the definition answers."""
    rules = {"any": {}, "named": {"id": "x"}, "large": {"class": "large"}, "other": {"tier": "standard", "team": "a"}}
    assert answering(needed, **rules) == names, reason


def test_needs_are_in_order_with_their_paths():
    """Requirements first."""
    rule = {"match": {"type": "t"}, "requires": {"b": {"type": "u"}, "a": {"type": "u"}}}
    here = place("dev", {"x": rule | {"coprovision": {"c": {"type": "u"}}}})
    found = [(need.alias, need.is_beside, need.path[2]) for need in needs_of(here.rules["t"][0])]
    assert found == [("a", False, "requires"), ("b", False, "requires"), ("c", True, "coprovision")]
