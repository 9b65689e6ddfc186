"""The part of the cache that holds the tools: complete folders only, one writer at a time.

Layout, below ``<cache>/toolchain``::

    store/<tool>-<digest>/bin/     programs that were downloaded or built; ``origin`` beside them says which
    sets/<key>/bin/                what goes on PATH: links to the store and to programs found elsewhere
    go-<digest>/                   the Go toolchain, where it had to be fetched
    logs/<tool>.log                the whole output of the last build
    tmp/                           work in progress; a finished folder is renamed out of it
    lock, unreachable.json         who writes; which hosts did not answer lately
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from podium.paths import cache_dir, private_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podium.toolchain.progress import Progress

__all__ = ["lock", "log_path", "publish", "root", "set_dir", "staging", "store_dir"]


def root() -> Path:
    """Return the toolchain's folder in the cache."""
    return cache_dir().absolute() / "toolchain"


def store_dir(tool: str, digest: str) -> Path:
    """Return the folder of one tool, which exists only when it is complete."""
    return root() / "store" / f"{tool}-{digest}"


def set_dir(key: str) -> Path:
    """Return the folder of one assembled toolchain."""
    return root() / "sets" / key


def log_path(tool: str) -> Path:
    """Return where the output of a build is kept, creating the folder."""
    return private_dir(root() / "logs") / f"{tool}.log"


@contextlib.contextmanager
def lock(progress: Progress) -> Iterator[None]:
    """Hold the right to write; a second process waits here and says so.

    The kernel drops the lock with its holder, so a killed process never blocks a later one. What such a process left
    unfinished is removed here.
    """
    with (private_dir(root()) / "lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.started("toolchain", "wait")
            fcntl.flock(stream, fcntl.LOCK_EX)
            progress.finished("toolchain", "wait")
        shutil.rmtree(root() / "tmp", ignore_errors=True)
        yield


@contextlib.contextmanager
def staging() -> Iterator[Path]:
    """Give an empty folder on the cache's file system, removed afterwards if it was not published."""
    folder = Path(tempfile.mkdtemp(dir=private_dir(root() / "tmp")))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, target: Path) -> Path:
    """Rename a finished folder to its final name in one step, in place of an incomplete or outdated one."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        os.rename(target, folder.with_name(f"{folder.name}.old"))  # noqa: PTH104 (the pair reads as one swap)
    os.rename(folder, target)  # noqa: PTH104
    return target
