"""Running a command and reading what it cost from the operating system's own account."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cost", "Series", "run"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one run, children included.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of processor time, user and system.
        peak_mib: Largest resident size of a single process, MiB.
    """

    wall: float
    cpu: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Series:
    """Several runs of the same command."""

    costs: tuple[Cost, ...]

    def row(self, name: str) -> str:
        """Return a line with median and range of wall and processor time, and the peak size."""
        wall, cpu = ([getattr(cost, field) for cost in self.costs] for field in ("wall", "cpu"))
        peak = max(cost.peak_mib for cost in self.costs)
        return f"{name:34} {_spread(wall):>26} {_spread(cpu):>26} {peak:8.0f}"


def run(command: Sequence[str], *, cwd: Path | None = None, environ: Mapping[str, str] | None = None) -> Cost:
    """Run a command and return its cost; its output is thrown away unless it fails.

    Raises:
        RuntimeError: The command ended with another code than 0.
    """
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{output.decode()[-4000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} s ({min(values):.2f}-{max(values):.2f})"
