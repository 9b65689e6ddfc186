"""The plan as data and as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.graph.context import output_reference
from podium.graph.uid import ResourceUid
from podium.plan import plan_graph
from podium.plan.model import printable
from podium.spec.placeholder import Template
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score


@pytest.fixture
def plan(monkeypatch):
    """Return a plan of two workloads that share a database."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")
    shared = "db: {type: postgres, id: shared}"
    definitions = """\
postgres: {match: {type: postgres}, component: postgres, requires: {server: {type: postgres-instance, id: main}}, \
params: {admin_password: "${resources.server.password}"}}
server: {match: {type: postgres-instance}, component: server}
"""
    return plan_graph(graph(score("web", shared), score("api", shared), definitions=definitions), images={})


def test_a_shared_resource_belongs_to_every_workload_that_asks(plan):
    """And so does what it needs, although only the first claim made it necessary."""
    of_both = [[r.uid.resource_type for r in plan.resources_of(name)] for name in ("web", "api")]
    assert [
        sorted(types, key=["namespace", "postgres-instance", "postgres", "workload"].index) for types in of_both
    ] == [["namespace", "postgres-instance", "postgres", "workload"]] * 2


def test_text_names_workloads_and_answers(plan):
    """A person sees what would run and which definition decided it."""
    expected = """\
environment dev (development)

web
  namespace.default#dev           namespace  by namespace
  workload.default#web            service    by workload
  postgres-instance.default#main  server     by server
  postgres.default#shared         postgres   by postgres"""
    text = plan.render_text()
    assert sorted(expected.split("\n")[3:]) == sorted(text.partition("\n\nweb\n")[2].split("\n\n")[0].split("\n"))
    assert text.startswith("environment dev (development)\n\n")


def test_json_has_places_for_cost_and_violations(plan):
    """They are empty until they are asked for."""
    form = plan.to_json()
    assert list(form) == ["environment", "workloads", "cost", "violations"]
    assert (form["cost"], form["violations"]) == (None, [])


def test_templates_are_printed_as_text():
    """Data that leaves Podium is plain."""
    template = Template(("x ", output_reference(ResourceUid("a", "b", "c"), "host")))
    assert printable({"a": (template, 5), "b": "$x"}) == {"a": ["x ${a.b#c.host}", 5], "b": "$x"}
