"""Tests of `podium.toolchain.build`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podium.diagnostics import ToolchainError
from podium.toolchain import build, recipe, store
from podium.toolchain.progress import Quiet

if TYPE_CHECKING:
    from podium.toolchain.recipe import Tool

pytestmark = pytest.mark.usefixtures("go")


class _Recorder(Quiet):
    def __init__(self) -> None:
        self.fractions: list[float] = []
        self.left: list[float | None] = []

    def advanced(self, tool: str, fraction: float, seconds_left: float | None) -> None:
        self.fractions.append(fraction)
        self.left.append(seconds_left)


def _tool(recipes: Path, name: str) -> Tool:
    return next(tool for tool in recipe.load(recipes) if tool.name == name)


def test_a_program_is_compiled(recipes: Path, tmp_path: Path) -> None:
    """The program has the recipe's name, whatever its package is called."""
    build.build(_tool(recipes, "pulumi"), tmp_path, Quiet())
    assert os.access(tmp_path / "bin" / "pulumi", os.X_OK)


def test_scripts_are_taken_from_the_module(recipes: Path, tmp_path: Path) -> None:
    """A tool without packages consists of files of its module, made executable."""
    build.build(_tool(recipes, "python-host"), tmp_path, Quiet())
    script = tmp_path / "bin" / "pulumi-language-python-exec"
    assert script.read_text() == "# runs a program\n"
    assert os.access(script, os.X_OK)


def test_the_recipe_itself_is_not_written_to(recipes: Path, tmp_path: Path) -> None:
    """Go updates go.sum and needs embedded files: both happen in a copy."""
    build.build(_tool(recipes, "kubernetes-provider"), tmp_path, Quiet())
    assert [path.name for path in (recipes / "small").iterdir()] == ["go.mod"]


def test_progress_counts_compiled_packages(recipes: Path, tmp_path: Path) -> None:
    """One of four packages is a quarter, and there is an estimate of the time to go."""
    told = _Recorder()
    build.build(_tool(recipes, "pulumi"), tmp_path, told)
    assert told.fractions == [0.25]
    assert told.left[0] is not None
    assert told.left[0] >= 0


def test_a_failed_build_shows_the_end_of_its_log(
    recipes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error holds the compiler's words and says where the rest is; the log is really there."""
    monkeypatch.setenv("STUB_FAIL", "pulumi")
    with pytest.raises(ToolchainError) as caught:
        build.build(_tool(recipes, "pulumi"), tmp_path, Quiet())
    found = caught.value.diagnostics[0]
    log = store.log_path("pulumi")
    assert found.code == "T003"
    assert found.message == "building 'pulumi' 3.259.0 failed with exit code 2"
    assert "main.go:1:2: something is undefined" in found.why
    assert str(log) in found.fix
    assert "$ go build" in log.read_text()


def test_an_interrupted_build_ends_the_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C during a build leaves neither a process nor a half-made folder."""
    mark = tmp_path / "hangs"
    monkeypatch.setenv("STUB_HANG", str(mark))
    script = f"""
from pathlib import Path
from podium.toolchain import ensure, recipe
recipe.recipes_dir = lambda: Path({str(tmp_path / "recipes")!r})
ensure()
"""
    child = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE)
    _wait_until(lambda: mark.exists() and mark.read_text().strip() != "")
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    compiler = int(mark.read_text())
    _wait_until(lambda: not Path(f"/proc/{compiler}").exists())
    assert list((store.root() / "tmp").iterdir()) == []
    assert not (store.root() / "store").exists()


def _wait_until(condition: object) -> None:
    deadline = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)
