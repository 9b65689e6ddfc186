"""One engine process, and everything it starts, in a session of its own.

The engine and its plugins get a new session, so the terminal's Ctrl-C reaches only Podium, which passes it on: once to
let the steps under way end, twice to stop. Plugins change their process group but not their session, so the session
tells whom to end when the engine is gone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import FrameType

__all__ = ["Completed", "EngineSession", "Interrupts", "catching_interrupts", "end_session", "session_members"]

_POLL_SECONDS = 0.02
_GRACE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Completed:
    """How an engine process ended.

    Attributes:
        code: Exit code; negative for a signal.
        stdout: What it printed.
        stderr: What it said.
    """

    code: int
    stdout: str
    stderr: str


class EngineSession:
    """A running engine process.

    Args:
        command: Program and arguments; the program is searched on the ``PATH`` of ``environ``.
        folder: Working directory.
        environ: The whole environment of the process.
    """

    def __init__(self, command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        # Nameless files instead of pipes: a plugin that outlives a killed engine cannot keep the reader waiting.
        self._stdout = tempfile.TemporaryFile()  # noqa: SIM115 - open while the process runs
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                list(command),
                cwd=folder,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=self._stdout,
                stderr=self._stderr,
                start_new_session=True,
            )
        except OSError:
            self._stdout.close()
            self._stderr.close()
            raise

    @property
    def pid(self) -> int:
        """Process id of the engine, which is the id of the session too."""
        return self._process.pid

    def interrupt(self) -> None:
        """Ask the engine to stop; asked twice it stops without waiting for steps under way."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End the engine and its plugins at once."""
        _signal_all(session_members(self.pid), signal.SIGKILL)

    def wait(self) -> Completed:
        """Wait for the engine, then see to it that nothing of its session is left."""
        try:
            code = self._process.wait()
        finally:
            end_session(self.pid)
        return Completed(code, _text(self._stdout), _text(self._stderr))


def session_members(session: int) -> tuple[int, ...]:
    """Return the ids of the processes of a session, sorted, without those that are dead but not yet collected."""
    return tuple(sorted(pid for pid, state in _processes() if _session_of(pid) == session and state[0] not in "ZX"))


def end_session(session: int) -> None:
    """End what is left of a session: ask first, kill after a grace time."""
    members = session_members(session)
    _signal_all(members, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_SECONDS
    while members and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
        members = session_members(session)
    _signal_all(members, signal.SIGKILL)


class Interrupts:
    """Passes Ctrl-C and SIGTERM on to an engine.

    The first asks the engine to stop after the steps under way, the second to stop at once; what then still runs after
    a grace time is killed.

    Args:
        on_interrupt: Called with the number of interrupts so far.

    Attributes:
        count: Number of interrupts so far.
    """

    def __init__(self, on_interrupt: Callable[[int], None]) -> None:
        self.count = 0
        self._on_interrupt = on_interrupt
        self._session: EngineSession | None = None

    def attach(self, session: EngineSession) -> None:
        """Name the engine; what arrived before it was started is passed on now."""
        self._session = session
        for number in range(self.count):
            self._pass_on(number + 1)

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        """Handle a signal."""
        self.count += 1
        self._on_interrupt(self.count)
        self._pass_on(self.count)

    def _pass_on(self, number: int) -> None:
        if self._session is None:
            return
        self._session.interrupt()
        if number > 1:
            timer = threading.Timer(_GRACE_SECONDS, self._session.kill)
            timer.daemon = True
            timer.start()


@contextmanager
def catching_interrupts(on_interrupt: Callable[[int], None]) -> Iterator[Interrupts]:
    """Catch Ctrl-C and SIGTERM while the block runs; it starts before the engine, so that none is lost.

    Outside the main thread, where Python allows no handlers, nothing is caught.

    Args:
        on_interrupt: Called with the number of interrupts so far.
    """
    interrupts = Interrupts(on_interrupt)
    is_main = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGINT, signal.SIGTERM) if is_main else ()
    previous = {number: signal.signal(number, interrupts) for number in numbers}
    try:
        yield interrupts
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _text(stream: IO[bytes]) -> str:
    with stream:
        stream.seek(0)
        return stream.read().decode("utf-8", "replace")


def _processes() -> Iterator[tuple[int, str]]:
    """Yield the id and the state of all processes; without ``/proc`` (macOS) `ps` is asked."""
    if not Path("/proc/self").exists():
        listed = subprocess.check_output(["/bin/ps", "-axo", "pid=,stat="], text=True)
        yield from ((int(line.split()[0]), line.split()[1]) for line in listed.splitlines())
        return
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                # The command, in parentheses, may hold anything; the state is the first word after it.
                yield int(folder.name), (folder / "stat").read_text().rpartition(")")[2].split()[0]


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return -1


def _signal_all(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
