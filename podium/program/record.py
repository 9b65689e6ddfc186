"""Running a plan's program in this process, without engine, cluster or credentials, to see what it would register.

It is the same program: ``compose``, on Pulumi's own runtime, with a monitor that writes down each request and answers
it like a provider that does nothing. What only a real provider knows stays unknown, as in a preview.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pulumi

from podium.diagnostics import ComponentError, Diagnostic, PodiumError, Span
from podium.plan.model import Plan
from podium.program.compose import COMPOSING, compose
from podium.program.monitor import PROJECT, UNKNOWN, Answer, Engine, Monitor, RecordedResource, SecretValue

__all__ = ["UNKNOWN", "Answer", "RecordedResource", "Recording", "SecretValue", "record", "record_program"]

_RUNTIME = (Path(pulumi.__file__).parent, Path(asyncio.__file__).parent, Path(__file__))
# The SDK keeps what its threads read in one place for the whole process.
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that a program registered.

    Attributes:
        resources: The resources, sorted by URN, because a program may register them in any order.
        warnings: What the program warned of, in order.
    """

    resources: tuple[RecordedResource, ...]
    warnings: tuple[str, ...] = ()

    def owners(self) -> dict[str, str]:
        """Return for each URN the logical name of the component, made by ``compose``, that the resource belongs to."""
        by_urn = {resource.urn: resource for resource in self.resources}
        owners: dict[str, str] = {}
        for resource in self.resources:
            top = resource
            while top.parent in by_urn:
                top = by_urn[top.parent]
            owners[resource.urn] = top.name
        return owners


def record(plan: Plan, answer: Answer | None = None, config: Mapping[str, str] | None = None) -> Recording:
    """Return what composing a plan registers.

    Args:
        plan: The plan.
        answer: Outputs that are not inputs; by default none is known.
        config: The stack's configuration by full key, such as ``podium:token``.

    Raises:
        ResolutionError: An output of one component is no valid input of another (``R014``).
        ComponentError: A component raised (``P001``), or asks a provider something (``P002``).
    """
    return record_program(functools.partial(compose, plan), answer, config, stack=plan.environment.name)


def record_program(
    program: Callable[[], object],
    answer: Answer | None = None,
    config: Mapping[str, str] | None = None,
    *,
    stack: str = "stack",
) -> Recording:
    """Return what a program registers.

    Args:
        program: Declares resources.
        answer: Outputs that are not inputs; by default none is known.
        config: The stack's configuration by full key.
        stack: Name of the stack.

    Raises:
        PodiumError: The program raised it.
        ComponentError: The program raised something else (``P001``), or asks a provider something (``P002``).
    """
    monitor, engine = Monitor(stack, answer), Engine()
    settings = functools.partial(pulumi.runtime.Settings, PROJECT, stack, monitor, engine, dry_run=True)
    outcome: list[Exception | None] = []

    def run() -> None:
        outcome.append(_failure_of(program, settings, config or {}))

    # A thread of its own: an event loop may be running in this one, and a new thread starts with settings of its own.
    with _LOCK:
        thread = threading.Thread(target=run, name="podium-record", daemon=True)
        thread.start()
        thread.join()
        _forget_settings()
    if outcome[0] is not None:
        raise _told(outcome[0]) from outcome[0]
    return Recording(tuple(sorted(monitor.resources, key=lambda r: r.urn)), tuple(engine.warnings))


def _failure_of(
    program: Callable[[], object], settings: Callable[[], pulumi.runtime.Settings], config: Mapping[str, str]
) -> Exception | None:
    """Run a program to its end and return what it raised."""
    pulumi.runtime.configure(settings())
    pulumi.runtime.set_all_config(dict(config), [])

    async def quietly() -> None:
        # Stdout is data.
        with contextlib.redirect_stdout(sys.stderr):
            program()
            # The runtime waits for outputs one after the other and looks at all of them each time.
            while others := asyncio.all_tasks() - {asyncio.current_task()}:
                await asyncio.wait(others)

    origins = _Origins()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(origins.task)
        # What failed is raised by the run itself; every output that waits for it would be told here once more.
        loop.set_exception_handler(lambda _loop, _context: None)
        await pulumi.runtime.run_in_stack(quietly)

    try:
        asyncio.run(main())
    except Exception as error:
        return origins.restored(error)
    return None


class _Origins:
    """Remembers where errors came from: a task gives up the traceback of its error when it is first asked for it."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[Exception, TracebackType | None]] = {}

    def task(self, loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> asyncio.Task[Any]:
        """Return a task that remembers; the factory of a loop's tasks."""
        return asyncio.Task(self._watched(work), loop=loop, **options)

    def restored(self, error: Exception) -> Exception:
        """Return the error with the traceback that it had where it was first seen."""
        return error.with_traceback(self._seen.get(id(error), (error, error.__traceback__))[1])

    async def _watched(self, work: Any) -> Any:
        try:
            return await work
        except Exception as error:
            self._seen.setdefault(id(error), (error, error.__traceback__))
            raise


def _forget_settings() -> None:
    """Take the monitor out of what later threads start with: the SDK lets the first settings of a context be theirs."""

    def reset() -> None:
        # The values that the SDK itself starts with.
        start = pulumi.runtime.Settings(
            project="project", stack="stack", root_directory="root_directory", organization="organization"
        )
        pulumi.runtime.configure(start)

    contextvars.Context().run(reset)


def _told(error: Exception) -> PodiumError:
    """Return the error as diagnostics; the place is the line of ours, or the author's, that raised it."""
    if isinstance(error, PodiumError):
        return error
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _is_runtime(Path(frame.filename))]
    ours = [frame for frame in frames if "components" in Path(frame.filename).parts] or frames
    span = Span(ours[-1].filename, ours[-1].lineno or 1) if ours else None
    whom = "".join(f" {note}" for note in getattr(error, "__notes__", ()) if note.startswith(COMPOSING))
    return ComponentError(
        Diagnostic(
            code="P001",
            message=f"a component failed{whom}: {type(error).__name__}: {error}",
            span=span,
            why="components run while resources are recorded, only without a provider that answers",
            fix="mend the component, or what it is given",
        )
    )


def _is_runtime(file: Path) -> bool:
    return any(file.is_relative_to(part) for part in _RUNTIME)
