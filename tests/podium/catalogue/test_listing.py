"""Types with their answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.catalogue.listing import list_types
from podium.catalogue.types import RESOURCE_TYPES
from tests.podium.graph.projects import environment

DEFINITIONS = """\
large: {match: {type: postgres, class: large, labels: {a.b/c: "1"}}, component: postgres}
small: {match: {type: postgres}, component: postgres}
thing: {match: {type: thing}, component: server}
"""


@pytest.fixture(autouse=True)
def _components_of_the_cases(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


def test_an_environment_lists_what_it_serves():
    """Without the types that only Podium asks for."""
    listed = list_types([environment(DEFINITIONS)], all_contracts=False)
    assert [(entry.name, entry.has_contract) for entry in listed] == [("postgres", True), ("thing", False)]
    assert listed[0].to_text() == (
        "postgres: A PostgreSQL database and a user that owns it.\n"
        "  params   database, version\n"
        "  outputs  database, host, name, password (secret), port, user, username\n"
        "  dev      postgres by large for class: large, a.b/c: 1\n"
        "  dev      postgres by small"
    )


def test_a_type_without_a_contract_is_as_its_component():
    """Without the inputs that Podium fills in."""
    listed = list_types([environment(DEFINITIONS)], all_contracts=False)[1]
    assert listed.to_text() == (
        "thing (no contract)\n"
        "  params   version\n"
        "  outputs  host, password (secret), port, username\n"
        "  dev      server by thing"
    )


def test_all_contracts_are_listed_where_no_environment_is_asked_for():
    """Those that nothing answers too."""
    listed = {entry.name: entry for entry in list_types([environment(DEFINITIONS)], all_contracts=True)}
    assert listed.keys() == RESOURCE_TYPES.keys() | {"thing"}
    assert (listed["s3"].answers, listed["environment"].has_open_outputs) == ((), True)


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ("{values: {REGION: eu}, from: [TOKEN]}", "values by env, gives REGION, TOKEN (secret)"),
        ("{}", "values by env, gives nothing"),
        ("{values: [REGION]}", "values by env"),
    ],
)
def test_values_of_an_environment_are_named(params, text):
    """So that nobody has to look into the environment's file; params that are wrong are told by other commands."""
    definition = f"env: {{match: {{type: environment}}, component: values, params: {params}}}"
    (listed,) = list_types([environment(definition)], all_contracts=False)
    assert listed.to_text().endswith(f"  dev      {text}")
    gives = listed.to_json()["answers"][0].get("gives")
    assert gives in ([{"name": "REGION"}, {"name": "TOKEN", "secret": True}], [], None)


def test_json_has_the_same():
    """For portals."""
    form = list_types([environment(DEFINITIONS)], all_contracts=False)[0].to_json()
    assert form["answers"][0] == {
        "environment": "dev",
        "definition": "large",
        "component": "postgres",
        "criteria": ["class: large", "a.b/c: 1"],
    }
    assert (form["contract"], form["openOutputs"], len(form["params"]), len(form["outputs"])) == (True, False, 2, 7)
