"""How values become text."""

from __future__ import annotations

import pytest

from podium.spec.values import to_text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("as <it> is", "as <it> is"),
        (5, "5"),
        (1.5, "1.5"),
        (100000000000.0, "100000000000"),
        (True, "true"),
        (None, "null"),
        (["a", 1, 2.0], '["a",1,2]'),
        (-0.0, "-0"),
        (0.000001, "0.000001"),
        (0.00000123, "0.00000123"),
        (1e-7, "1e-7"),
        (-1.5e-10, "-1.5e-10"),
        (123456789.125, "123456789.125"),
        (1e16, "10000000000000000"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (5e-324, "5e-324"),
        (2**63 - 1, "9223372036854775807"),
        (-(2**63), "-9223372036854775808"),
        (2**64 - 1, "18446744073709551615"),
        (2**64, "18446744073709552000"),
        (-(10**30), "-1e+30"),
        ([[], {}, [[False]]], "[[],{},[[false]]]"),
        (
            ["\u2028\u2029", '"\\/', "\b\f\n\r\t\x01\x1f\x7f"],
            '["\\u2028\\u2029","\\"\\\\/","\\b\\f\\n\\r\\t\\u0001\\u001f\x7f"]',
        ),
        ({"ä": 1, "𐐀": 2, "\uffff": 3, "Z": 4, "a.b": 5}, '{"Z":4,"a.b":5,"ä":1,"\uffff":3,"𐐀":2}'),
        ({"b": "<&>", "a": {"d": None, "c": "é"}}, '{"a":{"c":"é","d":null},"b":"\\u003c\\u0026\\u003e"}'),
    ],
)
def test_values_become_compact_json_except_text(value, expected):
    """Text is inserted as it is; anything else as Go would write it."""
    assert expected == to_text(value)


def test_an_integer_beyond_floating_point_keeps_its_digits():
    """There is no shorter form for it."""
    assert to_text(10**400) == "1" + "0" * 400
