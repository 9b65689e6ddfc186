"""Planning what a command is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.cli.face import Face
from podium.cli.options import Request
from podium.cli.planning import planned
from podium.diagnostics import ResolutionError
from podium.graph.decisions import NO_DECISIONS
from podium.spec.options import NO_OPTIONS

ENVIRONMENT = """
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
"""
SCORE = 'apiVersion: score.dev/v1b1\nmetadata: {name: web}\ncontainers: {main: {image: "."}}\n'
REQUEST = Request("dev", (), {}, NO_OPTIONS, NO_DECISIONS)


def test_warnings_are_told_and_errors_are_raised(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing image is the one or the other, as the command asks for it."""
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT)
    (project / "workloads").mkdir()
    (project / "workloads/score.yaml").write_text(SCORE)
    assert planned(Face(), REQUEST).workloads == ("web",)
    assert "warning[R011]" in capsys.readouterr().err
    with pytest.raises(ResolutionError):
        planned(Face(), REQUEST, strict=True)
