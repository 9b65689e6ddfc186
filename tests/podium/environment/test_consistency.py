"""Fields that must fit together; the messages are in `tests/cases/environment`."""

from __future__ import annotations

import datetime

import pytest

from podium.environment.consistency import check_consistency
from podium.environment.model import Environment
from podium.spec.document import parse_document

DAY = datetime.date(2026, 6, 1)


def told(text: str) -> list[tuple[str, str, int]]:
    """Return code, severity and line of what is wrong with an environment."""
    document = parse_document(text, "dev.yaml")
    environment = Environment.model_validate({"name": "dev", **document.plain()})
    return [(d.code, str(d.severity), d.span.line) for d in check_consistency(environment, document, DAY)]


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("type: ephemeral\nowner: a\nttl: 72h\n", [], "all that it takes"),
        ("type: ephemeral\n", [("E017", "error", 1)] * 2, "nobody answers for it, and it never ends"),
        ("type: ephemeral\nowner: a\n", [("E017", "error", 1)], "it never ends"),
        ("type: staging\nowner: a\n", [], "every environment may have an owner"),
        ("type: staging\nttl: 72h\n", [("E017", "error", 2)], "only ephemeral ones end"),
    ],
)
def test_ephemeral_environments_alone_end(text, expected, reason):
    """And somebody answers for them."""
    assert told(text) == expected, reason


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        ("2026-05-31", [("E022", "error", 3)]),
        ("2026-06-01", [("E023", "warning", 3)]),
        ("2026-06-15", [("E023", "warning", 3)]),
        ("2026-06-16", []),
    ],
)
def test_pins_expire(expires, expected):
    """The day itself still counts; two weeks before, it is told."""
    pin = f"{{owner: a, reason: b, expires: {expires}}}"
    assert told(f"type: staging\npins:\n  redis.default#web.cache: {pin}\n") == expected


def test_an_alias_stands_for_one_request():
    """`requires` and `coprovision` share the names that placeholders read."""
    requests = "requires: {disk: {type: a}}, coprovision: {disk: {type: a}, other: {type: a}}"
    text = f"type: staging\ndefinitions:\n  one: {{match: {{type: b}}, component: c, {requests}}}\n"
    assert told(text) == [("E024", "error", 3)]


def test_nothing_is_made_of_a_type_that_is_none():
    """The form of the file is told elsewhere; what stands in for the type says nothing about the ttl."""
    document = parse_document("type: ephemerl\nttl: 72h\n", "dev.yaml")
    stand_in = Environment.model_validate({"name": "dev", "type": "development", "ttl": "72h"})
    assert list(check_consistency(stand_in, document, DAY)) == []
