"""Differences of schemas, held against a validator; what they mean is in `test_compare.py`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from podium.catalogue.subschema import Kind, differences

SCALARS: list[Any] = [-3, -1, 0, 1, 2, 3, 5, 0.5, "", "a", "ab", "abcd", True, None]
VALUES: list[Any] = [
    *SCALARS,
    *([], [0], ["a"], [1, 1], ["a", "ab"], [0, 1, 2], [None]),
    *({name: value} for name in ("p", "q", "r") for value in SCALARS),
    *({"p": one, "q": other} for one in SCALARS for other in SCALARS),
    {},
]
NUMBERS = [-1, 0, 1, 2, 3]
MAPPINGS: list[Any] = [
    {name: value for name, value in zip("pqr", values, strict=True) if value != "absent"}
    for values in itertools.product(["absent", *NUMBERS, "a"], repeat=3)
]


def optional(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return some of the keywords with a value each."""
    return st.fixed_dictionaries({}, optional=keywords)


SMALL = st.integers(-2, 4)
LENGTHS = st.integers(0, 3)
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
NUMERIC = st.builds(
    lambda kind, bounds: {"type": kind, **bounds},
    st.sampled_from(["integer", "number"]),
    optional(**dict.fromkeys(BOUNDS, SMALL), multipleOf=st.integers(1, 3)),
)
TEXT = optional(minLength=LENGTHS, maxLength=LENGTHS, pattern=st.sampled_from(["^a", "b$"])).map(
    lambda keywords: {"type": "string", **keywords}
)
CHOICE = st.lists(st.sampled_from(SCALARS), min_size=1, max_size=4).map(lambda values: {"enum": values})
PLAIN = st.sampled_from([{}, {"type": "boolean"}, {"type": "null"}, {"type": ["string", "null"]}, {"const": "a"}])
SCALAR = st.one_of(NUMERIC, TEXT, CHOICE, PLAIN)


def nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects, arrays and alternatives of other schemas."""
    keys = st.dictionaries(st.sampled_from("pq"), inner, max_size=2)
    objects = optional(
        properties=keys,
        required=st.lists(st.sampled_from("pqr"), unique=True, max_size=2),
        additionalProperties=st.one_of(st.booleans(), inner),
        maxProperties=LENGTHS,
        propertyNames=st.sampled_from([{"maxLength": 1}, {"enum": ["p"]}]),
    )
    arrays = optional(items=inner, minItems=LENGTHS, maxItems=LENGTHS, uniqueItems=st.booleans())
    return st.one_of(
        objects.map(lambda keywords: {"type": "object", **keywords}),
        arrays.map(lambda keywords: {"type": "array", **keywords}),
        st.lists(inner, min_size=1, max_size=3).map(lambda schemas: {"anyOf": schemas}),
    )


SCHEMAS = st.recursive(SCALAR, nested, max_leaves=4)


def only_first(one: Draft202012Validator, other: Draft202012Validator, values: Iterable[Any]) -> list[Any]:
    """Return the first value that only one of two validators takes; empty if there is none."""
    return list(itertools.islice((value for value in values if one.is_valid(value) and not other.is_valid(value)), 1))


def kinds(old: Any, new: Any) -> set[Kind]:
    """Return how two schemas differ."""
    return {found.kind for found in differences(old, new)}


@settings(max_examples=80)
@given(SCHEMAS, SCHEMAS)
def test_no_difference_is_missed(old, new):
    """A value that only one of two schemas takes is told, whatever the schemas are."""
    before, after = Draft202012Validator(old), Draft202012Validator(new)
    found = kinds(old, new)
    assert Kind.NARROWER in found or only_first(before, after, VALUES) == []
    assert Kind.WIDER in found or only_first(after, before, VALUES) == []


RANGE = st.tuples(st.integers(0, 2), st.integers(0, 2)).map(lambda pair: {"minimum": min(pair), "maximum": max(pair)})
NUMBER = st.builds(
    lambda limits, kept: {"type": "integer", **{key: limits[key] for key in kept}},
    RANGE,
    st.sets(st.sampled_from(["minimum", "maximum"])),
)


@st.composite
def mappings(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an object that some value keeps."""
    properties = draw(st.dictionaries(st.sampled_from("pq"), NUMBER))
    required = draw(st.lists(st.sampled_from(sorted(properties)), unique=True)) if properties else []
    others = draw(st.one_of(st.booleans(), NUMBER))
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": others}


@settings(max_examples=40)
@given(mappings(), mappings())
def test_no_difference_is_made_up(old, new):
    """What is told is shown by a value, where schemas have no alternatives and no patterns."""
    before, after = Draft202012Validator(old), Draft202012Validator(new)
    found = kinds(old, new)
    assert (Kind.NARROWER in found) == bool(only_first(before, after, MAPPINGS))
    assert (Kind.WIDER in found) == bool(only_first(after, before, MAPPINGS))


@given(SCHEMAS, SCHEMAS)
def test_differences_mirror_each_other(old, new):
    """What is narrower from one side is wider from the other."""
    there, back = kinds(old, new), kinds(new, old)
    assert (Kind.NARROWER in there, Kind.WIDER in there) == (Kind.WIDER in back, Kind.NARROWER in back)


@given(SCHEMAS)
def test_a_schema_does_not_differ_from_itself(schema):
    """Nor from its only alternative."""
    assert kinds(schema, schema) == set()
    assert kinds(schema, {"anyOf": [schema]}) == set()


@pytest.mark.parametrize(
    ("old", "new", "pointer", "message"),
    [
        ({"minimum": 1}, {"minimum": 2}, "/minimum", "is 2 now, was 1"),
        ({"exclusiveMaximum": 1.5}, {}, "/maximum", "is unlimited now, was 1.5 (exclusive)"),
        ({"type": "string"}, {}, "/type", "is anything now, was string"),
        ({"enum": ["a", None]}, {"enum": ["a"]}, "/enum", "null is not taken any more"),
        ({"default": 1}, {"default": True}, "/default", "is true if it is not set, was 1"),
        ({"properties": {"a~b": False}}, {}, "/properties/a~0b", "is gone"),
        (False, {}, "", "is taken now"),
        ({}, False, "", "is not taken any more"),
        ({"prefixItems": [{"type": "null"}]}, {}, "/prefixItems/0/type", "is anything now, was null"),
    ],
)
def test_a_difference_is_told_in_words(old, new, pointer, message):
    """Values are written as JSON writes them."""
    assert [(found.pointer, found.message) for found in differences(old, new)] == [(pointer, message)]
