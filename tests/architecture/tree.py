"""The repository as the architecture tests see it."""

from __future__ import annotations

import ast
import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("podium", "components")


@functools.cache
def modules() -> dict[Path, ast.Module]:
    """Return the syntax tree of every module of ours by its path, relative to the root."""
    files = (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))
    return {file.relative_to(ROOT): ast.parse(file.read_text(encoding="utf-8")) for file in files}


@functools.cache
def committed() -> list[Path]:
    """Return the files that are or would be committed, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [Path(line) for line in sorted(set(listed.splitlines())) if (ROOT / line).is_file()]
