"""The sandbox's processes: start them, find them, stop them.

No process ids are kept. A process belongs to a sandbox when its command line says so, that is, when it runs one of the
components and names the sandbox's folder. So nothing can go stale: not after a crash of Podium itself, not after a
reboot, and a process id that another program got since is never taken for ours.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from podium.sandbox.components import BINARIES, PROVISIONER_MODULE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["component_of", "find", "has_ended", "is_executable", "spawn", "terminate"]

POLL_SECONDS = 0.02
PROC = Path("/proc")


def component_of(command: Sequence[str], directory: Path) -> str | None:
    """Return which component of the sandbox in ``directory`` a command line runs, or None.

    Args:
        command: Program and arguments.
        directory: The sandbox's folder, resolved.
    """
    if not any(f"{directory}{os.sep}" in argument for argument in command[1:]):
        return None
    if PROVISIONER_MODULE in command:
        return "volume-provisioner"
    program = Path(command[0]).name
    return program if program in BINARIES else None


def find(directory: Path) -> dict[str, list[int]]:
    """Return the running processes of the sandbox in ``directory``: component name to process ids, sorted."""
    found: dict[str, list[int]] = {}
    for pid, command in _own_processes():
        component = component_of(command, directory)
        if component is not None:
            found.setdefault(component, []).append(pid)
    return {component: sorted(pids) for component, pids in sorted(found.items())}


def _own_processes() -> Iterator[tuple[int, list[str]]]:
    return _from_proc() if (PROC / "self" / "cmdline").exists() else _from_ps()


def _from_proc() -> Iterator[tuple[int, list[str]]]:
    """Yield the user's processes from Linux's process table; zombies have no command line and are left out."""
    user = os.getuid()
    for entry in os.scandir(PROC):
        if not entry.name.isdigit():
            continue
        try:
            if entry.stat().st_uid == user and (raw := Path(entry.path, "cmdline").read_bytes()):
                yield int(entry.name), os.fsdecode(raw).rstrip("\0").split("\0")
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            # It ended while the table was read.
            continue


def _from_ps() -> Iterator[tuple[int, list[str]]]:
    """Yield the user's processes as ``ps`` tells them, for systems without ``/proc``.

    ``ps`` does not say where an argument ends; that an option follows a blank and a hyphen is exact enough here.
    """
    command = ("/bin/ps", "-ww", "-U", str(os.getuid()), "-o", "pid=,args=")
    table = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for line in table.splitlines():
        pid, _, arguments = line.strip().partition(" ")
        program, *options = arguments.split(" -")
        yield int(pid), [program, *(word for option in options for word in ("-" + option).split(" "))]


def is_executable(program: Path) -> bool:
    """Return whether ``program`` is a file that this user may execute."""
    return program.is_file() and os.access(program, os.X_OK)


def spawn(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> int:
    """Start a process that outlives Podium and its terminal; its output goes to ``log``, which starts empty.

    Args:
        command: Program, absolute, and arguments.
        log: File for both output streams, created with mode 0600.
        environment: The process's whole environment.

    Returns:
        The process id.
    """
    # A log of an earlier run may have been opened by somebody; a new file is certain to have the right mode.
    log.unlink(missing_ok=True)
    return os.posix_spawn(
        command[0],
        tuple(command),
        environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        # Python ignores SIGPIPE, and a caller may have blocked others; the components expect the defaults.
        setsigmask=[],
        setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGTERM],
    )


def has_ended(pid: int) -> bool:
    """Return whether a process is gone, if this process started it; one that somebody else started counts as gone."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def terminate(directory: Path, components: Iterable[str], grace_seconds: float) -> None:
    """Stop processes of a sandbox: ask first, and kill those that still run after the grace time.

    Args:
        directory: The sandbox's folder, resolved.
        components: Which of its components.
        grace_seconds: How long to wait before killing.
    """
    names = frozenset(components)
    for number in (signal.SIGTERM, signal.SIGKILL):
        pids = _pids(directory, names)
        for pid in pids:
            _signal(pid, number)
        if _all_end(directory, names, pids, grace_seconds):
            return


def _pids(directory: Path, names: frozenset[str]) -> list[int]:
    return [pid for name, pids in find(directory).items() if name in names for pid in pids]


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _all_end(directory: Path, names: frozenset[str], pids: Sequence[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    # Those that this very process started leave the table of command lines before they are gone for good.
    ending = [pid for pid in pids if not has_ended(pid)]
    while ending or _pids(directory, names):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
        ending = [pid for pid in ending if not has_ended(pid)]
    return True
