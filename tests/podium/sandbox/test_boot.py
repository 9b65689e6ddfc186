from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from podium.diagnostics import SandboxError
from podium.sandbox.boot import boot
from podium.sandbox.components import BINARIES
from podium.sandbox.processes import find

if TYPE_CHECKING:
    from pathlib import Path

    from podium.sandbox.layout import Layout


def _programs(folder: Path, **scripts: str) -> Path:
    for name in BINARIES:
        program = folder / name
        program.write_text("#!/bin/sh\n" + scripts.get(name.replace("-", "_"), "exit 0") + "\n", encoding="utf-8")
        program.chmod(0o755)
    return folder


def _fails(layout: Layout, programs: Path) -> SandboxError:
    with pytest.raises(SandboxError) as caught:
        boot(layout, programs, lambda _: None)
    assert find(layout.directory) == {}
    return caught.value


def test_a_component_that_ends_stops_the_boot_with_its_last_words(layout: Layout, tmp_path: Path) -> None:
    """The developer sees why, and nothing is left running."""
    fault = _fails(layout, _programs(tmp_path, etcd="sleep 1", kube_apiserver="echo 'unknown flag' >&2; exit 1"))
    assert (fault.diagnostics[0].code, "unknown flag" in fault.diagnostics[0].why) == ("X002", True)


def test_an_etcd_that_ends_on_old_data_says_that_a_purge_helps(layout: Layout, tmp_path: Path) -> None:
    """Damaged data has a fix of its own."""
    layout.data.mkdir()
    fault = _fails(layout, _programs(tmp_path, etcd="echo 'panic: page 3' >&2; exit 2", kube_apiserver="sleep 1"))
    assert (fault.diagnostics[0].code, "--purge" in fault.diagnostics[0].fix) == ("X004", True)


def test_an_etcd_that_names_another_cause_does_not_lead_to_a_purge(layout: Layout, tmp_path: Path) -> None:
    """A full disk is no reason to throw data away."""
    layout.data.mkdir()
    script = "echo 'write: no space left on device' >&2; exit 2"
    assert _fails(layout, _programs(tmp_path, etcd=script, kube_apiserver="sleep 1")).diagnostics[0].code == "X002"


def test_a_port_lost_between_choice_and_use_is_replaced(layout: Layout, tmp_path: Path) -> None:
    """Another program may be quicker; two more attempts follow, each on other ports."""
    count = tmp_path / "count"
    script = f"echo \"$@\" >> '{count}'; echo 'listen: address already in use' >&2; exit 1"
    _fails(layout, _programs(tmp_path, etcd=script, kube_apiserver="sleep 1"))
    attempts = count.read_text(encoding="utf-8").splitlines()
    assert (len(attempts), len(set(attempts))) == (3, 3)


def test_an_interrupt_leaves_no_process(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C during a start is safe."""

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    stopped: list[Path] = []
    monkeypatch.setattr("podium.sandbox.boot.time.sleep", interrupt)
    monkeypatch.setattr("podium.sandbox.boot.stop_processes", stopped.append)
    programs = _programs(tmp_path, etcd="sleep 0.1", kube_apiserver="sleep 0.1")
    with pytest.raises(KeyboardInterrupt):
        boot(layout, programs, lambda _: None)
    assert stopped == [layout.directory]


def test_a_server_that_never_answers_is_given_up(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wait has an end, and the error names what was waited for."""
    monkeypatch.setattr("podium.sandbox.boot.DEADLINE_SECONDS", 0.2)
    fault = _fails(layout, _programs(tmp_path, etcd="sleep 1", kube_apiserver="sleep 1"))
    assert "still waiting for 'kube-apiserver'" in fault.diagnostics[0].message


def test_a_taken_port_is_not_used(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kept ports are checked before each start."""
    monkeypatch.setattr("podium.sandbox.ports.PATIENCE_SECONDS", 0.1)
    programs = _programs(tmp_path, etcd="exit 1", kube_apiserver="sleep 1")
    _fails(layout, programs)
    before = layout.ports.read_text(encoding="utf-8")
    with socket.create_server(("127.0.0.1", int(before.split(":")[1].split(",")[0]))):
        _fails(layout, programs)
    assert layout.ports.read_text(encoding="utf-8") != before
