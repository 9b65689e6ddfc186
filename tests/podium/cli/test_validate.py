from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Podium = Callable[..., Any]

GOOD = "apiVersion: score.dev/v1b1\nmetadata: {name: shop}\ncontainers: {main: {image: shop:1}}\n"


def test_valid_files_are_counted(project: Path, podium: Podium) -> None:
    """On stderr, because it is no data."""
    (project / "score.yaml").write_text(GOOD)
    said = podium("validate", ".")
    assert (said.code, said.stdout, said.stderr) == (0, "", "1 workload is valid\n")


def test_valid_files_have_no_diagnostics(project: Path, podium: Podium) -> None:
    """An empty list, not nothing."""
    (project / "score.yaml").write_text(GOOD)
    said = podium("validate", "score.yaml", "--format", "json")
    assert (said.code, said.json, said.stderr) == (0, {"diagnostics": []}, "")


def test_a_bad_file_is_told_with_its_place(project: Path, podium: Podium) -> None:
    """File, line and column."""
    (project / "score.yaml").write_text(GOOD.replace("image: shop:1", "imag: shop:1"))
    said = podium("validate", "score.yaml", "--format", "json")
    found = said.json["diagnostics"][0]
    assert (said.code, found["file"], found["line"], found["severity"]) == (1, "score.yaml", 3, "error")


def test_a_path_is_required(podium: Podium) -> None:
    """Validating nothing would always succeed."""
    assert podium("validate").code == 2
