from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from podium.diagnostics import Diagnostic, Severity

Podium = Callable[..., Any]

WARNING = Diagnostic("R009", "no image", severity=Severity.WARNING)


def test_a_plan_is_data_and_its_warnings_are_talk(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """Images reach the plan by workload."""
    asked: list[object] = []

    def plan(*_: object, **options: object) -> SimpleNamespace:
        asked.append(options)
        return SimpleNamespace(warnings=(WARNING,), render_text=lambda: "the plan", to_json=lambda: {"workloads": []})

    monkeypatch.setattr("podium.cli.plan.plan_environment", plan)
    text = podium("plan", "-e", "dev", "--image", "shop=shop:1")
    form = podium("plan", "-e", "dev", "--format", "json")
    assert (text.stdout, text.stderr) == ("the plan\n", "warning[R009]: no image\n\n")
    assert (form.json, form.stderr) == ({"workloads": []}, "")
    assert asked == [{"images": {"shop": "shop:1"}}, {"images": {}}]
