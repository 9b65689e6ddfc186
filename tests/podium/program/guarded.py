"""Plans with the components of the guard's corpus."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from podium.graph.decisions import NO_DECISIONS, Decisions
from podium.lock.model import Acceptance, Lock
from podium.plan import Plan, plan_graph
from podium.program.holding import data_summary
from tests.podium.graph.projects import graph
from tests.support.guard import COMPONENTS

COFFER = "coffer.default#web.store"
SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web}
containers: {main: {image: x}}
resources: {store: {type: coffer}}
"""
DEFINITIONS = 'coffer: {match: {type: coffer}, component: coffer, version: "<2", params: {size: 2Gi}}'


def use_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the components of the corpus beside those of the project."""
    import components  # noqa: PLC0415 - only here, so that collecting the tests stays fast

    monkeypatch.setattr(components, "__path__", [*components.__path__, str(COMPONENTS)])


def planned(
    score: str = SCORE,
    definitions: str = DEFINITIONS,
    decisions: Decisions = NO_DECISIONS,
    accepted: tuple[Acceptance, ...] = (),
    **changes: str,
) -> Plan:
    """Return a plan that no lock was there for, except for what it accepts."""
    plan = plan_graph(graph(score, definitions=definitions, **changes), images={}, decisions=decisions)
    assert plan.graph is not None
    return replace(plan, graph=replace(plan.graph, previous=Lock("dev", accepted=accepted)))


def summary(plan: Plan) -> dict[str, Any]:
    """Return what a run of a plan leaves as the stack's output."""
    entries = {
        str(resource.uid): {
            "component": resource.component.name,
            "version": resource.component.version,
            **data_summary(resource),
        }
        for resource in plan.resources
    }
    return {"environment": "dev", "resources": entries}
