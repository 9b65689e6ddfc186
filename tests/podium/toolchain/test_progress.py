"""Tests of `podium.toolchain.progress`."""

from __future__ import annotations

import io
import time

import pytest

from podium.toolchain import progress


@pytest.mark.parametrize(("seconds", "expected"), [(8.4, "8 s"), (99, "99 s"), (130, "2 min"), (1080, "18 min")])
def test_times_read_as_people_say_them(seconds: float, expected: str) -> None:
    """Seconds up to a hundred, minutes from there."""
    assert expected == progress.duration(seconds)


def test_lines_tell_start_and_end() -> None:
    """Each tool has its first and last line."""
    stream = io.StringIO()
    told = progress.Lines(stream)
    told.started("etcd", "build")
    told.finished("etcd", "build")
    assert stream.getvalue() == "etcd: building from source\netcd: done\n"


def test_lines_tell_an_advance_only_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is not flooded: within fifteen seconds there is one line."""
    clock = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: clock)
    stream = io.StringIO()
    told = progress.Lines(stream)
    told.advanced("etcd", 0.1, 90)
    told.advanced("etcd", 0.2, 80)
    clock += 15
    told.advanced("etcd", 0.3, None)
    assert stream.getvalue() == "etcd: 10%, about 90 s to go\netcd: 30%\n"
