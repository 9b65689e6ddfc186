"""What can go wrong with a sandbox, told so that the developer can mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podium.diagnostics import Diagnostic, SandboxError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from podium.sandbox.layout import Layout

__all__ = [
    "component_ended",
    "data_unreadable",
    "file_fault",
    "foreign_folder",
    "missing_binaries",
    "not_ready",
    "tail",
]

TAIL_LINES = 12
# Enough for the last lines; a log may have grown to megabytes.
TAIL_BYTES = 16_384
PURGE = "`podium sandbox stop --purge`, then `podium sandbox start`"


def missing_binaries(names: Sequence[str], folder: Path) -> SandboxError:
    """Return the error for programs that are not in ``folder`` or cannot be executed."""
    listed = ", ".join(f"'{name}'" for name in sorted(names))
    return SandboxError(
        Diagnostic(
            code="X001",
            message=f"the sandbox lacks {listed} in '{folder}'",
            why="the sandbox is a real Kubernetes control plane and needs its programs",
            fix="get them with `python -m podium.toolchain`",
        )
    )


def component_ended(layout: Layout, component: str) -> SandboxError:
    """Return the error for a component that ended while the sandbox started."""
    log = layout.log(component)
    return SandboxError(
        Diagnostic(
            code="X002",
            message=f"'{component}' ended while the sandbox started",
            why=f"the end of '{log}':\n{tail(log)}",
            fix=f"read '{log}', mend what it names, then `podium sandbox start`",
        )
    )


def not_ready(layout: Layout, component: str, seconds: float) -> SandboxError:
    """Return the error for a sandbox that runs but is not usable in time."""
    log = layout.log(component)
    return SandboxError(
        Diagnostic(
            code="X003",
            message=f"the sandbox is not ready after {seconds:.0f} s: still waiting for '{component}'",
            why=f"the end of '{log}':\n{tail(log)}",
            fix=f"free some processor time and try again; if that does not help, {PURGE}",
        )
    )


def data_unreadable(layout: Layout) -> SandboxError:
    """Return the error for an etcd that ends on data of an earlier run."""
    log = layout.log("etcd")
    return SandboxError(
        Diagnostic(
            code="X004",
            message=f"etcd cannot use the cluster's data in '{layout.data}'",
            why=f"the end of '{log}':\n{tail(log)}",
            fix=f"throw the cluster and its Pulumi state away: {PURGE}",
        )
    )


def foreign_folder(directory: Path) -> SandboxError:
    """Return the error for a folder that holds files and is no sandbox."""
    return SandboxError(
        Diagnostic(
            code="X005",
            message=f"'{directory}' holds files that are not a sandbox's",
            why="a purge would remove some of them",
            fix="set PODIUM_SANDBOX to a folder that is empty or does not exist",
        )
    )


def file_fault(directory: Path, fault: OSError) -> SandboxError:
    """Return the error for a file system or a process table that refuses."""
    return SandboxError(
        Diagnostic(
            code="X006",
            message=f"the sandbox in '{directory}' cannot be changed: {fault.strerror or fault}",
            why=f"the system refused '{fault.filename}'" if fault.filename else "",
            fix="make the folder writable, or set PODIUM_SANDBOX to another one",
        )
    )


def tail(log: Path) -> str:
    """Return the last lines of a log, or an empty string when there is none."""
    try:
        with log.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - TAIL_BYTES))
            text = stream.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-TAIL_LINES:])
