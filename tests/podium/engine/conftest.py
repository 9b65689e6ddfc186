"""A project, and a stand-in for the engine that does what a test tells it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from podium.engine.stack import StackTarget

FakeEngine = Callable[[str], StackTarget]


@pytest.fixture
def fake_engine(tmp_path: Path) -> FakeEngine:
    """Return a function that installs a shell script as `pulumi` and gives a target that uses it.

    The script finds the arguments in ``$*`` and may write to ``$FAKE_LOG``.
    """
    project, programs, backend = tmp_path / "project", tmp_path / "bin", tmp_path / "state"
    for folder in (project, programs, backend):
        folder.mkdir()
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\nstackConfigDir: stacks\n")
    (project / "stacks").mkdir()

    def install(script: str) -> StackTarget:
        program = programs / "pulumi"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        environ = {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": backend.as_uri(),
            "FAKE_LOG": str(tmp_path / "log"),
        }
        return StackTarget("dev", project, environ)

    return install
