from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podium.engine.deployed import Deployed

Podium = Callable[..., Any]


def test_status_never_starts_the_sandbox(podium: Podium, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It only looks."""
    (project / "stacks/environments/dev.yaml").write_text("type: development\ndefinitions: {}\n")
    asked: list[object] = []
    monkeypatch.setattr("podium.cli.status.open_site", lambda *_, **options: asked.append(options))
    monkeypatch.setattr("podium.cli.status.standing_of", lambda _: (Deployed((), (), ()), {}))
    said = podium("status", "-e", "dev", "--format", "json")
    assert (said.code, said.json["environment"], asked) == (0, "dev", [{"starts_sandbox": False}])
