"""A progress bar for terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from podium.toolchain.progress import HOW, duration

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import TaskID

__all__ = ["Bar"]


class Bar:
    """Tells progress on a terminal: one bar for each tool, on stderr; without colour where NO_COLOR is set."""

    def __init__(self, console: Console | None = None) -> None:
        text = TextColumn("{task.description}", markup=False)
        left = TextColumn("{task.fields[left]}", markup=False)
        self._bars = RichProgress(text, BarColumn(), TimeElapsedColumn(), left, console=console or Console(stderr=True))
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bar:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def started(self, tool: str, how: str) -> None:
        """Add a bar, or say that the tool is now obtained in another way."""
        text = f"{tool}: {HOW[how]}"
        if tool in self._tasks:
            self._bars.update(self._tasks[tool], description=text)
        else:
            self._tasks[tool] = self._bars.add_task(text, total=1.0, left="")

    def advanced(self, tool: str, fraction: float, seconds_left: float | None) -> None:
        """Move the bar."""
        left = "" if seconds_left is None else f"about {duration(seconds_left)} to go"
        self._bars.update(self._tasks[tool], completed=fraction, left=left)

    def finished(self, tool: str, how: str) -> None:
        """Fill the bar."""
        self._bars.update(self._tasks[tool], completed=1.0, left="", description=f"{tool}: done")
