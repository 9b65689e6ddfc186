"""``python -m podium.toolchain``: prepare the toolchain and say where each part comes from."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING

from podium.diagnostics import PodiumError
from podium.toolchain import ensure, recipe
from podium.toolchain.progress import Lines, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podium.toolchain import Toolchain

__all__ = ["main", "table"]


class _Timed:
    """Passes everything on and notes how long each tool took."""

    def __init__(self, inner: Progress) -> None:
        self._inner = inner
        self._began: dict[str, float] = {}
        self.seconds: dict[str, float] = {}

    def started(self, tool: str, how: str) -> None:
        self._began.setdefault(tool, time.monotonic())
        self._inner.started(tool, how)

    def advanced(self, tool: str, fraction: float, seconds_left: float | None) -> None:
        self._inner.advanced(tool, fraction, seconds_left)

    def finished(self, tool: str, how: str) -> None:
        self.seconds[tool] = time.monotonic() - self._began[tool]
        self._inner.finished(tool, how)


def table(toolchain: Toolchain, seconds: Mapping[str, float]) -> str:
    """Return the summary: tool, version, how it was obtained, how long that took."""
    tools = recipe.load(recipe.recipes_dir())
    rows = [("tool", "version", "from", "seconds")]
    rows += [(t.name, t.version, toolchain.sources[t.name], f"{seconds.get(t.name, 0.0):.1f}") for t in tools]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", f"programs: {toolchain.bin}"])


@contextlib.contextmanager
def _shown() -> Iterator[Progress]:
    if sys.stderr.isatty():
        from podium.toolchain.bar import Bar  # noqa: PLC0415 (rich is slow to import and only of use on a terminal)

        with Bar() as bar:
            yield bar
    else:
        yield Lines()


def main() -> int:
    """Prepare the toolchain; return the exit code."""
    with _shown() as inner:
        progress = _Timed(inner)
        try:
            toolchain = ensure(progress)
        except PodiumError as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return 130
    print(table(toolchain, progress.seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
