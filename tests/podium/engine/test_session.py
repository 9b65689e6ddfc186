from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podium.engine.session import EngineSession, catching_interrupts, session_members

if TYPE_CHECKING:
    from collections.abc import Callable

# A stand-in for the engine: it counts SIGINT as the engine does and starts a child in a process group of its own.
ENGINE = """
import signal, subprocess, sys, time
count = 0
def stop(*_):
    global count
    count += 1
    if count == int(sys.argv[1]):
        sys.exit(7)
signal.signal(signal.SIGINT, stop)
child = subprocess.Popen(["sleep", "60"], process_group=0)
print("ready", flush=True)
open(sys.argv[2], "w").close()
while True:
    time.sleep(0.01)
"""


def _start(tmp_path: Path, interrupts_needed: int) -> EngineSession:
    ready = tmp_path / "ready"
    session = EngineSession((sys.executable, "-c", ENGINE, str(interrupts_needed), str(ready)), tmp_path, os.environ)
    _eventually(ready.exists)
    return session


def _eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def _interrupt_soon(times: int) -> threading.Thread:
    """Send this process SIGINT, as a terminal does, each one after the last was handled."""

    def send() -> None:
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGINT)
            threading.Event().wait(0.1)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_output_and_exit_code_come_back(tmp_path: Path) -> None:
    """What the engine printed and said is kept apart."""
    script = "import sys; print('data'); print('talk', file=sys.stderr); sys.exit(3)"
    completed = EngineSession((sys.executable, "-c", script), tmp_path, os.environ).wait()
    assert (completed.code, completed.stdout, completed.stderr) == (3, "data\n", "talk\n")


def test_the_engine_sees_only_the_environment_it_is_given(tmp_path: Path) -> None:
    """The environment holds the backend and the passphrase; nothing of the caller's may win over it."""
    script = "import os; print(sorted(os.environ.keys() & {'A', 'HOME'}))"
    assert EngineSession((sys.executable, "-c", script), tmp_path, {"A": "1"}).wait().stdout == "['A']\n"


def test_the_engine_is_out_of_the_terminals_reach(tmp_path: Path) -> None:
    """Ctrl-C goes to the foreground process group; the engine's session has none."""
    session = _start(tmp_path, 1)
    ids = (os.getsid(session.pid), os.getpgid(session.pid))
    session.kill()
    session.wait()
    assert ids == (session.pid, session.pid)


def test_one_interrupt_is_passed_on_and_children_are_ended(tmp_path: Path) -> None:
    """The engine decides how to stop; what it leaves behind in its session goes too."""
    session = _start(tmp_path, 1)
    told: list[int] = []
    with catching_interrupts(told.append) as interrupts:
        interrupts.attach(session)
        thread = _interrupt_soon(1)
        completed = session.wait()
        thread.join()
        assert (completed.code, interrupts.count, told) == (7, 1, [1])
    assert session_members(session.pid) == ()


def test_two_interrupts_stop_an_engine_that_waits(tmp_path: Path) -> None:
    """The first is a request, the second an order."""
    session = _start(tmp_path, 2)
    told: list[int] = []
    with catching_interrupts(told.append) as interrupts:
        interrupts.attach(session)
        thread = _interrupt_soon(2)
        completed = session.wait()
        thread.join()
    assert (completed.code, told) == (7, [1, 2])


def test_an_engine_that_ignores_two_interrupts_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once means at once."""
    monkeypatch.setattr("podium.engine.session._GRACE_SECONDS", 0.2)
    session = _start(tmp_path, 99)
    with catching_interrupts(lambda _: None) as interrupts:
        interrupts.attach(session)
        thread = _interrupt_soon(2)
        completed = session.wait()
        thread.join()
    assert (completed.code, session_members(session.pid)) == (-9, ())


def test_an_interrupt_before_the_engine_started_is_not_lost(tmp_path: Path) -> None:
    """Starting takes a moment, and the user may be quicker."""
    with catching_interrupts(lambda _: None) as interrupts:
        os.kill(os.getpid(), signal.SIGINT)
        session = _start(tmp_path, 1)
        interrupts.attach(session)
        assert (session.wait().code, interrupts.count) == (7, 1)


def test_the_callers_handlers_come_back(tmp_path: Path) -> None:
    """After the run Ctrl-C means what it meant before."""
    before = signal.getsignal(signal.SIGINT)
    session = _start(tmp_path, 1)
    with catching_interrupts(lambda _: None) as interrupts:
        interrupts.attach(session)
        session.kill()
        session.wait()
    assert before == signal.getsignal(signal.SIGINT)


def test_outside_the_main_thread_nothing_is_installed(tmp_path: Path) -> None:
    """Python allows handlers only there; a server that runs the engine in a thread has its own way to stop."""
    session = _start(tmp_path, 1)
    counts: list[int] = []

    def work() -> None:
        with catching_interrupts(lambda _: None) as interrupts:
            session.kill()
            session.wait()
            counts.append(interrupts.count)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert counts == [0]
