"""Single values and schemas, held against a validator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from podium.catalogue.values import INFINITE, bounds, takes
from tests.podium.catalogue.test_subschema import SCALAR, SCALARS


@given(SCALAR.filter(lambda schema: isinstance(schema.get("type", ""), str) and "const" not in schema))
def test_a_value_is_taken_exactly_where_a_validator_takes_it(schema):
    """Whatever the schema's type, limits, pattern or enumeration; a schema that says nothing is never asked."""
    if schema:
        validator = Draft202012Validator(schema)
        assert [takes(schema, value) for value in SCALARS] == [validator.is_valid(value) for value in SCALARS]


@given(st.sampled_from([[], {}, [1], {"a": None}]))
def test_mappings_and_lists_are_taken_where_they_are_named(value):
    """Nothing is known of them otherwise."""
    assert takes({"enum": [value]}, value)
    assert not takes({"enum": [0]}, value)
    assert not takes({"type": "string"}, value)


@pytest.mark.parametrize(
    ("schema", "low", "high"),
    [
        ({}, (-INFINITE, 0), (INFINITE, 0)),
        ({"minimum": 1, "exclusiveMaximum": 5}, (1, 0), (5, 1)),
        ({"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 5}, (2, 0), (4, 0)),
        ({"minimum": 1, "exclusiveMinimum": 1}, (1, 1), (INFINITE, 0)),
    ],
)
def test_bounds_are_the_tightest_that_a_schema_states(schema, low, high):
    """Those of whole numbers are always inside."""
    assert dict(bounds(schema)) == {"minimum": low, "maximum": high}
