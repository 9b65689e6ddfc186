from __future__ import annotations

import pytest

from podium.importing.canonical import canonical_service, merge_services, without_extensions


def merged(node, base, own):
    """Return two services merged, as plain values."""
    return merge_services(canonical_service(node(base)), canonical_service(node(own))).plain()


def test_lists_become_mappings(node):
    """Each entry keeps its place."""
    service = canonical_service(node("environment: [A=1, B, 'C=x=y', 5]\ndepends_on: [db]\nbuild: ."))
    assert service.plain() == {
        "environment": {"A": "1", "B": None, "C": "x=y", "5": None},
        "depends_on": {"db": None},
        "build": {"context": "."},
    }
    assert service.key_span_at(("environment", "B")).column == 20


@pytest.mark.parametrize("text", ["environment: [[A]]", "depends_on: [1]", "build: 3", "[]"])
def test_what_has_neither_form_is_left_for_the_schema(node, text):
    """It is refused there, with its place."""
    assert canonical_service(node(text)).plain() == node(text).plain()


def test_extensions_are_removed_and_names_of_the_user_stay(node):
    """A variable may be called x-…, a service too."""
    text = "x-a: 1\nservices: {x-web: {x-b: 1, environment: {x-c: 1}, ports: [{target: 1, x-d: 1}]}}"
    expected = {"services": {"x-web": {"environment": {"x-c": 1}, "ports": [{"target": 1}]}}}
    assert without_extensions(node(text)).plain() == expected


def test_mappings_are_merged_and_lists_appended(node):
    """Compose Specification, 13-merge.md."""
    found = merged(
        node, "environment: {A: 1, B: 2}\ndns: [a, b]\nimage: x", "environment: [B=3]\ndns: [b, c]\nimage: y"
    )
    assert found == {"environment": {"A": 1, "B": "3"}, "dns": ["a", "b", "c"], "image": "y"}


def test_commands_are_replaced(node):
    """They are no lists of things."""
    found = merged(
        node, "command: [a]\nhealthcheck: {test: [CMD, a], retries: 1}", "command: [b]\nhealthcheck: {test: b}"
    )
    assert found == {"command": ["b"], "healthcheck": {"test": "b", "retries": 1}}


def test_mounts_are_told_apart_by_their_target(node):
    """In short and long form."""
    found = merged(node, "volumes: [aa:/x, bb:/y]", "volumes: [{type: volume, source: cc, target: /x}]")
    assert found == {"volumes": [{"type": "volume", "source": "cc", "target": "/x"}, "bb:/y"]}
