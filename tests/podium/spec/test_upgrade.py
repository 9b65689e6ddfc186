"""Old forms; the warnings are in the case files `*-in-list-form` and `properties-is-params`."""

from __future__ import annotations

import pytest

from podium.spec.document import parse_document
from podium.spec.upgrade import upgrade

CONTAINER = "containers: {{main: {}}}"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            CONTAINER.format("{files: [{target: /a, content: [x, y]}, {target: /b, source: s}]}"),
            {"containers": {"main": {"files": {"/a": {"content": "x\ny"}, "/b": {"source": "s"}}}}},
            "files by target, lines joined",
        ),
        (
            CONTAINER.format("{volumes: [{target: /a, source: s, read_only: true}]}"),
            {"containers": {"main": {"volumes": {"/a": {"source": "s", "readOnly": True}}}}},
            "volumes by target, the old name of readOnly",
        ),
        (
            "resources: {db: {type: t, properties: {a: 1}}}",
            {"resources": {"db": {"type": "t", "params": {"a": 1}}}},
            "the old name of params",
        ),
        (CONTAINER.format("{files: []}"), {"containers": {"main": {"files": {}}}}, "an empty list"),
    ],
)
def test_old_forms_become_new_ones(old, new, reason):
    """The document is as if it had been written in today's form, and a warning says so."""
    document, warnings = upgrade(parse_document(old, "f"))
    assert (new, True) == (document.plain(), bool(warnings)), reason


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "containers: []",
        "containers: {main: 5}",
        "containers: {main: {files: 5, volumes: [{source: s}]}}",
        "containers: {main: {files: [5]}}",
        "containers: {main: {files: {/a: {content: [x]}}, volumes: {/a: {read_only: true}}}}",
        "resources: {db: {properties: 1, params: 2}, other: 5}",
    ],
)
def test_what_is_no_old_form_is_left_for_the_schema(text):
    """Nothing is guessed: documents with other mistakes stay as they are."""
    document = parse_document(text, "f")
    assert (document, []) == upgrade(document)
