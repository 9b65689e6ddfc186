"""The parts of an explanation as data and words."""

from __future__ import annotations

import pytest

from podium.diagnostics import Span
from podium.plan.explaining.model import Change, KeptPin, Origin, Overridden, Step


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(Change.REQUEST, "class", "large", None), "class: large"),
        (Step(Change.REQUEST, "id", "other", None, is_any=True), "another id"),
        (Step(Change.WORKLOAD, "size", None, None), "without 'size'"),
        (Step(Change.DEFINITION, "priority", "1", None), "priority: 1"),
        (Step(Change.PIN, "a.b#c", "old", None), "a pin to 'old'"),
    ],
)
def test_an_edit_in_words_is_what_one_would_write(step, expected):
    """Where any other value will do, it is not named."""
    assert str(step) == expected


def test_places_are_text_or_nothing():
    """As everywhere in Podium's JSON."""
    span = Span("a.yaml", 1, 2)
    assert Step(Change.REQUEST, "id", "x", span).to_json() == {
        "in": "request",
        "key": "id",
        "value": "x",
        "at": str(span),
    }
    assert Origin("a.b", 1, "claim", span, (Overridden(2, "tier default", None),)).to_json() == {
        "path": "a.b",
        "value": 1,
        "source": "claim",
        "at": str(span),
        "overridden": [{"value": 2, "source": "tier default", "at": None}],
    }
    assert KeptPin("ada", "data", "2999-01-01", span).to_json()["at"] == str(span)
