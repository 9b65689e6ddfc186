from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podium.sandbox import processes
from podium.sandbox.processes import component_of, find, is_executable, spawn, terminate

if TYPE_CHECKING:
    from collections.abc import Callable

    from podium.sandbox.layout import Layout

FOLDER = Path("/home/dev/sandbox")


@pytest.mark.parametrize(
    ("command", "expected", "reason"),
    [
        (["/opt/etcd", "--data-dir=/home/dev/sandbox/etcd"], "etcd", "a component with our folder"),
        (["/opt/kwok", "--kubeconfig=/home/dev/sandbox/pki/k"], "kwok", "a component with our folder"),
        (
            ["/usr/bin/python3", "-P", "-m", "podium.sandbox.provisioner", "/home/dev/sandbox/pki/k", "x"],
            "volume-provisioner",
            "our own module, whatever Python runs it",
        ),
        (["/opt/etcd", "--data-dir=/home/dev/sandbox-2/etcd"], None, "a folder whose name only starts the same"),
        (["/opt/etcd", "--data-dir=/var/lib/etcd"], None, "somebody else's etcd"),
        (["/usr/bin/tail", "-f", "/home/dev/sandbox/logs/etcd.log"], None, "a reader of a log"),
        (["/usr/bin/kubectl", "--kubeconfig=/home/dev/sandbox/kubeconfig", "get", "pods"], None, "a user of the API"),
        (["/opt/etcd"], None, "no arguments"),
    ],
)
def test_a_command_line_tells_whose_process_it_is(command: list[str], expected: str | None, reason: str) -> None:
    """A process id that another program got since is never taken for ours."""
    assert expected == component_of(command, FOLDER), reason


@pytest.mark.parametrize("source", ["_from_proc", "_from_ps"])
def test_a_running_component_is_found(
    layout: Layout, imitate: Callable[[str, str], int], monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Linux's process table and `ps` agree."""
    pid = imitate("etcd", "")
    monkeypatch.setattr(processes, "_own_processes", getattr(processes, source))
    assert find(layout.directory) == {"etcd": [pid]}


def test_a_stopped_component_is_not_found(layout: Layout, imitate: Callable[[str, str], int]) -> None:
    """Asking is enough for a program that listens, and no zombie stays."""
    imitate("etcd", "")
    terminate(layout.directory, ["etcd"], 10.0)
    assert find(layout.directory) == {}


def test_a_component_that_does_not_listen_is_killed(layout: Layout, imitate: Callable[[str, str], int]) -> None:
    """Nothing survives a stop."""
    imitate("etcd", f"import signal; signal.signal({int(signal.SIGTERM)}, signal.SIG_IGN)")
    terminate(layout.directory, ["etcd"], 0.1)
    assert find(layout.directory) == {}


def test_other_components_are_left_alone(layout: Layout, imitate: Callable[[str, str], int]) -> None:
    """Components stop in order."""
    pid = imitate("etcd", "")
    imitate("kwok", "")
    terminate(layout.directory, ["kwok"], 10.0)
    assert find(layout.directory) == {"etcd": [pid]}


def test_a_process_has_a_session_of_its_own(imitate: Callable[[str, str], int]) -> None:
    """The terminal's Ctrl-C and its end do not reach it."""
    pid = imitate("etcd", "")
    session = int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[3])
    assert session == pid


def test_a_log_starts_empty_and_private(layout: Layout) -> None:
    """A log of an earlier run, open to others, is replaced."""
    log = layout.log("etcd")
    log.write_text("old", encoding="utf-8")
    log.chmod(0o644)
    pid = spawn(("/bin/sh", "-c", "echo new; echo fault >&2"), log, {})
    os.waitpid(pid, 0)
    assert (log.read_text(encoding="utf-8"), log.stat().st_mode & 0o777) == ("new\nfault\n", 0o600)


def test_only_a_file_that_may_be_executed_is_executable(tmp_path: Path) -> None:
    """A download that was interrupted is not a program."""
    (tmp_path / "etcd").touch()
    assert [is_executable(p) for p in (tmp_path, tmp_path / "etcd", Path("/bin/sh"))] == [False, False, True]
