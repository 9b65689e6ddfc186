"""Building a tool from Go modules."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium.diagnostics import Diagnostic, ToolchainError
from podium.toolchain import golang, recipe, store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from podium.toolchain.progress import Progress
    from podium.toolchain.recipe import Tool

__all__ = ["build"]

_LINES_SHOWN = 12
_GRACE_SECONDS = 5
_LARGEST_FRACTION = 0.95


@dataclass(frozen=True, slots=True)
class _Workshop:
    """Where one build happens: Go, a copy of the recipe that may be written to, and the log of everything run."""

    tool: Tool
    go: Path
    folder: Path
    log: Path

    def run(self, arguments: Sequence[str], on_line: Callable[[str], None] = lambda _line: None) -> list[str]:
        """Run a `go` command in the recipe's copy and return what it printed, without Go's own remarks."""
        environment = golang.environment(self.go)
        printed: list[str] = []
        with (
            self.log.open("a", encoding="utf-8") as log,
            _process(self.go, arguments, self.folder, environment) as child,
        ):
            log.write(f"$ go {' '.join(arguments)}\n")
            for line in child.stdout or ():
                log.write(line)
                on_line(line)
                printed += [] if line.startswith("go: ") else [line.rstrip("\n")]
            code = child.wait()
        if code != 0:
            raise _failure(self.tool, self.log, code)
        return printed


class _Meter:
    """Turns compiled packages into a fraction and a time to go."""

    def __init__(self, tool: Tool, packages: int, progress: Progress) -> None:
        self._tool, self._packages, self._progress = tool, max(1, packages), progress
        self._estimate = tool.build.cpu_seconds / min(os.cpu_count() or 1, 8)
        self._compiled = 0
        self._start = time.monotonic()

    def package(self, line: str) -> None:
        """Count a line of ``go build -v``, which names each package when its compilation starts."""
        if not line.startswith("go: "):
            self._compiled += 1
        fraction = min(_LARGEST_FRACTION, self._compiled / self._packages)
        elapsed = time.monotonic() - self._start
        # The first packages are the small ones, so the pace says little before a tenth is done.
        total = elapsed / fraction if fraction > 0.1 else self._estimate  # noqa: PLR2004
        self._progress.advanced(self._tool.name, fraction, max(0.0, total - elapsed))


def build(tool: Tool, target: Path, progress: Progress) -> None:
    """Build all programs of a tool into ``target/bin``.

    Args:
        tool: What to build.
        target: An empty folder on the cache's file system.
        progress: Told how far the build is.

    Raises:
        ToolchainError: T002 without Go, T003 if the build fails.
    """
    go = golang.provide(progress)
    log = store.log_path(tool.name)
    log.unlink(missing_ok=True)
    with store.staging() as folder:
        work = folder / "recipe"
        shutil.copytree(recipe.recipes_dir() / tool.build.recipe, work)
        workshop = _Workshop(tool, go, work, log)
        (target / "bin").mkdir()
        if tool.build.module:
            _take_files(workshop, target / "bin")
        if tool.build.packages:
            _compile(workshop, target / "bin", progress)


def _take_files(workshop: _Workshop, programs: Path) -> None:
    made = workshop.tool.build
    workshop.run(["mod", "download", made.module])
    module = workshop.run(["list", "-m", "-f", "{{.Dir}}", made.module])[-1]
    for name, path in sorted(made.embedded.items()):
        _copy(f"{module}/{path}", workshop.folder / name, 0o600)
    for name, path in sorted(made.scripts.items()):
        _copy(f"{module}/{path}", programs / name, 0o755)


def _copy(source: str, target: Path, mode: int) -> None:
    # Files of the module cache are read-only; without the mode a second build could not replace the copy.
    shutil.copyfile(source, target)
    target.chmod(mode)


def _compile(workshop: _Workshop, programs: Path, progress: Progress) -> None:
    tool = workshop.tool
    packages = workshop.run(["list", "-deps", *tool.build.packages])
    # With one package the name of its folder need not be the program's; with several, Go puts each into the folder.
    output = programs / tool.programs[0] if len(tool.build.packages) == 1 else programs
    meter = _Meter(tool, len(packages), progress)
    arguments = ["build", "-v", "-ldflags", tool.build.ldflags, "-o", f"{output}", *tool.build.packages]
    workshop.run(arguments, meter.package)


@contextlib.contextmanager
def _process(
    command: Path, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [command, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as child:
        try:
            yield child
        finally:
            _stop(child)


def _stop(child: subprocess.Popen[str]) -> None:
    """End a command and the compilers that it started, if it still runs (Ctrl-C, or an error of ours)."""
    if child.poll() is not None:
        return
    os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)


def _failure(tool: Tool, log: Path, code: int) -> ToolchainError:
    lines = log.read_text(encoding="utf-8").rstrip().splitlines()[-_LINES_SHOWN:]
    return ToolchainError(
        Diagnostic(
            code="T003",
            message=f"building '{tool.name}' {tool.version} failed with exit code {code}",
            why="\n".join(["the last lines of the build were", *(f"     {line}" for line in lines)]),
            fix=f"read the whole log with `less {log}`, mend the cause and run `python -m podium.toolchain` again",
        )
    )
