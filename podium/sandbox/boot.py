"""The boot of a sandbox: from prepared folders to a cluster that takes work."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium.diagnostics import SandboxError
from podium.sandbox import failures, ports, processes
from podium.sandbox.certificates import ensure_certificates
from podium.sandbox.client import Client, from_kubeconfig
from podium.sandbox.components import command_lines, environment
from podium.sandbox.credentials import ensure_tokens, write_kubeconfigs
from podium.sandbox.layout import COMPONENTS
from podium.sandbox.objects import create_missing, forget_first_round, is_complete

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from podium.sandbox.layout import Layout

__all__ = ["boot", "stop_processes"]

DEADLINE_SECONDS = 120.0
POLL_SECONDS = 0.05
GRACE_SECONDS = 3.0
ATTEMPTS = 3
LOST_PORT = "address already in use"
FIRST = ("etcd", "kube-apiserver")
THEN = tuple(name for name in COMPONENTS if name not in FIRST)


@dataclass(frozen=True, slots=True)
class _Boot:
    """One attempt: what runs by now, and what a fault of it means.

    Attributes:
        layout: The sandbox's files.
        lines: Command line of every component.
        pids: Components started so far and their process ids.
        has_old_data: Whether etcd found data of an earlier run.
        deadline: When to give up, on the monotonic clock.
    """

    layout: Layout
    lines: Mapping[str, tuple[str, ...]]
    pids: dict[str, int]
    has_old_data: bool
    deadline: float

    def start(self, components: tuple[str, ...]) -> None:
        """Start some components, all at once."""
        variables = environment(self.layout)
        for name in components:
            self.pids[name] = processes.spawn(self.lines[name], self.layout.log(name), variables)

    def wait(self, is_done: Callable[[], bool], component: str) -> None:
        """Return when ``is_done`` says so.

        Args:
            is_done: Asked again and again.
            component: Whose log to show when the time is over.

        Raises:
            SandboxError: A component ended, or the time is over.
        """
        while not is_done():
            self._check_alive()
            if time.monotonic() > self.deadline:
                raise failures.not_ready(self.layout, component, DEADLINE_SECONDS)
            time.sleep(POLL_SECONDS)

    def _check_alive(self) -> None:
        for name, pid in self.pids.items():
            if processes.has_ended(pid):
                if name == "etcd" and self.has_old_data and not _names_a_cause(self.layout):
                    raise failures.data_unreadable(self.layout)
                raise failures.component_ended(self.layout, name)


def boot(layout: Layout, binaries: Path, on_step: Callable[[str], None]) -> None:
    """Start every component and return when the cluster takes work; on any failure nothing is left running.

    Args:
        layout: The sandbox's files, prepared; none of its processes runs.
        binaries: The folder that holds the programs.
        on_step: Called with a short text before each step.

    Raises:
        SandboxError: A component ended or did not become ready.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _boot_once(layout, binaries, on_step, ports.reserve(layout.ports, anew=attempt > 1))
        except SandboxError:
            stop_processes(layout.directory)
            # Between the choice of a port and its use, another program may have taken it.
            if attempt == ATTEMPTS or not _lost_port(layout):
                raise
        except BaseException:
            stop_processes(layout.directory)
            raise
        else:
            return


def stop_processes(directory: Path) -> None:
    """Stop every process of a sandbox, etcd last, so that the API server can write what it still has to write."""
    processes.terminate(directory, (name for name in COMPONENTS if name != "etcd"), GRACE_SECONDS)
    processes.terminate(directory, ("etcd",), GRACE_SECONDS)


def _boot_once(layout: Layout, binaries: Path, on_step: Callable[[str], None], chosen: ports.Ports) -> None:
    client = _write_credentials(layout, chosen)
    state = _Boot(
        layout=layout,
        lines=command_lines(layout, chosen, binaries),
        pids={},
        has_old_data=layout.data.exists(),
        deadline=time.monotonic() + DEADLINE_SECONDS,
    )
    on_step("starting etcd and the API server")
    state.start(FIRST)
    state.wait(client.is_ready, "kube-apiserver")
    on_step("starting the controllers")
    state.wait(lambda: forget_first_round(client), "kube-apiserver")
    state.start(THEN)
    state.wait(lambda: create_missing(client), "kube-apiserver")
    on_step("waiting for the node")
    state.wait(lambda: is_complete(client), "kube-controller-manager")


def _write_credentials(layout: Layout, chosen: ports.Ports) -> Client:
    ensure_certificates(layout)
    write_kubeconfigs(layout, chosen.api, ensure_tokens(layout.tokens))
    client = from_kubeconfig(layout.own_kubeconfig)
    if client is None:
        message = "a kubeconfig that was just written cannot be read"
        raise AssertionError(message)
    return client


def _lost_port(layout: Layout) -> bool:
    return any(LOST_PORT in failures.tail(layout.log(name)) for name in FIRST)


def _names_a_cause(layout: Layout) -> bool:
    """Return whether etcd's last words are about something else than its data."""
    words = failures.tail(layout.log("etcd"))
    return any(cause in words for cause in (LOST_PORT, "no space left on device", "permission denied"))
