"""What changes between versions mean: the labelled set in `changes.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from podium.catalogue.compare import Change, Effect, compare, effect_of, least_version

CASES = yaml.safe_load(Path(__file__).with_name("changes.yaml").read_text(encoding="utf-8"))
FACTS = {"component": "thing", "type": "thing", "stateful": False, "identity": ["x"], "openOutputs": False}


def schema(case: dict[str, Any], when: str) -> dict[str, Any]:
    """Return the schema of a component before or after the change of a case."""
    made = {
        **FACTS,
        "stateful": case.get("stateful", False),
        "inputs": keys({}, "inputs"),
        "outputs": keys({}, "outputs"),
    }
    given = {} if case[when] == "none" else case[when]
    return {**made, **given} if case["side"] == "facts" else {**made, case["side"]: keys(given, case["side"])}


def keys(given: dict[str, Any], side: str) -> dict[str, Any]:
    """Return the schema of inputs, which are closed, or of outputs, which are not."""
    closed = {"additionalProperties": False} if side == "inputs" else {}
    properties = {name.removesuffix("!"): value for name, value in given.items()}
    required = [name.removesuffix("!") for name in given if name.endswith("!")]
    return {"type": "object", "properties": properties, "required": required, **closed}


def test_the_labelled_set_is_large_and_each_case_is_there_once():
    """What a change means is settled case by case."""
    assert len({case["what"] for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_a_change_means(case):
    """Effects and places are those that the set says."""
    changes = compare(schema(case, "old"), schema(case, "new"))
    assert [f"{change.effect} {change.pointer}" for change in changes] == case["expected"]


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_nothing_changes_from_a_schema_to_itself(case):
    """Nor does it matter in which order keys stand."""
    for when in ("old", "new"):
        made = schema(case, when)
        assert compare(made, dict(reversed(made.items()))) == ()


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ([], "1.2.3"),
        ([Effect.NEUTRAL], "1.2.4"),
        ([Effect.NEUTRAL, Effect.ADDITION], "1.3.0"),
        ([Effect.ADDITION, Effect.BREAKING, Effect.NEUTRAL], "2.0.0"),
    ],
)
def test_the_worst_change_says_which_number_is_raised(effects, expected):
    """Breaking the first, additions the second, anything else the third."""
    changes = tuple(Change("/x", effect, "differs") for effect in effects)
    assert least_version("1.2.3", changes) == expected
    assert effect_of(changes) == min(effects, key=list(Effect).index, default=None)


def test_a_change_is_told_in_words():
    """With its place; the same as data."""
    change = Change("/inputs/properties/x", Effect.BREAKING, "is gone")
    assert str(change) == "breaking  /inputs/properties/x: is gone"
    assert change.to_json() == {"pointer": "/inputs/properties/x", "effect": "breaking", "message": "is gone"}
    assert [effect.number for effect in Effect] == ["major", "minor", "patch"]
