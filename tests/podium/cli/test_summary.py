from __future__ import annotations

from pathlib import Path

import pytest

from podium.cli.face import Face
from podium.cli.site import Site
from podium.cli.summary import (
    Standing,
    change_lines,
    deployed_json,
    deployed_text,
    run_json,
    standing_of,
    tell_deployed,
)
from podium.diagnostics import Diagnostic, EngineError
from podium.engine.deployed import Deployed, DeployedResource, DeployedWorkload, Endpoint, ObjectRef
from podium.engine.events import Progress, Step, StepState
from podium.engine.operations import Operation, RunResult
from podium.engine.readiness import Readiness
from podium.engine.stack import StackTarget

SHOP = "urn:pulumi:dev::podium::podium:components:Service::workload.default#shop"
DEPLOYMENT = "urn:pulumi:dev::podium::podium:components:Service$kubernetes:apps/v1:Deployment::shop"
SITE = Site(StackTarget("dev", Path("/project"), {}), "podium-sandbox", is_sandbox=True)
PODS = ObjectRef("dev", "Deployment", "shop")
STORE = ObjectRef("dev", "StatefulSet", "db")
STANDING: Standing = (
    Deployed(
        workloads=(DeployedWorkload("shop", PODS, ("shop:1",)),),
        resources=(DeployedResource("postgres.default#db", "postgres", "Postgres", (STORE,)),),
        endpoints=(Endpoint("shop", "route", "http://shop.test/"),),
    ),
    {PODS: Readiness(1, 2)},
)


def _result(operation: Operation, **changes: int) -> RunResult:
    steps = (
        Step(SHOP, "same", StepState.DONE, 0.0),
        Step(DEPLOYMENT, "update", StepState.DONE, 0.0, 1.23456, SHOP),
    )
    warning = Diagnostic("N020", "old")
    return RunResult(operation, changes, {"a": 1}, 2.25, (warning,), Progress(steps={s.urn: s for s in steps}))


def test_a_preview_is_a_line_a_change_and_the_totals() -> None:
    """What stays the same has no line."""
    lines = change_lines(_result(Operation.PREVIEW, update=1, same=1))
    assert lines == ["~ update   shop: Deployment 'shop'", "1 to update, 1 unchanged (2.2 s)"]


def test_a_run_tells_its_totals_in_the_past() -> None:
    """It has happened."""
    assert change_lines(_result(Operation.UP, update=1, same=1))[-1] == "1 updated, 1 unchanged (2.2 s)"


def test_no_changes_are_told_as_such() -> None:
    """Not as an empty line."""
    assert change_lines(_result(Operation.UP, same=3))[-1] == "no changes, 3 unchanged (2.2 s)"


def test_a_run_as_json_holds_what_programs_need() -> None:
    """Warnings of the plan come first."""
    form = run_json(_result(Operation.UP, update=1), (Diagnostic("S003", "older"),))
    assert [d["code"] for d in form.pop("diagnostics")] == ["S003", "N020"]
    assert form == {
        "operation": "up",
        "changes": {"update": 1},
        "resources": [{"urn": DEPLOYMENT, "op": "update", "seconds": 1.235}],
        "outputs": {"a": 1},
        "duration_seconds": 2.25,
    }


def test_the_text_form_has_a_table_for_each_part() -> None:
    """An object that the cluster does not know is not ready."""
    assert deployed_text(STANDING).splitlines() == [
        "workloads",
        "  shop  Deployment  1/2 ready  shop:1",
        "",
        "resources",
        "  postgres.default#db  Postgres  not ready",
        "",
        "endpoints",
        "  shop  route  http://shop.test/",
    ]


def test_the_json_form_has_the_same() -> None:
    """With the numbers apart."""
    assert deployed_json("dev", STANDING) == {
        "environment": "dev",
        "workloads": [
            {
                "name": "shop",
                "namespace": "dev",
                "kind": "Deployment",
                "ready": 1,
                "desired": 2,
                "images": ["shop:1"],
            }
        ],
        "resources": [{"uid": "postgres.default#db", "type": "postgres", "component": "Postgres", "ready": False}],
        "endpoints": [{"owner": "shop", "kind": "route", "address": "http://shop.test/"}],
    }


@pytest.mark.parametrize("state", [None, {}])
def test_nothing_deployed_is_told(monkeypatch: pytest.MonkeyPatch, state: object) -> None:
    """Whether the stack is missing or empty."""
    monkeypatch.setattr("podium.cli.summary.exported_state", lambda _: state)
    with pytest.raises(EngineError) as refusal:
        standing_of(SITE)
    assert refusal.value.diagnostics[0].message == "nothing is deployed to 'dev'"


def test_a_newcomer_learns_what_to_do_next(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Look again, look inside, take down."""
    monkeypatch.setattr("podium.cli.summary.standing_of", lambda _: STANDING)
    tell_deployed(Face(), SITE)
    assert capsys.readouterr().err.splitlines()[-3:] == [
        "look again:  podium status -e dev",
        'look inside: eval "$(podium sandbox env)"; kubectl -n dev get pods',
        "take down:   podium destroy -e dev",
    ]
