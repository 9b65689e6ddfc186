"""What the sandbox's unit tests share: a prepared folder with certificates, and processes that look like components."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from podium.sandbox import prepare
from podium.sandbox.certificates import ensure_certificates
from podium.sandbox.processes import find, has_ended, spawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from podium.sandbox.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Return the layout of a prepared sandbox."""
    return prepare(tmp_path / "sandbox")


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Return the layout of a prepared sandbox with certificates; tests only read it."""
    prepared = prepare(tmp_path_factory.mktemp("certified") / "sandbox")
    ensure_certificates(prepared)
    return prepared


@pytest.fixture
def imitate(layout: Layout, tmp_path: Path) -> Iterator[Callable[[str, str], int]]:
    """Return a function that starts a Python program under a component's name and waits for its first output."""
    started: list[int] = []

    def run(component: str, code: str) -> int:
        program = tmp_path / component
        if not program.exists():
            program.symlink_to(sys.executable)
        log = layout.log(component)
        whole = f"{code}\nprint('up', flush=True)\nimport time\ntime.sleep(60)"
        started.append(spawn((str(program), "-c", whole, f"--data-dir={layout.data}"), log, dict(os.environ)))
        deadline = time.monotonic() + 10
        while "up" not in log.read_text(encoding="utf-8") or component not in find(layout.directory):
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.01)
        return started[-1]

    yield run
    for pid in started:
        if not has_ended(pid):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
