"""How the toolchain tells what it does while it takes minutes."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["HOW", "Lines", "Progress", "Quiet", "duration"]

#: What the words for "how" read as, in a sentence that names the tool first.
HOW = {
    "build": "building from source",
    "cache": "already there",
    "download": "downloading",
    "wait": "waiting for another process that prepares it",
    "PATH": "found on PATH",
}

_SECONDS_BETWEEN_LINES = 15.0


class Progress(Protocol):
    """Receives what happens; all calls come from one thread."""

    def started(self, tool: str, how: str) -> None:
        """Work on one tool begins; ``how`` is a key of `HOW`."""

    def advanced(self, tool: str, fraction: float, seconds_left: float | None) -> None:
        """Part of the work is done: ``fraction`` between 0 and 1, and the estimated time to go if there is one."""

    def finished(self, tool: str, how: str) -> None:
        """Work on one tool has ended well."""


class Quiet:
    """Tells nothing."""

    def started(self, tool: str, how: str) -> None:
        """Ignore the start."""

    def advanced(self, tool: str, fraction: float, seconds_left: float | None) -> None:
        """Ignore the advance."""

    def finished(self, tool: str, how: str) -> None:
        """Ignore the end."""


class Lines:
    """Tells it in plain lines, for logs: one at the start, one every 15 seconds, one at the end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._last = 0.0

    def started(self, tool: str, how: str) -> None:
        """Print what begins."""
        self._say(f"{tool}: {HOW[how]}")

    def advanced(self, tool: str, fraction: float, seconds_left: float | None) -> None:
        """Print how far it is, unless a line has been printed shortly before."""
        if time.monotonic() - self._last >= _SECONDS_BETWEEN_LINES:
            left = "" if seconds_left is None else f", about {duration(seconds_left)} to go"
            self._say(f"{tool}: {fraction:.0%}{left}")

    def finished(self, tool: str, how: str) -> None:
        """Print that it is done."""
        self._say(f"{tool}: done")

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)
        self._last = time.monotonic()


def duration(seconds: float) -> str:
    """Return a time as a person says it: ``8 s`` or ``6 min``."""
    whole = round(seconds)
    return f"{whole} s" if whole < 100 else f"{round(whole / 60)} min"  # noqa: PLR2004
