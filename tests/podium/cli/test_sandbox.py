from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from podium import sandbox
from podium.engine.stack import StackTarget
from podium.sandbox import SandboxStatus

Podium = Callable[..., Any]


def _status(state: str, problems: tuple[str, ...] = ()) -> SandboxStatus:
    return SandboxStatus(
        state=state,  # type: ignore[arg-type]
        directory=Path("/box"),
        server="https://127.0.0.1:6443",
        kubeconfig=Path("/box/kubeconfig"),
        context="podium-sandbox",
        processes={"etcd": 7},
        version="v1.36.1",
        logs=Path("/box/logs"),
        problems=problems,
    )


@pytest.fixture(autouse=True)
def _toolchain(monkeypatch: pytest.MonkeyPatch) -> None:
    def environment(base: Mapping[str, str]) -> dict[str, str]:
        return {**base, "PATH": "/tools"}

    tools = SimpleNamespace(bin=Path("/tools"), environment=environment)
    monkeypatch.setattr("podium.cli.sandbox.ready_toolchain", lambda _: tools)


def test_start_tells_steps_and_shows_where_it_is(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps are talk, the place is data."""

    def start(_: Path, __: Path, *, on_step: Callable[[str], None]) -> SandboxStatus:
        on_step("starting etcd")
        return _status("running")

    monkeypatch.setattr(sandbox, "start", start)
    said = podium("sandbox", "start")
    assert said.stderr == 'starting etcd\nuse it: eval "$(podium sandbox env)"\n'
    assert said.stdout.splitlines() == [
        "sandbox: running",
        "folder:  /box",
        "server:  https://127.0.0.1:6443",
        "version: v1.36.1",
        "config:  /box/kubeconfig",
    ]


def test_stop_keeps_data_unless_told(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """Purging is asked for by name."""
    asked: list[bool] = []

    def stop(_: Path, *, purge: bool) -> SandboxStatus:
        asked.append(purge)
        return _status("stopped")

    monkeypatch.setattr(sandbox, "stop", stop)
    podium("sandbox", "stop")
    podium("sandbox", "stop", "--purge")
    assert asked == [False, True]


def test_status_lists_problems(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """In both forms."""
    monkeypatch.setattr(sandbox, "status", lambda _: _status("degraded", ("'kwok' does not run",)))
    assert podium("sandbox", "status").stdout.splitlines()[-1] == "problem: 'kwok' does not run"
    form = podium("sandbox", "status", "--format", "json").json
    assert (form["state"], form["problems"], form["processes"]) == ("degraded", ["'kwok' does not run"], {"etcd": 7})


def test_env_creates_missing_stacks_of_environments_that_live_here(
    podium: Podium, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain `pulumi up` creates none; a broken environment file does not spoil the others."""
    folder = project / "stacks/environments"
    (folder / "dev.yaml").write_text("type: development\ndefinitions: {}\n")
    (folder / "far.yaml").write_text("type: production\ncluster: {context: far}\ndefinitions: {}\n")
    (folder / "torn.yaml").write_text("type: nonsense\n")
    created: list[StackTarget] = []
    monkeypatch.setattr("podium.cli.sandbox.create_stack", created.append)
    said = podium("sandbox", "env")
    assert (said.code, [target.stack for target in created]) == (0, ["dev"]), said.stderr
    names = [line.split()[1].partition("=")[0] for line in said.stdout.splitlines() if line.startswith("export ")]
    assert names == ["KUBECONFIG", "PATH", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE_FILE"]
