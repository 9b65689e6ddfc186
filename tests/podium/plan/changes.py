"""Plans before and after a change of files, with the lock of the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.graph.decisions import NO_DECISIONS, Decisions
from podium.graph.expand import expand
from podium.lock.model import Lock
from podium.plan import Plan, plan_graph
from podium.plan.lock import lock_plan
from tests.podium.graph.projects import environment
from tests.podium.spec.scores import loaded

DEFINITIONS = "postgres: {match: {type: postgres}, component: postgres, params: {database: main}}"
DB = "postgres.default#web.db"


def use_components_of_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let definitions name the components of the case files."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


def score(name: str = "web", **claims: str) -> str:
    """Return a Score file with claims, each one as YAML."""
    asked = "".join(f"  {claim}: {text}\n" for claim, text in claims.items())
    head = f"apiVersion: score.dev/v1b1\nmetadata: {{name: {name}}}\ncontainers: {{main: {{image: x}}}}\n"
    return head + (f"resources:\n{asked}" if asked else "")


def planned(
    *scores: str,
    previous: Lock | None = None,
    decisions: Decisions = NO_DECISIONS,
    definitions: str = DEFINITIONS,
    **changes: str,
) -> Plan:
    """Return the plan of Score files, after a lock."""
    workloads = [loaded(text, f"{number}.yaml") for number, text in enumerate(scores)]
    graph = expand(workloads, environment(definitions, **changes), previous, decisions)
    return plan_graph(graph, images={}, decisions=decisions)


def locked(*scores: str, **changes: str) -> Lock:
    """Return the lock of a plan."""
    return lock_plan(planned(*scores, **changes))
