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
        ({"b": "<&>", "a": {"d": None, "c": "é"}}, '{"a":{"c":"é","d":null},"b":"\\u003c\\u0026\\u003e"}'),
    ],
)
def test_values_become_compact_json_except_text(value, expected):
    """Text is inserted as it is; anything else as Go would write it."""
    assert expected == to_text(value)
