"""The progress of a run, told in lines or drawn live."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium.engine.events import Progress, Step, StepState, parse_urn
from podium.engine.failures import place_of
from podium.engine.operations import Observer, Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, Group
    from rich.live import Live

    from podium.cli.face import Face

__all__ = ["Row", "observing", "rows_of", "words_of"]

_UNCHANGED = frozenset({"same", "read", "refresh"})
_WORDS = {
    "create": ("create", "creating", "created"),
    "create-replacement": ("replace", "replacing", "replaced"),
    "delete": ("delete", "deleting", "deleted"),
    "delete-replaced": ("delete the old one of", "deleting the old one of", "deleted the old one of"),
    "discard": ("forget", "forgetting", "forgot"),
    "import": ("import", "importing", "imported"),
    "read": ("read", "reading", "read"),
    "refresh": ("look at", "looking at", "looked at"),
    "replace": ("replace", "replacing", "replaced"),
    "same": ("leave", "checking", "unchanged"),
    "update": ("update", "updating", "updated"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One component, or one resource outside of any, and how far it is.

    Attributes:
        name: Logical name.
        kind: Last word of its type.
        word: What happens to it: ``creating``, ``updated``, ``failed`` …
        done: Number of its resources that are done.
        total: Number of its resources known so far.
        seconds: From its first event to its last, or to now.
        state: Running while any resource runs; failed when one failed.
    """

    name: str
    kind: str
    word: str
    done: int
    total: int
    seconds: float
    state: StepState


def words_of(op: str) -> tuple[str, str, str]:
    """Return the infinitive, the present and the past of an operation."""
    return _WORDS.get(op, (op, op, op))


def rows_of(progress: Progress, now: float) -> list[Row]:
    """Return a row for each outermost resource of a run, in order of appearance; providers are left out.

    Args:
        progress: The run so far.
        now: Clock time, seconds.
    """
    groups: dict[str, list[Step]] = {}
    for step in progress.steps.values():
        groups.setdefault(progress.top(step.urn), []).append(step)
    shown = [(parse_urn(urn), steps) for urn, steps in groups.items()]
    return [_row(urn.label, urn.kind, steps, now) for urn, steps in shown if not urn.is_provider]


def _row(name: str, kind: str, steps: list[Step], now: float) -> Row:
    states = {step.state for step in steps}
    state = next(s for s in (StepState.FAILED, StepState.RUNNING, StepState.DONE) if s in states)
    ended = now if state is StepState.RUNNING else max(step.started + step.seconds for step in steps)
    return Row(
        name=name,
        kind=kind,
        word="failed" if state is StepState.FAILED else _word(steps, state),
        done=sum(step.state is StepState.DONE for step in steps),
        total=len(steps),
        seconds=ended - min(step.started for step in steps),
        state=state,
    )


def _word(steps: list[Step], state: StepState) -> str:
    op = next((step.op for step in steps if step.op not in _UNCHANGED), "same")
    return words_of(op)[2 if state is StepState.DONE else 1]


@contextmanager
def observing(face: Face, operation: Operation) -> Iterator[Observer]:
    """Show a run while the block runs: drawn on a terminal, in lines elsewhere, not at all when quiet.

    Args:
        face: How the command talks.
        operation: What runs.
    """
    if face.is_live:
        from rich.live import Live  # noqa: PLC0415 - only a terminal needs rich

        with Live(console=_console(), refresh_per_second=8, transient=not operation.changes_things) as live:
            yield _Drawn(face, live)
    else:
        yield _Lines(face) if operation.changes_things else _Talking(face)


class _Talking(Observer):
    """Answers Ctrl-C."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def interrupted(self, count: int) -> None:
        if count == 1:
            self._face.say("stopping after the steps under way; press Ctrl-C again to stop at once")
        else:
            self._face.say("stopping at once")


class _Lines(_Talking):
    """One line for each resource that changed, when it is done."""

    def __init__(self, face: Face) -> None:
        super().__init__(face)
        self._told: set[tuple[str, str]] = set()

    def progressed(self, progress: Progress) -> None:
        step = progress.latest
        if step is not None and step.state is not StepState.RUNNING and (step.urn, step.op) not in self._told:
            self._told.add((step.urn, step.op))
            self._tell(step, progress)

    def _tell(self, step: Step, progress: Progress) -> None:
        if step.op in _UNCHANGED or parse_urn(step.urn).is_provider:
            return
        word = "failed" if step.state is StepState.FAILED else words_of(step.op)[2]
        self._face.say(f"{word} {place_of(step.urn, progress)} ({step.seconds:.1f} s)")


class _Drawn(_Talking):
    """A table of the components, redrawn while the engine works."""

    def __init__(self, face: Face, live: Live) -> None:
        super().__init__(face)
        self._live = live
        self._started = time.monotonic()
        self._note = ""
        self._progress = Progress()
        live.get_renderable = self._table  # type: ignore[method-assign]

    def progressed(self, progress: Progress) -> None:
        self._progress = progress

    def interrupted(self, count: int) -> None:
        again = "stopping after the steps under way; press Ctrl-C again to stop at once"
        self._note = again if count == 1 else "stopping at once"

    def _table(self) -> Group:
        from rich.console import Group  # noqa: PLC0415 - only a terminal needs rich
        from rich.table import Table  # noqa: PLC0415 - only a terminal needs rich
        from rich.text import Text  # noqa: PLC0415 - only a terminal needs rich

        now = time.monotonic()
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        rows = rows_of(self._progress, now)
        for row in rows:
            table.add_row(row.kind, row.name, Text(row.word, _COLOURS[row.state]), _count(row), f"{row.seconds:.1f} s")
        done, total = sum(row.done for row in rows), sum(row.total for row in rows)
        totals = f"{done} of {total} resources, {now - self._started:.0f} s"
        return Group(table, Text(totals, "dim"), *([Text(self._note, "yellow")] if self._note else []))


_COLOURS = {StepState.RUNNING: "cyan", StepState.DONE: "green", StepState.FAILED: "red"}


def _count(row: Row) -> str:
    return f"{row.done}/{row.total}" if row.total > 1 else ""


def _console() -> Console:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs rich

    return Console(stderr=True)
