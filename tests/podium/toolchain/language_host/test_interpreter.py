"""Tests of `podium.toolchain.language_host.interpreter`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podium.diagnostics import ToolchainError
from podium.toolchain.language_host.interpreter import Interpreter, choose

if TYPE_CHECKING:
    from collections.abc import Mapping


def _python(folder: Path) -> Path:
    path = folder / "bin" / "python"
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"virtualenv": ".venv"}, "the option itself"),
        ({"toolchain": "uv"}, "what uv would use"),
        ({"toolchain": "uv", "virtualenv": ".venv"}, "both agree"),
    ],
)
def test_the_option_names_the_environment(tmp_path: Path, options: Mapping[str, object], reason: str) -> None:
    """A relative name is relative to the project's folder, and nothing else counts."""
    python = _python(tmp_path / ".venv")
    environ = {"VIRTUAL_ENV": "/another", "PULUMI_PYTHON_CMD": "another"}
    assert choose(options, tmp_path, environ) == Interpreter(python, tmp_path / ".venv"), reason


def test_a_missing_environment_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """The user is told which option, which folder and which command."""
    with pytest.raises(ToolchainError) as caught:
        choose({"virtualenv": "absent"}, tmp_path, {})
    found = caught.value.diagnostics[0]
    assert found.code == "T005"
    assert found.message == "the virtual environment 'absent' does not exist"
    assert f"python3 -m venv {tmp_path / 'absent'}" in found.fix


def test_the_python_command_comes_next(tmp_path: Path) -> None:
    """PULUMI_PYTHON_CMD is looked up on the PATH of the engine."""
    python = _python(tmp_path)
    environ = {"PULUMI_PYTHON_CMD": "python", "PATH": str(tmp_path / "bin"), "VIRTUAL_ENV": "/another"}
    assert choose({}, tmp_path, environ) == Interpreter(python)


def test_a_python_command_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A wrong command is not silently replaced by another Python."""
    with pytest.raises(ToolchainError, match="T006"):
        choose({}, tmp_path, {"PULUMI_PYTHON_CMD": "absent", "PATH": ""})


def test_the_active_environment_comes_next(tmp_path: Path) -> None:
    """What the user has activated is what the user means."""
    python = _python(tmp_path / "active")
    environ = {"VIRTUAL_ENV": str(tmp_path / "active")}
    assert choose({}, tmp_path, environ) == Interpreter(python, tmp_path / "active")


@pytest.mark.parametrize("environ", [{}, {"VIRTUAL_ENV": "/gone"}])
def test_otherwise_the_hosts_own_python_runs_the_program(tmp_path: Path, environ: Mapping[str, str]) -> None:
    """It has the SDK for certain."""
    assert choose({}, tmp_path, environ).python == Path(sys.executable)


def test_a_virtual_environment_is_activated_for_the_program(tmp_path: Path) -> None:
    """Programs that call installed commands find those of their environment."""
    chosen = Interpreter(tmp_path / "bin" / "python", tmp_path)
    assert chosen.environment({"PATH": "/bin", "PYTHONHOME": "/wrong", "KEPT": "1"}) == {
        "KEPT": "1",
        "PATH": os.pathsep.join([str(tmp_path / "bin"), "/bin"]),
        "VIRTUAL_ENV": str(tmp_path),
    }


def test_without_one_the_environment_is_left_alone() -> None:
    """A plain Python runs in what it is given."""
    assert Interpreter(Path("/usr/bin/python3")).environment({"PATH": "/bin"}) == {"PATH": "/bin"}
