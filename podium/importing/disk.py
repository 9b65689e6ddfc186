"""Reading files that a Compose file names: regular ones of a sensible size, so that nothing hangs."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

__all__ = ["LARGEST", "is_folder", "read_text", "reason"]

LARGEST: Final = 10 * 1024 * 1024
"""Bytes that a file may have."""


def read_text(path: Path, *, may_wait: bool = False) -> str:
    """Return the text of a regular file, a byte order mark removed.

    Args:
        path: The file.
        may_wait: Whether it may be a pipe: only where the user named it on the command line.

    Raises:
        OSError: It cannot be read, is no regular file or has more than ``LARGEST`` bytes.
        UnicodeDecodeError: It is not UTF-8.
        ValueError: The path is none.
    """
    status = path.stat()
    if not may_wait and not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    if status.st_size > LARGEST:
        raise OSError(errno.EFBIG, f"larger than {LARGEST // 1024 // 1024} MiB", str(path))
    return path.read_text(encoding="utf-8-sig")


def reason(problem: OSError | ValueError) -> str:
    """Return why a file could not be read, in lower case."""
    return str(getattr(problem, "strerror", None) or problem).lower()


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; a path that cannot be one is none."""
    return os.path.isdir(path)  # noqa: PTH112 - pathlib's raises for names that are too long
