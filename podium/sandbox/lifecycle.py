"""Start, stop and look at a sandbox."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from podium.paths import private_dir
from podium.sandbox import failures
from podium.sandbox.components import BINARIES
from podium.sandbox.layout import COMPONENTS, CONTEXT, Layout
from podium.sandbox.lock import locked
from podium.sandbox.processes import find, is_executable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

__all__ = ["SandboxStatus", "prepare", "start", "status", "stop"]

State = Literal["running", "stopped", "degraded"]


@dataclass(frozen=True, slots=True)
class SandboxStatus:
    """How a sandbox is.

    Attributes:
        state: ``running``: every component runs and the API is ready; ``stopped``: none runs; ``degraded``: the rest.
        directory: The sandbox's folder, absolute.
        server: Address of the API, or None when the sandbox never ran or was purged.
        kubeconfig: The administrator's kubeconfig, or None likewise.
        context: Name of the context in the kubeconfig.
        processes: Component name to process id, None for a component that does not run.
        version: Version of the API server, such as ``v1.36.1``, or None when it does not answer.
        logs: The folder of the components' logs.
        problems: What makes the sandbox degraded, one sentence each.
    """

    state: State
    directory: Path
    server: str | None
    kubeconfig: Path | None
    context: str
    processes: Mapping[str, int | None]
    version: str | None
    logs: Path
    problems: tuple[str, ...]


def prepare(directory: Path) -> Layout:
    """Create the sandbox's folders, the Pulumi state folder and its passphrase where they are missing.

    Args:
        directory: The sandbox's folder; its parents are created too.

    Returns:
        The layout of the folder, resolved.

    Raises:
        SandboxError: The folder holds files of somebody else (X005) or cannot be written (X006).
    """
    layout = Layout(directory.resolve())
    with _told(layout.directory):
        _claim(layout)
        _fill(layout)
    return layout


def _claim(layout: Layout) -> None:
    """Make the folder and mark it as a sandbox's, so that a purge never removes what somebody else keeps there."""
    names = {path.name for path in layout.directory.iterdir()} if layout.directory.exists() else set()
    if names and layout.lock.name not in names:
        raise failures.foreign_folder(layout.directory)
    private_dir(layout.directory)
    layout.lock.touch(mode=0o600)


def _fill(layout: Layout) -> None:
    for folder in (layout.backend, layout.home, layout.logs, layout.pki):
        private_dir(folder)
    if not layout.passphrase.exists():
        # Imported here, because it is needed once in a sandbox's life.
        from podium.sandbox.credentials import write_passphrase  # noqa: PLC0415

        write_passphrase(layout.passphrase)


def _silent(_: str) -> None:
    """Say nothing about a step."""


def start(directory: Path, bin: Path, *, on_step: Callable[[str], None] = _silent) -> SandboxStatus:
    """Start the sandbox, or return at once when it runs and is healthy.

    What is left of a sandbox that partly died is stopped first; its data is kept. A second start at the same time waits
    for the first. On failure, and on Ctrl-C, nothing is left running.

    Args:
        directory: The sandbox's folder; created when missing.
        bin: The folder that holds etcd, the Kubernetes control plane and KWOK.
        on_step: Called with a short text before each step, for people to read.

    Raises:
        SandboxError: A program is missing (X001), a component ended (X002) or was not ready in time (X003), the
            cluster's data is damaged (X004), the folder is not ours (X005) or cannot be written (X006).
    """
    layout = Layout(directory.resolve())
    with _told(layout.directory), _locked(layout, on_step):
        _fill(layout)
        now = _look(layout)
        if now.state == "running":
            return now
        _require_binaries(bin)
        # Imported here, because certificates cost more than looking at a sandbox that runs.
        from podium.sandbox.boot import boot, stop_processes  # noqa: PLC0415

        if now.state == "degraded":
            on_step("stopping what is left of the last run")
            stop_processes(layout.directory)
        boot(layout, bin.resolve(), on_step)
        return _look(layout)


def stop(directory: Path, *, purge: bool = False) -> SandboxStatus:
    """Stop every process of the sandbox.

    Args:
        directory: The sandbox's folder; it need not exist.
        purge: Also remove the cluster's data, its credentials and logs, and the Pulumi state, which describes what the
            cluster held.

    Raises:
        SandboxError: The folder cannot be changed (X006).
    """
    from podium.sandbox.boot import stop_processes  # noqa: PLC0415

    layout = Layout(directory.resolve())
    with _told(layout.directory):
        if not layout.lock.exists():
            # Somebody removed the folder by hand; its processes may still run.
            stop_processes(layout.directory)
            return _look(layout)
        with _locked(layout, _silent):
            stop_processes(layout.directory)
            if purge:
                _purge(layout)
            return _look(layout)


def status(directory: Path) -> SandboxStatus:
    """Return how the sandbox is; changes nothing.

    Args:
        directory: The sandbox's folder; it need not exist.
    """
    return _look(Layout(directory.resolve()))


def _look(layout: Layout) -> SandboxStatus:
    # Imported here, because TLS costs more than the whole command line of Podium, and most commands need no sandbox.
    from podium.sandbox.client import from_kubeconfig  # noqa: PLC0415

    found = find(layout.directory)
    client = from_kubeconfig(layout.own_kubeconfig)
    answer = client.get("/version") if client and "kube-apiserver" in found else None
    problems = _problems(found) if found else ()
    # A server whose etcd is gone takes seconds to say so, and by then that etcd is gone says it all.
    if found and not problems and not (client and client.is_ready()):
        problems = ("the API is not ready",)
    return SandboxStatus(
        state=_state(found, problems),
        directory=layout.directory,
        server=client.url if client else None,
        kubeconfig=layout.kubeconfig if layout.kubeconfig.exists() else None,
        context=CONTEXT,
        processes={name: found[name][0] if name in found else None for name in COMPONENTS},
        version=str(answer["gitVersion"]) if answer else None,
        logs=layout.logs,
        problems=problems,
    )


def _state(found: Mapping[str, list[int]], problems: tuple[str, ...]) -> State:
    if not found:
        return "stopped"
    return "degraded" if problems else "running"


def _problems(found: Mapping[str, list[int]]) -> tuple[str, ...]:
    dead = [f"'{name}' does not run" for name in COMPONENTS if name not in found]
    twice = [f"'{name}' runs {len(pids)} times" for name, pids in sorted(found.items()) if len(pids) > 1]
    return (*dead, *twice)


def _require_binaries(folder: Path) -> None:
    missing = [name for name in BINARIES if not is_executable(folder / name)]
    if missing:
        raise failures.missing_binaries(missing, folder)


def _purge(layout: Layout) -> None:
    for path in layout.owned():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    layout.lock.unlink()
    # What is left in the folder is somebody else's, and so is the folder then.
    with suppress(OSError):
        layout.directory.rmdir()


@contextmanager
def _locked(layout: Layout, on_step: Callable[[str], None]) -> Iterator[None]:
    _claim(layout)
    with locked(layout.lock, lambda: on_step("waiting for another start or stop of this sandbox")):
        yield


@contextmanager
def _told(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise failures.file_fault(directory, fault) from fault
