"""Preview, up and destroy: one run of the engine with an inline program."""

from __future__ import annotations

import enum
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podium.diagnostics import Diagnostic, EngineError
from podium.engine import stack as stacks
from podium.engine.events import Progress, advance
from podium.engine.failures import diagnose, warnings_in
from podium.engine.inline import Endpoints, InlineProgram, served
from podium.engine.session import Completed, catching_interrupts
from podium.engine.stack import StackTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["InterruptedRunError", "Observer", "Operation", "RunResult", "StackTarget", "run"]

_PENDING = "pending operations"


class Operation(enum.StrEnum):
    """What a run does."""

    PREVIEW = "preview"
    UP = "up"
    PREVIEW_DESTROY = "preview-destroy"
    DESTROY = "destroy"

    @property
    def changes_things(self) -> bool:
        """True if the run does what it says, False if it only looks."""
        return self in {Operation.UP, Operation.DESTROY}

    @property
    def runs_program(self) -> bool:
        """True if the run needs the program; taking down works on the state alone."""
        return self in {Operation.PREVIEW, Operation.UP}


_COMMANDS: Mapping[Operation, tuple[str, ...]] = {
    Operation.PREVIEW: ("preview",),
    Operation.UP: ("up", "--yes", "--skip-preview"),
    Operation.PREVIEW_DESTROY: ("destroy", "--preview-only"),
    Operation.DESTROY: ("destroy", "--yes", "--skip-preview"),
}


class InterruptedRunError(EngineError):
    """The user stopped the run."""


class Observer:
    """Watches a run. Both methods do nothing here; a face overrides what it shows.

    ``progressed`` is called from another thread than ``interrupted``.
    """

    def progressed(self, progress: Progress) -> None:
        """Take notice of the progress after an event."""

    def interrupted(self, count: int) -> None:
        """Take notice of the ``count``-th Ctrl-C."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did.

    Attributes:
        operation: The operation.
        changes: Number of resources by the engine's operation name, such as ``create`` or ``same``.
        outputs: The stack's outputs; secrets are masked.
        duration_seconds: Wall time.
        diagnostics: Warnings.
        progress: The last progress.
    """

    operation: Operation
    changes: Mapping[str, int]
    outputs: Mapping[str, Any]
    duration_seconds: float
    diagnostics: tuple[Diagnostic, ...]
    progress: Progress

    @property
    def is_noop(self) -> bool:
        """True if no resource changes."""
        return not any(number for op, number in self.changes.items() if op not in ("same", "read"))


class _Recorder:
    """Folds events, which arrive on another thread, into a progress."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._lock = threading.Lock()
        self.progress = Progress()

    def __call__(self, event: Mapping[str, Any]) -> None:
        with self._lock:
            self.progress = advance(self.progress, event, time.monotonic())
            self._observer.progressed(self.progress)


def run(
    operation: Operation, target: StackTarget, program: Callable[[], None], *, observer: Observer | None = None
) -> RunResult:
    """Run the engine once on a stack, which is created when missing.

    Args:
        operation: What to do.
        target: The stack and the engine's environment.
        program: Creates the resources; runs in this process. Taking down works on the state and never calls it.
        observer: Sees progress and interrupts.

    Raises:
        EngineError: The run failed, with what failed and how to mend it.
        InterruptedRunError: The user stopped the run.
        PodiumError: What the program raised.
        Exception: What else the program raised, which is a bug in it.
    """
    started = time.monotonic()
    stacks.release_stale_locks(target)
    stacks.align_salt(target)
    watching = observer or Observer()
    completed, recorder = _attempt(operation, target, program, watching)
    if completed.code and "no stack named" in completed.stderr:
        _create_for(operation, target)
        completed, recorder = _attempt(operation, target, program, watching)
    if completed.code:
        raise EngineError(*diagnose(completed, recorder.progress, target))
    if operation.changes_things and _has_pending(recorder.progress):
        stacks.drop_pending_creates(target)
    return _result(operation, recorder.progress, time.monotonic() - started)


def _attempt(
    operation: Operation, target: StackTarget, program: Callable[[], None], observer: Observer
) -> tuple[Completed, _Recorder]:
    recorder = _Recorder(observer)
    inline = InlineProgram(program)
    with served(inline, recorder) as endpoints, catching_interrupts(observer.interrupted) as interrupts:
        session = stacks.start(target, *_arguments(operation, endpoints))
        interrupts.attach(session)
        completed = session.wait()
    if completed.code and interrupts.count:
        raise InterruptedRunError(_interrupted(operation, target))
    if inline.error is not None:
        raise inline.error
    return completed, recorder


def _arguments(operation: Operation, endpoints: Endpoints) -> tuple[str, ...]:
    inline = (f"--client={endpoints.program}", "--exec-kind", "auto.inline") if operation.runs_program else ()
    return (
        *_COMMANDS[operation],
        *inline,
        "--event-log",
        f"tcp://{endpoints.events}",
        "--suppress-progress",
    )


def _create_for(operation: Operation, target: StackTarget) -> None:
    if not operation.runs_program:
        raise stacks.nothing_deployed(target.stack)
    stacks.create_stack(target)


def _interrupted(operation: Operation, target: StackTarget) -> Diagnostic:
    return Diagnostic(
        code="N005",
        message=f"{operation} was stopped before its end",
        why="Ctrl-C was pressed; what was done until then is recorded",
        fix=f"carry on with `podium {operation} -e {target.stack}`",
    )


def _has_pending(progress: Progress) -> bool:
    return any(_PENDING in message.text for message in progress.messages)


def _result(operation: Operation, progress: Progress, seconds: float) -> RunResult:
    return RunResult(
        operation=operation,
        changes=progress.changes,
        outputs=progress.outputs,
        duration_seconds=seconds,
        diagnostics=warnings_in(progress),
        progress=progress,
    )
