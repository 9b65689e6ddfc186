"""The benchmarks: `python -m benchmarks [--pairs N] [validate] [scale] [resolve] [lifecycle] [overhead]`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.measure import Series, run
from benchmarks.overhead import overhead
from benchmarks.resolve import resolve
from benchmarks.scale import scale
from podium import sandbox
from podium.toolchain import Toolchain, ensure

ROOT = Path(__file__).parent.parent
PODIUM = Path(sys.executable).parent / "podium"
NAMES = ("validate", "scale", "resolve", "lifecycle", "overhead")


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(NAMES)}; all by default")
    parser.add_argument("--pairs", type=int, default=7, help="interleaved pairs of the overhead benchmark")
    parser.add_argument("--workloads", type=int, default=20, help="workloads of the overhead benchmark")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"no benchmark '{min(unknown)}'; there are {', '.join(NAMES)}")
    names = asked.names or list(NAMES)
    print(f"{'median (range)':34} {'wall':>26} {'processor':>26} {'peak MiB':>8}")
    if "validate" in names:
        validate()
    if "scale" in names:
        scale()
    if "resolve" in names:
        resolve()
    if {"lifecycle", "overhead"} & set(names):
        with tempfile.TemporaryDirectory(prefix="podium-benchmark-") as folder:
            on_sandbox(Path(folder) / "sandbox", names, asked)


def validate() -> None:
    """Measure the commands that need no engine."""
    for name, command in {
        "podium validate, one file": ["validate", "workloads/catalog/score.yaml"],
        "podium graph": ["graph", "-e", "dev"],
        "podium plan": ["plan", "-e", "dev"],
        "python -c pass": [],
    }.items():
        words = [str(PODIUM), *command] if command else [sys.executable, "-c", "pass"]
        print(Series(tuple(run(words, cwd=ROOT) for _ in range(15))[1:]).row(name))


def on_sandbox(directory: Path, names: list[str], asked: argparse.Namespace) -> None:
    """Start a sandbox of our own and run what needs one."""
    toolchain = ensure()
    started = time.monotonic()
    sandbox.start(directory, toolchain.bin)
    print(f"{'sandbox start, first':34} {time.monotonic() - started:24.2f} s")
    try:
        environ = sandbox.environment(directory, toolchain, os.environ)
        if "lifecycle" in names:
            lifecycle(directory, toolchain, environ)
        if "overhead" in names:
            overhead(environ, asked.pairs, asked.workloads)
    finally:
        sandbox.stop(directory, purge=True)


def lifecycle(directory: Path, toolchain: Toolchain, environ: Mapping[str, str]) -> None:
    """Measure the sandbox's restart, and the verbs on the example workloads."""
    started = time.monotonic()
    sandbox.start(directory, toolchain.bin)
    print(f"{'sandbox start, running':34} {time.monotonic() - started:24.2f} s")
    sandbox.stop(directory)
    started = time.monotonic()
    sandbox.start(directory, toolchain.bin)
    print(f"{'sandbox start, stopped':34} {time.monotonic() - started:24.2f} s")
    own = dict(environ) | {"PODIUM_SANDBOX": str(directory)}
    steps = {"up": ["up", "--yes"], "up without change": ["up", "--yes"], "preview": ["preview"], "status": ["status"]}
    for step, words in (steps | {"destroy": ["destroy", "--yes"]}).items():
        print(Series((run([str(PODIUM), *words, "-e", "dev"], cwd=ROOT, environ=own),)).row(f"podium {step}, examples"))


main()
