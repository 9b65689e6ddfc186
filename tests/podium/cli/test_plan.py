from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from podium.diagnostics import Diagnostic, Severity
from podium.graph.decisions import NO_DECISIONS
from podium.spec.options import NO_OPTIONS

Podium = Callable[..., Any]

ENVIRONMENT = """
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
"""
SCORE = """
apiVersion: score.dev/v1b1
metadata: {name: NAME}
containers: {main: {image: ., args: [a]}}
"""
WARNING = Diagnostic("R009", "no image", severity=Severity.WARNING)


def test_a_plan_is_data_and_its_warnings_are_talk(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """Images reach the plan by workload."""
    asked: list[object] = []

    def plan(*_: object, **options: object) -> SimpleNamespace:
        asked.append(options)
        return SimpleNamespace(warnings=(WARNING,), render_text=lambda: "the plan", to_json=lambda: {"workloads": []})

    monkeypatch.setattr("podium.cli.planning.plan_environment", plan)
    text = podium("plan", "-e", "dev", "--image", "shop=shop:1")
    form = podium("plan", "-e", "dev", "--format", "json")
    assert (text.stdout, text.stderr) == ("the plan\n", "warning[R009]: no image\n\n")
    assert (form.json, form.stderr) == ({"workloads": []}, "")
    usual = {"options": NO_OPTIONS, "decisions": NO_DECISIONS, "strict": False, "guarded": True}
    assert asked == [{"images": {"shop": "shop:1"}, **usual}, {"images": {}, **usual}]


def test_a_plan_is_of_the_files_with_their_overrides(podium: Podium, project: Path) -> None:
    """Files, properties and images together, over several Score files."""
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT)
    for name in ("shop", "cart"):
        (project / f"{name}.yaml").write_text(SCORE.replace("NAME", name))
    (project / "local.yaml").write_text("containers: {main: {variables: {LEVEL: debug}}}")
    overrides = ["--overrides-file", "shop=local.yaml", "--override-property", "containers.main.args.-1=x"]
    paths = ["shop.yaml", "cart.yaml", "--image", "cart=cart:1", "--image", "any:1", "--format", "json"]
    form = podium("plan", "-e", "dev", *paths, *overrides).json
    found = {workload["name"]: _container(workload) for workload in form["workloads"]}
    assert found == {
        "cart": {"image": "cart:1", "args": ["a", "x"]},
        "shop": {"image": "any:1", "args": ["a", "x"], "variables": {"LEVEL": "debug"}},
    }


def _container(workload: dict[str, Any]) -> dict[str, Any]:
    resource = next(resource for resource in workload["resources"] if resource["type"] == "workload")
    container = resource["params"]["containers"]["main"]
    return {key: container[key] for key in ("image", "args", "variables") if container.get(key)}
