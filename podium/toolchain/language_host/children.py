"""The processes that the host starts, and their end."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["Children"]

_GRACE_SECONDS = 0.5
_CHUNK = 1 << 16


class Children:
    """All processes started by one host; they stay in its process group, which the engine ends as a whole."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self.was_cancelled = False

    def run(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> int:
        """Run a command whose output goes where the host's goes: to the engine, line by line. Return its exit code."""
        child = self._start(command, folder, environment, output=None)
        try:
            return child.wait()
        finally:
            self._forget(child)

    def stream(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> tuple[subprocess.Popen[bytes], Iterator[tuple[str, bytes]]]:
        """Start a command; return it with an iterator over ``("stdout" | "stderr", bytes)`` that ends with it."""
        child = self._start(command, folder, environment, output=subprocess.PIPE)
        return child, self._output(child)

    def cancel(self) -> None:
        """Ask all running processes to end."""
        self.was_cancelled = True
        for child in self._snapshot():
            child.terminate()

    def end(self) -> None:
        """End all processes, and those that they started, and this one."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        running = self._snapshot()
        if not running and not self.was_cancelled:
            os._exit(0)
        # The engine made this process the leader of a group of its own, so the group is this host and its children.
        is_leader = os.getpgrp() == os.getpid()
        for child in running:
            child.terminate()
        if is_leader:
            os.killpg(0, signal.SIGTERM)
        _wait(running)
        for child in running:
            child.kill()
        if is_leader:
            os.killpg(0, signal.SIGKILL)
        os._exit(0)

    def _start(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], *, output: int | None
    ) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            list(command), cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        with self._lock:
            self._running.add(child)
        return child

    def _forget(self, child: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._running.discard(child)

    def _snapshot(self) -> list[subprocess.Popen[bytes]]:
        with self._lock:
            return [child for child in self._running if child.poll() is None]

    def _output(self, child: subprocess.Popen[bytes]) -> Iterator[tuple[str, bytes]]:
        chunks: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        for name, stream in (("stdout", child.stdout), ("stderr", child.stderr)):
            threading.Thread(target=_pump, args=(name, stream, chunks), daemon=True).start()
        open_streams = 2
        try:
            while open_streams:
                name, chunk = chunks.get()
                if chunk:
                    yield name, chunk
                else:
                    open_streams -= 1
        except GeneratorExit:
            # Nobody reads any more: the engine has dropped the call.
            child.terminate()
            raise
        finally:
            child.wait()
            self._forget(child)


def _pump(name: str, stream: IO[bytes], chunks: queue.SimpleQueue[tuple[str, bytes]]) -> None:
    descriptor = stream.fileno()
    while chunk := os.read(descriptor, _CHUNK):
        chunks.put((name, chunk))
    stream.close()
    chunks.put((name, b""))


def _wait(children: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + _GRACE_SECONDS
    while time.monotonic() < deadline and any(child.poll() is None for child in children):
        time.sleep(0.01)
