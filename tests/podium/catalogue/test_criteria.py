"""Criteria: whether they hold, and how specific they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.catalogue.criteria import DIMENSIONS, Loss, accepts, foreign, losses, specificity, stated
from tests.podium.catalogue.deciding import CRITERIA, SUBJECTS, criteria, environment, subject

VALUES = {
    "id": "a", "class": "a", "workload": "a", "team": "a", "tier": "critical", "labels": {"a": "b", "c": "d"},
    "environment": "dev", "environment_type": "staging", "region": "eu",
}  # fmt: skip
PLACE = environment({}).environment


@pytest.mark.parametrize("position", range(len(DIMENSIONS)))
def test_one_criterion_outranks_all_that_come_after_it(position):
    """The order is that of the dimensions."""
    one = criteria(**{DIMENSIONS[position]: VALUES[DIMENSIONS[position]]})
    rest = criteria(**{name: VALUES[name] for name in DIMENSIONS[position + 1 :]})
    assert specificity(one) > specificity(rest)


@pytest.mark.parametrize("name", ["id", "class"])
def test_literal_characters_decide_between_patterns(name):
    """Exact goes before any pattern, and a pattern that leaves everything open is as good as none."""
    ordered = ["a", "abc*", "a*b", "*a", "*"]
    ranks = [specificity(criteria(**{name: text})) for text in ordered]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ordered)
    assert ranks[-1] == specificity(criteria())


def test_more_labels_are_more_specific():
    """Labels are counted."""
    two, one = criteria(labels={"a": "b", "c": "d"}), criteria(labels={"a": "b"})
    assert specificity(two) > specificity(one) > specificity(criteria())


@given(st.lists(CRITERIA.map(lambda fields: criteria(**fields)), min_size=3, max_size=3))
def test_specificity_is_a_total_preorder(three):
    """Any two can be compared, and what is said of two pairs holds for the third; ties are not broken."""
    a, b, c = (specificity(item) for item in three)
    assert a <= b or b <= a
    assert not (a <= b <= c) or a <= c
    assert (a <= b <= a) is (a == b)


@given(CRITERIA, SUBJECTS)
def test_criteria_hold_if_nothing_is_lost(fields, asked):
    """The fast answer is that of the reasons."""
    wanted = criteria(**fields)
    lost = list(losses(wanted, asked, PLACE))
    assert (not lost) is (accepts(wanted, asked) and not list(foreign(wanted, PLACE)))
    order = [DIMENSIONS.index(loss.field.partition(".")[0]) for loss in lost]
    assert order == sorted(order)


def test_every_loss_says_what_was_wanted_and_what_there_is():
    """In the words of the file."""
    wanted = criteria(
        id="x.*", class_="large", workload="api", team="pay", tier="critical", labels={"size": "big", "kind": "db"},
        environment="prod", environment_type="production", region="us",
    )  # fmt: skip
    found = {loss.field: (loss.wanted, loss.found) for loss in losses(wanted, subject(labels={"kind": "x"}), PLACE)}
    assert found == {
        "id": ("x.*", "web.db"),
        "class": ("large", "default"),
        "workload": ("api", "web"),
        "team": ("pay", "shop"),
        "tier": ("critical", "standard"),
        "labels.kind": ("db", "x"),
        "labels.size": ("big", None),
        "environment": ("prod", "dev"),
        "environment_type": ("production", "development"),
        "region": ("us", "eu"),
    }


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        (Loss("class", "large", "default"), "wants class 'large', not 'default'"),
        (Loss("labels.size", "big", None), "wants labels.size 'big'"),
        (Loss("specificity", "web.db", None, "id"), "id any against web.db"),
        (Loss("priority", "5", "0"), "priority 0 against 5"),
        (Loss("tie", "'a', 'b'", "c"), "ranks the same as 'a', 'b'"),
    ],
)
def test_losses_have_words(loss, expected):
    """For diagnostics and explanations."""
    assert (str(loss), loss.is_outranked) == (expected, loss.field in {"specificity", "priority", "tie"})


def test_what_is_stated_has_words():
    """By dimension; None where nothing is."""
    wanted = criteria(class_="l*", tier="critical", labels={"b": "c", "a": "d"})
    said = {name: stated(wanted, name) for name in DIMENSIONS}
    assert {name: text for name, text in said.items() if text} == {
        "class": "l*",
        "tier": "critical",
        "labels": "a=d, b=c",
    }
