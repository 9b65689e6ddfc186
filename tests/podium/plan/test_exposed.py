"""Secrets in a pod's specification; the message is in `tests/cases/plan/exposed-secrets.case`."""

from __future__ import annotations

import pytest

from podium.graph.uid import ResourceUid
from podium.plan.exposed import check_exposed
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

DB = ResourceUid.of("postgres", "web.db")
POSTGRES = "postgres: {match: {type: postgres}, component: postgres}"
SECRET = '"a ${resources.db.password}"'


@pytest.mark.parametrize(
    ("container", "columns", "reason"),
    [
        (f"image: {SECRET}", [31], "an image is readable"),
        (f"image: x, command: [a, {SECRET}], args: [{SECRET}]", [47, 85], "so are command and arguments"),
        (f"image: x, volumes: {{/v: {{source: {SECRET}}}}}", [57], "and the name of a claim"),
        (f"image: x, variables: {{A: {SECRET}}}, files: {{/f: {{content: {SECRET}}}}}", [], "these are kept apart"),
        ('image: "${resources.db.host} ${resources.db}"', [], "neither a plain output nor a uid is a secret"),
        ("image: '$${resources.db.password}'", [], "an escaped placeholder reads nothing"),
    ],
)
def test_a_secret_does_not_stand_in_a_pod(container, columns, reason):
    """Each place that would show one is told."""
    text = score("web", "db: {type: postgres}", container).replace(
        "{name: web}", "{name: web, annotations: {podium.dev/extensions: placeholders}}"
    )
    outputs = {DB: {"host": False, "password": True}}
    found = list(check_exposed(graph(text, definitions=POSTGRES), outputs))
    assert ([("R019", 3, column) for column in columns], reason) == (
        [(d.code, d.span.line, d.span.column) for d in found],
        reason,
    )


def test_where_outputs_are_not_known_nothing_is_told():
    """Wrong params, which leave the outputs open, have their own diagnostic."""
    text = score("web", "db: {type: postgres}", 'image: x, volumes: {/v: {source: "${resources.db.password}"}}')
    assert list(check_exposed(graph(text, definitions=POSTGRES), {DB: None})) == []
