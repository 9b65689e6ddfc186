"""Extensions of Score; what users see is in `tests/cases/validate/extensions-*.case`."""

from __future__ import annotations

import pytest

from podium.spec.annotations import EXTENSIONS
from podium.spec.document import parse_document
from podium.spec.extensions import Extension, apply_extensions, enabled, in_use
from podium.spec.model import Workload


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("x-keys", {"x-keys"}),
        (" x-keys,placeholders\n", {"x-keys", "placeholders"}),
        ("probe-timing probe-timing", {"probe-timing"}),
        ("X-Keys xx-keys x-keys;placeholders", set()),
    ],
)
def test_extensions_are_named_one_by_one(text, expected):
    """Commas and spaces separate them; what does not exist turns nothing on."""
    assert expected == enabled({EXTENSIONS: text})
    assert enabled({}) == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("metadata: {annotations: {podium.dev/extensions: x-keys}}", {"x-keys"}),
        ("metadata: {annotations: {podium.dev/extensions: [x-keys]}}", set()),
        ("metadata: {annotations: x-keys}", set()),
        ("[a]", set()),
    ],
)
def test_a_document_of_any_form_may_be_asked(text, expected):
    """It is asked before the schema is."""
    assert expected == in_use(parse_document(text, "f"))


def test_every_mark_in_the_model_names_an_extension():
    """A field of an extension that does not exist could never be used."""
    marks = {
        mark["x-podium-extension"]
        for definition in Workload.model_json_schema()["$defs"].values()
        for mark in definition.get("properties", {}).values()
        if "x-podium-extension" in mark
    }
    assert marks == {Extension.PROBE_TIMING.value}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "a",
        "metadata: 5",
        "metadata: {annotations: [a]}",
        "metadata: {annotations: {podium.dev/extensions: 5}}",
        "containers: [{x-a: 1}]",
        "containers: {main: 5, other: {livenessProbe: [], files: {/a: 5}}}",
        "service: {ports: 5}",
    ],
)
def test_what_has_another_form_is_left_for_the_schema(text):
    """Documents with other mistakes stay as they are."""
    document = parse_document(text, "f")
    assert apply_extensions(document) == (document, [])


def test_what_remains_keeps_its_place():
    """Taking a key away moves nothing."""
    text = f"metadata: {{annotations: {{{EXTENSIONS}: x-keys}}}}\nx-a: b\ncontainers: {{main: {{x-b: c, image: d}}}}\n"
    document, problems = apply_extensions(parse_document(text, "f"))
    path = ("containers", "main", "image")
    assert (document.plain()["containers"], str(document.span_at(path)), problems) == (
        {"main": {"image": "d"}},
        "f:3:36",
        [],
    )
