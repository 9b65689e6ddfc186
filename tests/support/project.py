"""Copies of this project, for tests that deploy it: no stack of the copy shares a salt or a sandbox with this one."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["ROOT", "copy_project"]

ROOT = Path(__file__).parents[2]


def copy_project(folder: Path, workloads: str = "workloads") -> Path:
    """Copy what a deployment reads into `folder/project`, and return that.

    Args:
        folder: An existing folder.
        workloads: The Score files to copy: all, or one folder of them.
    """
    root = folder / "project"
    root.mkdir()
    shutil.copy(ROOT / "Pulumi.yaml", root)
    shutil.copytree(ROOT / "stacks", root / "stacks", ignore=shutil.ignore_patterns("Pulumi.*", "__pycache__"))
    shutil.copytree(ROOT / workloads, root / workloads)
    return root
