from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from podium.spec.options import NO_OPTIONS, LoadOptions, PropertyOverride

Podium = Callable[..., Any]


def test_the_graph_is_asked_for_the_environment_and_paths(
    podium: Podium, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both forms come from the graph itself."""
    asked: list[object] = []

    def resolve(*arguments: object) -> SimpleNamespace:
        asked.append(arguments)
        return SimpleNamespace(to_text=lambda: "the graph", to_json=lambda: {"nodes": []})

    monkeypatch.setattr("podium.cli.graph.resolve_graph", resolve)
    text, form = podium("graph", "-e", "dev", "shop"), podium("graph", "-e", "dev", "--format", "json")
    assert (text.stdout, form.json) == ("the graph\n", {"nodes": []})
    assert asked == [(project, "dev", (Path("shop"),), NO_OPTIONS), (project, "dev", (), NO_OPTIONS)]
    podium("graph", "-e", "dev", "--override-property", "a=b")
    assert asked[-1] == (project, "dev", (), LoadOptions(properties=(PropertyOverride("a", "b"),)))
