"""Tests of `podium.toolchain.store`."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import pytest

from podium.toolchain import store
from podium.toolchain.progress import Quiet

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("recipes")


class _Recorder(Quiet):
    """Notes who waits."""

    def __init__(self) -> None:
        self.waits = threading.Event()

    def started(self, tool: str, how: str) -> None:
        assert (tool, how) == ("toolchain", "wait")
        self.waits.set()


def test_a_second_holder_waits_and_says_so() -> None:
    """The lock is held once; who comes second tells that it waits."""
    second = _Recorder()
    entered = threading.Event()

    def enter() -> None:
        with store.lock(second):
            entered.set()

    with store.lock(Quiet()):
        thread = threading.Thread(target=enter)
        thread.start()
        assert second.waits.wait(10)
        assert not entered.is_set()
    thread.join(10)
    assert entered.is_set()


def test_what_a_killed_process_left_is_removed() -> None:
    """Work in progress of a process that is gone does not stay."""
    left = store.root() / "tmp" / "left"
    left.mkdir(parents=True)
    with store.lock(Quiet()):
        assert not left.exists()


def test_a_folder_that_is_not_published_disappears() -> None:
    """An interruption leaves nothing behind."""
    with contextlib.suppress(KeyboardInterrupt), store.staging() as folder:
        (folder / "half").touch()
        raise KeyboardInterrupt
    assert not folder.exists()


def test_a_published_folder_replaces_an_incomplete_one(tmp_path: Path) -> None:
    """The final name always holds one complete folder."""
    target = store.store_dir("tool", "digest")
    target.mkdir(parents=True)
    (target / "old").touch()
    with store.staging() as folder:
        (folder / "tool").mkdir()
        (folder / "tool" / "new").touch()
        store.publish(folder / "tool", target)
    assert [path.name for path in target.iterdir()] == ["new"]
    assert list((store.root() / "tmp").iterdir()) == []


def test_folders_are_private() -> None:
    """Nobody else may put a program where it would be run."""
    with store.lock(Quiet()), store.staging() as folder:
        assert [oct(path.stat().st_mode & 0o777) for path in (store.root(), folder)] == ["0o700", "0o700"]
