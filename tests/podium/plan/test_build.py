"""Planning; what users see is in `tests/cases/plan`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.plan import plan_graph
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

DATABASE = "postgres: {match: {type: postgres}, component: postgres}"


@pytest.fixture(autouse=True)
def _components_of_the_cases(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


def plan(*scores: str, **options):
    """Return the plan of Score files."""
    return plan_graph(graph(*scores, definitions=DATABASE, **options), images={})


@pytest.mark.parametrize(
    ("kind", "expected"), [("development", False), ("ephemeral", False), ("staging", True), ("production", True)]
)
def test_stateful_components_are_protected_where_data_is_kept(kind, expected):
    """Nothing else is protected."""
    planned = plan(score("web", "db: {type: postgres}"), **{"type: development": f"type: {kind}"})
    assert {r.uid.resource_type for r in planned.resources if r.protect} == ({"postgres"} if expected else set())


def test_the_place_gives_name_and_namespace_unless_a_param_says_otherwise():
    """What the environment states itself is left alone."""
    names = []
    for params in ("{}", "{name: mine}"):
        planned = plan_graph(
            graph(score("web", "aa: {type: postgres}"), definitions=DATABASE[:-1] + f", params: {params}}}"), images={}
        )
        names += [
            (r.params["name"], r.provenance["name"].source)
            for r in planned.resources
            if r.uid.resource_type == "postgres"
        ]
    assert [names[0][0][:7], names[0][1], *names[1]] == ["web-aa-", "environment", "mine", "definition default"]


def test_each_component_module_is_described_once_per_resource():
    """Two claims of one type share the component's description."""
    planned = plan(score("web", "aa: {type: postgres}, bb: {type: postgres}"))
    described = [r.component for r in planned.resources if r.uid.resource_type == "postgres"]
    assert described[0] == described[1]


def test_planning_twice_gives_the_same_plan():
    """Same input, same bytes out."""
    texts = (score("web", "aa: {type: postgres}"), score("api", "bb: {type: postgres, id: shared}"))
    assert json.dumps(plan(*texts).to_json()) == json.dumps(plan(*texts).to_json())
