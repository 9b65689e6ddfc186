"""Checks of claims against contracts; their messages are in `tests/cases/plan/wrong-inputs.case`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import Field, model_validator

from podium.catalogue import registry
from podium.catalogue.types import RESOURCE_TYPES
from podium.catalogue.types.contract import Params
from podium.catalogue.versions import choose
from podium.graph.uid import ResourceUid
from podium.plan.claims import check_claims
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

DEFINITIONS = """\
postgres: {match: {type: postgres}, component: postgres}
route: {match: {type: route}, component: route}
thing: {match: {type: thing}, component: server, requires: {db: {type: postgres, id: db, params: {storage: 1Gi}}}}
other: {match: {type: other}, component: server, coprovision: {db: {type: postgres, params: {storage: 1Gi}}}}
"""


@pytest.fixture(autouse=True)
def _components_of_the_cases(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


def told(*claims: str) -> list[tuple[str, str, str, str]]:
    """Return the code, the type, the param and the place of each problem; one workload per text of claims."""
    texts = [score(f"w{number}", claim) for number, claim in enumerate(claims)]
    made = graph(*texts, definitions=DEFINITIONS)
    components = {uid: choose(node.match.definition.component).component for uid, node in made.nodes.items()}
    return [
        (problem.code, uid.resource_type, key, str(problem.span))
        for uid, key, problem in check_claims(made, components)
    ]


@pytest.mark.parametrize(
    ("claim", "expected", "reason"),
    [
        ("db: {type: postgres}", [], "no params are needed"),
        ("aa: {type: thing}, bb: {type: other}", [], "what definitions ask for"),
        ("db: {type: postgres, params: {version: 15, database: shop}}", [], "what the contract takes"),
        ('db: {type: postgres, params: {database: "${resources.th.host}"}}, th: {type: thing}', [], "a reference"),
        ("aa: {type: route}", [("R014", "route", key, "0.yaml:4:24") for key in ("host", "port")], "at the claim"),
        ("aa: {type: postgres, params: {Version: 1}}", [("R015", "postgres", "Version", "0.yaml:4:43")], "at the key"),
        ("aa: {type: postgres, params: {version: 1.5}}", [("R014", "postgres", "version", "0.yaml:4:52")], "at it"),
        ("th: {type: thing, params: {any: 1}}", [], "no contract, and definitions set what they like"),
    ],
)
def test_claims_keep_to_the_contract_of_their_type(claim, expected, reason):
    """Each problem stands where it can be mended."""
    assert (expected, reason) == (told(claim), reason)


def test_params_that_contradict_each_other_are_told_at_the_claim(monkeypatch):
    """The problem belongs to none of them alone."""

    class Ends(Params):
        low: int = Field(description="The lower end.")
        high: int = Field(description="The upper end.")

        @model_validator(mode="after")
        def _in_order(self):
            if self.low > self.high:
                raise ValueError("the ends are in the wrong order")
            return self

    contract = replace(RESOURCE_TYPES["postgres"], params=Ends)
    monkeypatch.setattr("podium.plan.claims.RESOURCE_TYPES", {"postgres": contract})
    assert told("db: {type: postgres, params: {low: 2, high: 1}}") == [("R014", "postgres", "", "0.yaml:4:24")]


def test_a_shared_resource_is_checked_once_where_its_params_are():
    """The other workloads may leave them to the one that states them."""
    shared = "web: {type: route, id: web%s}"
    found = told(shared % "", shared % ", params: {host: x, port: 80, prt: 1}")
    assert found == [("R015", "route", "prt", "1.yaml:4:69")]


def test_the_fix_names_the_definition_where_the_component_takes_the_param():
    """The environment's definition may set what a claim must not."""
    made = graph(score("web", "db: {type: postgres, params: {storage: 5Gi, nothing: 1}}"), definitions=DEFINITIONS)
    components = {uid: choose(node.match.definition.component).component for uid, node in made.nodes.items()}
    fixes = {key: problem.fix for _, key, problem in check_claims(made, components)}
    assert fixes == {
        "storage": "let the environment set it, in definition 'postgres'",
        "nothing": "params: database, version",
    }
    assert ResourceUid.of("postgres", "web.db") in components
