"""Tests of `podium.toolchain.language_host.children`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from podium.toolchain.language_host.children import Children


def test_a_command_runs_in_its_folder_and_environment(tmp_path: Path) -> None:
    """The exit code comes back."""
    code = Children().run(["/bin/sh", "-c", 'pwd > "$FILE"; exit 5'], tmp_path, {"FILE": "out", "PATH": os.defpath})
    assert code == 5
    assert (tmp_path / "out").read_text().strip() == str(tmp_path)


def test_output_is_streamed_apart(tmp_path: Path) -> None:
    """Both streams arrive whole, and the exit code is known at the end."""
    child, output = Children().stream(["/bin/sh", "-c", "echo one; echo two >&2; exit 3"], tmp_path, {})
    found = {"stdout": b"", "stderr": b""}
    for name, chunk in output:
        found[name] += chunk
    assert found == {"stdout": b"one\n", "stderr": b"two\n"}
    assert child.returncode == 3


def test_cancel_ends_what_runs(tmp_path: Path) -> None:
    """A cancelled command ends by the signal, at once."""
    children = Children()
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(children.run(["/bin/sleep", "600"], tmp_path, {})))
    thread.start()
    deadline = time.monotonic() + 10
    while not children._snapshot():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    children.cancel()
    thread.join(10)
    assert codes == [-signal.SIGTERM]
    assert children.was_cancelled


@pytest.mark.parametrize(
    ("child", "reason"),
    [
        ("exec sleep 600", "a child that ends when asked"),
        ("trap '' TERM INT; sleep 600 & echo $! > grandchild; wait", "a stubborn child with a child of its own"),
    ],
)
def test_the_end_takes_the_whole_group(tmp_path: Path, child: str, reason: str) -> None:
    """After the end neither the host nor anything that it started is there."""
    code = f"""
import signal
from pathlib import Path
from podium.toolchain.language_host.children import Children
children = Children()
signal.signal(signal.SIGTERM, lambda *_: children.end())
command = ["/bin/sh", "-c", {f"{child}; true"!r}]
child, output = children.stream(command, Path({str(tmp_path)!r}), {{"PATH": "/usr/bin:/bin"}})
print(child.pid, flush=True)
list(output)
"""
    host = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, process_group=0)
    assert host.stdout is not None
    pids = [int(host.stdout.readline())]
    grandchild = tmp_path / "grandchild"
    deadline = time.monotonic() + 10
    while "grandchild" in child and not (grandchild.exists() and grandchild.read_text().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    pids += [int(grandchild.read_text())] if grandchild.exists() else []
    host.terminate()
    host.communicate(timeout=10)
    while any(_is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, reason
        time.sleep(0.01)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
