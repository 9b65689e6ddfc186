"""Params from several sources as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.diagnostics import Span
from podium.graph.layers import Provenance, Setting, merged, param_text, stating
from podium.graph.model import Layer
from podium.spec.document import parse_document

VALUES = st.recursive(
    st.integers(0, 3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3) | st.lists(inner),
    max_leaves=6,
)
PARAMS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


def layers(*params):
    """Return layers `0`, `1` and so on."""
    return [
        Layer(str(number), given, {key: Span(f"{number}.yaml") for key in given}) for number, given in enumerate(params)
    ]


def test_mappings_are_merged_and_everything_else_replaced():
    """At any depth; a list is one value."""
    found = merged(
        layers({"a": {"x": {"p": 1}, "y": [1, 2]}, "b": 1}, {"a": {"x": {"q": 2}, "y": [3]}}, {"b": {"c": 1}})
    )
    assert found.params == {"a": {"x": {"p": 1, "q": 2}, "y": [3]}, "b": {"c": 1}}


def test_a_single_value_ends_what_is_merged():
    """A mapping above it does not take up what a mapping below it had."""
    found = merged(layers({"a": {"x": 1}}, {"a": 5}, {"a": {"y": 2}}))
    assert found.params == {"a": {"y": 2}}
    assert [(item.source, item.value) for item in found.overridden["a"]] == [("1", 5), ("0", {"x": 1})]


def test_each_value_has_its_source():
    """A param always; a path inside of it where layers share the mapping."""
    found = merged(layers({"a": {"x": 1, "y.z": 2}, "b": {"c": 1}}, {"a": {"x": 3}}))
    assert {path: origin.source for path, origin in found.provenance.items()} == {
        "a": "1",
        "a.x": "1",
        r"a.y\.z": "0",
        "b": "0",
    }
    assert found.overridden == {"a.x": (Setting("0", Span("0.yaml"), 1),)}


def test_what_stands_in_a_file_has_a_place():
    """The value itself, not the param that it is in; a value that no file has stands where the layer says."""
    document = parse_document("params:\n  a:\n    x: 1\n", "dev.yaml")
    below = Layer(
        "definition default", {"a": {"x": 1}}, {"a": Span("dev.yaml", 3, 5)}, document=document, path=("params",)
    )
    found = merged([below, *layers({"a": {"y": 1}})])
    assert found.provenance["a.x"] == Provenance("definition default", Span("dev.yaml", 3, 8, 3, 9))
    assert found.provenance["a.y"] == Provenance("0", Span("0.yaml"))


@pytest.mark.parametrize(
    ("path", "source"),
    [(("a",), "1"), (("a", "x"), "0"), (("a", "y", 0), "1"), (("a", "y", 5, "q"), "1"), (("b",), None), ((), None)],
)
def test_a_problem_is_told_where_its_value_stands(path, source):
    """Or where its nearest parent does, if nothing states it."""
    found = stating(layers({"a": {"x": 1, "y": [1]}}, {"a": {"y": [2]}}), path)
    assert (found and found.source) == source


def test_dots_of_keys_are_escaped():
    """So a path has one meaning."""
    assert [param_text(path) for path in (("a", "b"), ("a.b",), ("a\\", "b"))] == ["a.b", r"a\.b", r"a\\.b"]


@given(st.lists(PARAMS, max_size=4))
def test_every_value_that_holds_comes_from_a_layer_that_states_it(params):
    """Merging invents nothing, and says for each param where it is from."""
    given_layers = layers(*params)
    found = merged(given_layers)
    assert found.params.keys() == {key for layer in params for key in layer}
    assert found.params.keys() <= found.provenance.keys()
    for path, origin in found.provenance.items():
        value, stated = found.params, params[int(origin.source)]
        for key in path.split("."):
            value, stated = value[key], stated[key]
        assert isinstance(value, dict) or value == stated
    assert merged(layers(found.params)).params == found.params


@given(st.lists(PARAMS, max_size=4), st.integers(0, 4))
def test_merging_in_steps_is_merging_at_once(params, at):
    """What the weaker layers come to can stand for them."""
    at = min(at, len(params))
    first = merged(layers(*params[:at])).params
    assert merged(layers(first, *params[at:])).params == merged(layers(*params)).params
