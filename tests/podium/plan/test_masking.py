"""Secrets are taken out, and nothing else."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Literal, NamedTuple, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from podium.catalogue.contract import Args, Deferred, Lifecycle, Outputs, Secret
from podium.catalogue.registry import ComponentInfo
from podium.plan.masking import mask_written, masked, plain
from podium.spec.placeholder import parse_template

CANARY = "canary-7f3a"
HIDDEN = "[secret]"
REFERENCE = "${postgres.default#web.db.password}"


class Login(Args):
    """One entry."""

    user: str = ""
    word: Secret[str] = ""
    login: Login | None = None


@dataclasses.dataclass
class Key:
    """A dataclass."""

    name: str
    value: Secret[str]


class Token(TypedDict, total=False):
    """A mapping with known keys."""

    name: str
    value: Secret[str]


class EverythingArgs(Args):
    """Secrets in every place where pydantic lets them be."""

    plain: str = ""
    deferred: Deferred[str] = ""
    direct: Secret[str] = ""
    optional: Secret[str] | None = None
    number: Secret[int] = 0
    whole: Secret[dict[str, list[str]]] = Field({})
    by_key: dict[str, Secret[str]] = Field({})
    listed: list[Secret[str]] = Field([])
    pair: tuple[str, Secret[str]] = ("", "")
    nested: dict[str, list[Login]] = Field({})
    either: Login | list[Secret[str]] | None = None
    aliased: Secret[str] = Field("", alias="api-key")
    key: Key | None = None
    token: Token | None = None
    mode: Literal["a", "b"] = "a"
    anything: Any = None


def component(resource_type: str = "everything", args: type[Args] = EverythingArgs) -> ComponentInfo:
    """Return a description of a component, of which only the inputs matter here."""
    known: dict[str, Any] = {
        "name": "everything",
        "component_class": object,
        "resource_type": resource_type,
        "version": "1.0.0",
        "lifecycle": Lifecycle.DEFAULT,
        "stateful": False,
        "identity": frozenset(),
        "args_type": args,
        "outputs_type": Outputs,
        "module": "everything",
    }
    names = {field.name for field in dataclasses.fields(ComponentInfo)}
    return ComponentInfo(**{name: value for name, value in known.items() if name in names})


@pytest.mark.parametrize(
    ("param", "value", "expected"),
    [
        ("plain", "a", "a"),
        ("deferred", "a", "a"),
        ("direct", CANARY, HIDDEN),
        ("optional", CANARY, HIDDEN),
        ("optional", None, None),
        ("number", 1234, HIDDEN),
        ("whole", {"a": [CANARY]}, HIDDEN),
        ("by_key", {"a": CANARY}, {"a": HIDDEN}),
        ("listed", [CANARY, CANARY], [HIDDEN, HIDDEN]),
        ("pair", ("a", CANARY), [HIDDEN, HIDDEN]),
        ("nested", {"a": [{"user": "u", "word": CANARY}]}, {"a": [{"user": "u", "word": HIDDEN}]}),
        ("nested", {"a": [{"login": {"word": CANARY}}]}, {"a": [{"login": {"word": HIDDEN}}]}),
        ("either", {"user": "u", "word": CANARY}, {"user": "u", "word": HIDDEN}),
        ("either", [CANARY], [HIDDEN]),
        ("api-key", CANARY, HIDDEN),
        ("key", {"name": "a", "value": CANARY}, {"name": "a", "value": HIDDEN}),
        ("token", {"name": "a", "value": CANARY}, {"name": "a", "value": HIDDEN}),
        ("mode", "b", "b"),
        ("anything", {"a": [1]}, {"a": [1]}),
        ("unknown", "a", "a"),
        ("nested", "of another form", "of another form"),
        ("by_key", 5, 5),
    ],
)
def test_literal_secrets_are_hidden_wherever_they_are(param, value, expected):
    """The model of the inputs says where that is."""
    assert masked(component(), {param: value}) == {param: expected}
    assert mask_written([component()], {param: value}) == {param: expected if param != "whole" else {"a": [HIDDEN]}}


@pytest.mark.parametrize(
    ("param", "value", "expected"),
    [
        ("plain", REFERENCE, REFERENCE),
        ("direct", REFERENCE, REFERENCE),
        ("direct", f"{CANARY}:{REFERENCE}@", f"{HIDDEN}{REFERENCE}{HIDDEN}"),
        ("by_key", {"a": REFERENCE, "b": CANARY}, {"a": REFERENCE, "b": HIDDEN}),
        ("whole", {"a": [REFERENCE, CANARY]}, {"a": [REFERENCE, HIDDEN]}),
        ("either", {"word": REFERENCE}, {"word": REFERENCE}),
        ("either", [REFERENCE], [REFERENCE]),
    ],
)
def test_references_stay_without_the_text_beside_them(param, value, expected):
    """A password may stand before a host that is only known later."""
    assert masked(component(), {param: bound(value)}) == {param: expected}
    assert mask_written([component()], {param: value}) == {param: expected}


def bound(value: Any) -> Any:
    """Return a value as planning holds it: text with placeholders is a template."""
    if isinstance(value, dict):
        return {key: bound(item) for key, item in value.items()}
    if isinstance(value, list):
        return [bound(item) for item in value]
    template = parse_template(value)
    return template if template.placeholders else value


def test_a_workload_keeps_the_text_beside_its_references():
    """It stands in the Score file; what is secret about it is what it reads."""
    params = {"by_key": {"URL": bound(f"postgres://{REFERENCE}@host"), "WORD": CANARY}}
    expected = {"by_key": {"URL": f"postgres://{REFERENCE}@host", "WORD": HIDDEN}}
    assert masked(component("workload"), params) == expected


def test_params_that_several_components_may_get_are_masked_for_all():
    """One of them may take as a secret what the other one does not."""

    class OtherArgs(Args):
        plain: Secret[str] = ""

    params = {"plain": CANARY, "direct": CANARY, "mode": "a"}
    both = [component(), component(args=OtherArgs)]
    assert mask_written(both, params) == {"plain": HIDDEN, "direct": HIDDEN, "mode": "a"}
    assert mask_written([], params) == params


def test_plain_data_is_what_json_can_hold():
    """Templates, tuples, keys that are numbers, and numbers without end."""

    class Pair(NamedTuple):
        one: int
        two: int

    value = {1: bound(f"a{REFERENCE}"), "b": Pair(1, 2), "c": float("inf"), "d": [float("nan"), 1.5]}
    expected = {"1": f"a{REFERENCE}", "b": [1, 2], "c": "inf", "d": ["nan", 1.5]}
    assert plain(value) == expected


class Below(BaseModel):
    """A model for the property test."""

    open: str = ""
    closed: Secret[str] = ""


_SHAPES: tuple[tuple[Any, Any], ...] = (
    (Secret[str], CANARY),
    (Secret[str] | None, CANARY),
    (Below, {"open": "x", "closed": CANARY}),
)
_WRAPS = (
    lambda shape: (list[shape[0]], [shape[1]]),
    lambda shape: (dict[str, shape[0]], {"k": shape[1]}),
    lambda shape: (shape[0] | None, shape[1]),
    lambda shape: (tuple[shape[0], ...], (shape[1],)),
    lambda shape: (Deferred[shape[0]], shape[1]),
    lambda shape: (Secret[shape[0]], shape[1]),
)


@given(st.sampled_from(_SHAPES), st.lists(st.sampled_from(_WRAPS), max_size=4))
def test_no_nesting_lets_a_secret_through(shape, wraps):
    """Lists, mappings, tuples, options and models in any order."""
    for wrap in wraps:
        shape = wrap(shape)
    model = type("Nested", (Args,), {"__annotations__": {"param": shape[0]}})
    assert CANARY not in json.dumps(masked(component(args=model), {"param": shape[1]}))
    assert CANARY not in json.dumps(mask_written([component(args=model)], {"param": shape[1]}))
