from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from podium.diagnostics import SandboxError
from podium.sandbox import COMPONENTS, prepare, start, status, stop
from podium.sandbox.processes import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podium.sandbox.layout import Layout


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_preparing_makes_private_folders_and_a_passphrase(layout: Layout) -> None:
    """Nobody else on the machine enters or reads."""
    folders = (layout.directory, layout.backend, layout.home, layout.logs, layout.pki)
    modes = [path.stat().st_mode & 0o777 for path in (*folders, layout.passphrase, layout.lock)]
    assert modes == [0o700] * 5 + [0o600] * 2


def test_preparing_again_keeps_the_passphrase(layout: Layout) -> None:
    """The Pulumi state stays readable."""
    before = layout.passphrase.read_text(encoding="utf-8")
    prepare(layout.directory)
    assert before == layout.passphrase.read_text(encoding="utf-8")


def test_a_folder_with_other_files_is_refused_and_not_touched(tmp_path: Path) -> None:
    """A purge must never remove what somebody else keeps there."""
    (tmp_path / "logs").mkdir()
    with pytest.raises(SandboxError) as caught:
        prepare(tmp_path)
    assert (caught.value.diagnostics[0].code, _names(tmp_path)) == ("X005", ["logs"])


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A fault of the file system is no traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(SandboxError) as caught:
        start(tmp_path / "file" / "sandbox", tmp_path)
    assert caught.value.diagnostics[0].code == "X006"


def test_missing_programs_are_told_before_anything_starts(tmp_path: Path) -> None:
    """The error names them all."""
    with pytest.raises(SandboxError) as caught:
        start(tmp_path / "sandbox", tmp_path)
    diagnostic = caught.value.diagnostics[0]
    assert (diagnostic.code, diagnostic.message.count("'")) == ("X001", 12)


def test_a_sandbox_that_never_ran_is_stopped(tmp_path: Path) -> None:
    """Looking creates nothing."""
    seen = status(tmp_path / "sandbox")
    expected = ("stopped", None, None, dict.fromkeys(COMPONENTS), None, (), [])
    actual = (seen.state, seen.server, seen.kubeconfig, seen.processes, seen.version, seen.problems)
    assert expected == (*actual, _names(tmp_path))


def test_stopping_a_sandbox_that_never_ran_creates_nothing(tmp_path: Path) -> None:
    """It is stopped already."""
    assert (stop(tmp_path / "sandbox", purge=True).state, _names(tmp_path)) == ("stopped", [])


def test_a_purge_removes_everything(layout: Layout) -> None:
    """Not even the folder stays."""
    layout.data.mkdir()
    stop(layout.directory, purge=True)
    assert not layout.directory.exists()


def test_a_purge_keeps_files_of_somebody_else(layout: Layout) -> None:
    """Only what the sandbox made is removed."""
    (layout.directory / "notes.txt").touch()
    stop(layout.directory, purge=True)
    assert _names(layout.directory) == ["notes.txt"]


def test_a_stop_without_purge_keeps_the_data(layout: Layout) -> None:
    """The next start finds it."""
    layout.data.mkdir()
    stop(layout.directory)
    assert (layout.data.exists(), layout.passphrase.exists()) == (True, True)


def test_a_sandbox_with_some_processes_is_degraded_and_says_why(
    layout: Layout, imitate: Callable[[str, str], int]
) -> None:
    """Each problem is a sentence."""
    pid = imitate("etcd", "")
    seen = status(layout.directory)
    dead = tuple(f"'{name}' does not run" for name in COMPONENTS if name != "etcd")
    expected = ("degraded", pid, dead)
    assert expected == (seen.state, seen.processes["etcd"], seen.problems)


def test_processes_of_a_folder_that_was_removed_by_hand_are_stopped(
    layout: Layout, imitate: Callable[[str, str], int]
) -> None:
    """They would run for ever otherwise."""
    imitate("etcd", "")
    shutil.rmtree(layout.directory)
    stop(layout.directory)
    assert find(layout.directory) == {}
