"""Compose files in a folder of their own, which is the working directory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podium.importing import ImportOptions, ImportResult, import_compose
from podium.spec.document import Node, parse_document

Import = Callable[..., ImportResult]


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Return a function that imports the text of a Compose file; keywords are options."""
    monkeypatch.chdir(tmp_path)

    def run(text: str, **options: Any) -> ImportResult:
        Path("compose.yaml").write_text(text, encoding="utf-8")
        return import_compose([Path("compose.yaml")], ImportOptions(**options))

    return run


@pytest.fixture
def score(imported: Import) -> Callable[..., Any]:
    """Return a function that imports a file with one service and returns its Score content and the warnings' codes."""

    def run(text: str, **options: Any) -> tuple[dict[str, Any], list[str]]:
        result = imported(text, **options)
        assert not result.has_errors, result.diagnostics
        (workload,) = result.workloads
        return parse_document(workload.text, "score.yaml").plain(), [d.code for d in result.diagnostics]

    return run


@pytest.fixture
def node() -> Callable[[str], Node]:
    """Return a function that parses YAML."""
    return lambda text: parse_document(text, "compose.yaml")
