"""Pins: decisions of the lock that are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podium.diagnostics import ResolutionError
from podium.graph.uid import ResourceUid
from podium.lock.model import SECRET
from tests.podium.graph.projects import graph, lock
from tests.podium.spec.scores import score

BEFORE = """\
old: {match: {type: pg}, component: small, params: {a: 1}, requires: {disk: {type: disk, params: {of: "${claim.id}"}}}}
disk: {match: {type: disk}, component: disk}
"""
NOW = """\
new: {match: {type: pg}, component: large, params: {a: 2}}
disk: {match: {type: disk}, component: disk}
"""
SCORE = score("web", "db: {type: pg}")
UID = ResourceUid.parse("pg.default#web.db")
BASE = "definitions:\n"


def pinned(definition="", uid=UID):
    """Return the change of an environment that pins a resource."""
    keeps = f", definition: {definition}" if definition else ""
    pin = f'pins: {{"{uid}": {{owner: me, reason: data, expires: 2030-01-01{keeps}}}}}\n'
    return {BASE: pin + BASE}


def test_a_pin_keeps_the_answer_of_the_lock():
    """The definition as it was, under its name, with what it requires and the version of its component."""
    previous = lock(graph(SCORE, definitions=BEFORE))
    found = graph(SCORE, definitions=NOW, previous=previous, **pinned())
    node = found.nodes[UID]
    assert (node.match.name, node.match.definition.component, node.version) == ("old", "small", "1.0.0")
    assert [(layer.source, dict(layer.params)) for layer in node.layers] == [("definition default", {"a": 1})]
    (disk,) = (other for uid, other in found.nodes.items() if uid.resource_type == "disk")
    assert disk.layers[0].params == {"of": "web.db"}
    assert disk.uid in node.edges
    assert {str(span) for layer in node.layers for span in layer.spans.values()} == {"dev.yaml:3:8"}
    assert not found.warnings


def test_a_pin_may_name_the_definition():
    """Its criteria need not hold; the version is kept where the component is the same."""
    definitions = NOW + "old: {match: {type: pg, class: special}, component: small}"
    previous = lock(graph(SCORE, definitions=BEFORE))
    node = graph(SCORE, definitions=definitions, previous=previous, **pinned("old")).nodes[UID]
    assert (node.match.name, node.version) == ("old", "1.0.0")
    assert graph(SCORE, definitions=definitions, **pinned("old")).nodes[UID].version is None
    other = graph(SCORE, definitions=NOW, previous=previous, **pinned("new")).nodes[UID]
    assert (other.match.name, other.version) == ("new", None)


@pytest.mark.parametrize(
    ("name", "told", "fix"),
    [
        ("nee", "the pin of pg.default#web.db names no definition: 'nee'", "did you mean 'new'?"),
        ("disk", "definition 'disk' answers 'disk', not 'pg'", "definitions of that type: new"),
    ],
)
def test_a_pin_names_a_definition_that_fits(name, told, fix):
    """Else the problem stands at the pin."""
    with pytest.raises(ResolutionError) as caught:
        graph(SCORE, definitions=NOW, **pinned(name))
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.message, problem.fix) == ("R025", told, fix)
    assert str(problem.span).startswith("dev.yaml:3:")


def _without_resource(previous):
    return replace(previous, resources={})


def _without_secret(previous):
    return replace(previous, definitions={"old": {**previous.definitions["old"], "params": {"a": [SECRET]}}})


def _of_another_form(previous):
    return replace(previous, definitions={"old": {"match": {"kind": "pg"}}})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _: None, "pg.default#web.db is pinned, but there is no lock"),
        (_without_resource, "pg.default#web.db is pinned, but the lock does not hold it"),
        (_without_secret, "pg.default#web.db is pinned, but its definition in the lock lacks a secret"),
        (_of_another_form, "pg.default#web.db is pinned, but its definition in the lock cannot be read"),
    ],
)
def test_a_lock_must_hold_what_a_pin_keeps(change, told):
    """Whole: a secret that is masked there is not made up."""
    with pytest.raises(ResolutionError) as caught:
        graph(SCORE, definitions=NOW, previous=change(lock(graph(SCORE, definitions=BEFORE))), **pinned())
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.message, str(problem.span)) == ("R026", told, "dev.yaml:3:8")


def test_a_pin_of_what_nobody_asks_for_is_told():
    """As a warning, and not where those who ask are just not looked at."""
    other = "pg.default#web.dc"
    (warning,) = graph(SCORE, definitions=NOW, **pinned(uid=other)).warnings
    assert (warning.code, warning.severity, warning.fix) == ("R027", "warning", f"did you mean '{UID}'?")
    previous = lock(graph(SCORE, definitions=BEFORE))
    assert not graph(score("other"), definitions=NOW, previous=previous, partial=True, **pinned()).warnings
