"""A project with the environments of this repository and workloads of a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podium.plan import Plan, plan_environment
from podium.program.record import RecordedResource, record

ROOT = Path(__file__).parents[2]

MakePlan = Callable[..., Plan]


@pytest.fixture
def plan(tmp_path, monkeypatch) -> MakePlan:
    """Return a function that plans Score files, each given as its text, in `dev` or another environment."""
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    monkeypatch.chdir(tmp_path)

    def planned(*scores: str, environment: str = "dev") -> Plan:
        folder = tmp_path / "workloads"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for number, text in enumerate(scores):
            (folder / f"{number}.score.yaml").write_text(text, encoding="utf-8")
        return plan_environment(tmp_path, environment)

    return planned


@pytest.fixture
def manifests(plan) -> Callable[..., list[RecordedResource]]:
    """Return a function that returns what such a plan would register, without components."""

    def registered(*scores: str, **options: Any) -> list[RecordedResource]:
        recording = record(plan(*scores, **options))
        return [resource for resource in recording.resources if not resource.type.startswith("podium:")]

    return registered
