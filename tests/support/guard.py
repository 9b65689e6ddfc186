"""The corpus of the guard: refactorings and swaps, with what becomes of the data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

__all__ = ["COMPONENTS", "CORPUS", "edit", "lay_out"]

_ENGINE = Path(__file__).parents[1] / "engine"

COMPONENTS = _ENGINE / "guard_components"
"""Folder of the components that the corpus uses beside those of the project."""

CORPUS: dict[str, Any] = yaml.safe_load((_ENGINE / "guard_cases.yaml").read_text(encoding="utf-8"))
"""The project that all cases start from, and the cases."""


def lay_out(folder: Path, stack: str) -> None:
    """Write the project that all cases start from; its environment is called after the stack."""
    for name, text in CORPUS["base"].items():
        file = folder / name.replace("here", stack)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "Pulumi.yaml").write_text("name: guard\nruntime: python\n", encoding="utf-8")


def edit(folder: Path, stack: str, changes: Sequence[Sequence[str]]) -> None:
    """Replace text in files; every text must be there."""
    for name, old, new in changes:
        file = folder / name.replace("here", stack)
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold: {old}"
        file.write_text(text.replace(old, new), encoding="utf-8")
