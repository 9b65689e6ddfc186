"""Reading files that somebody else wrote: never more than a limit, and never waiting for what does not come."""

from __future__ import annotations

import codecs
import os
import select
import stat
from pathlib import Path

__all__ = ["NotAFileError", "TooLargeError", "decoded", "names_beside", "read_limited"]

_CHUNK = 1 << 16
_PATIENCE = 30.0
"""Seconds without a byte after which a pipe counts as silent."""


class NotAFileError(Exception):
    """What stands at the path is something else, named by ``str()``: ``a folder``, ``a device``, ``a pipe``."""


class TooLargeError(Exception):
    """The file holds more than the limit."""


def read_limited(path: Path, limit: int, *, allow_pipe: bool = False) -> bytes:
    """Return what a file holds.

    Args:
        path: The file.
        limit: Most bytes.
        allow_pipe: Whether a pipe is read as well, to its end.

    Raises:
        OSError: It cannot be opened or read; a path with a NUL in it counts as one that does not exist.
        NotAFileError: It is no regular file.
        TooLargeError: It is larger than the limit; no more than that has been read.
    """
    if "\0" in str(path):
        raise FileNotFoundError(2, "No such file or directory")
    # A pipe without a writer, opened without this, waits for one for ever.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(handle).st_mode
        is_pipe = stat.S_ISFIFO(mode)
        if not (stat.S_ISREG(mode) or (is_pipe and allow_pipe)):
            raise NotAFileError(_kind(mode))
        return _read(handle, limit)
    finally:
        os.close(handle)


def decoded(raw: bytes) -> str:
    """Return a YAML file's text: UTF-8, or UTF-16 where a byte order mark says so.

    Source: YAML 1.2.2, section 5.2.

    Raises:
        UnicodeDecodeError: It is neither.
    """
    is_utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return raw.decode("utf-16" if is_utf16 else "utf-8")


def names_beside(path: Path) -> list[str]:
    """Return the names of what lies in a path's folder, sorted; none where the folder cannot be listed."""
    try:
        return sorted(os.listdir(path.parent))  # noqa: PTH208 - names are all that is wanted
    except (OSError, ValueError):
        return []


def _read(handle: int, limit: int) -> bytes:
    raw = bytearray()
    while len(raw) <= limit:
        try:
            chunk = os.read(handle, _CHUNK)
        except BlockingIOError:
            if not select.select([handle], [], [], _PATIENCE)[0]:
                raise TimeoutError(0, "Nothing came through the pipe") from None
            continue
        if not chunk:
            return bytes(raw)
        raw += chunk
    raise TooLargeError


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(mode) else "a device"
