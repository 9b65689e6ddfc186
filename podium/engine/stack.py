"""The stack that a run works on: creating it, its state, and locks that a killed engine left behind."""

from __future__ import annotations

import json
import os
import re
import socket
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import yaml

from podium.diagnostics import Diagnostic, EngineError
from podium.engine.session import Completed, EngineSession
from podium.paths import write_private

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "StackTarget",
    "align_salt",
    "create_stack",
    "drop_pending_creates",
    "exported_state",
    "invoke",
    "is_known",
    "nothing_deployed",
    "passphrase_failure",
    "release_stale_locks",
    "start",
]

_SALT = re.compile(r"^encryptionsalt:.*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StackTarget:
    """Which stack, of which project, in which environment of processes.

    Attributes:
        stack: Name of the stack.
        project_root: Folder of the ``Pulumi.yaml``.
        environ: The whole environment of the engine: backend, passphrase file, kubeconfig, path. Never shown, because
            it may hold secrets.
    """

    stack: str
    project_root: Path
    environ: Mapping[str, str] = field(repr=False)

    @property
    def project(self) -> str:
        """The project's name, as ``Pulumi.yaml`` has it."""
        return str(_project_settings(self.project_root)["name"])

    @property
    def settings_file(self) -> Path:
        """The stack's settings file, which may not exist."""
        folder = str(_project_settings(self.project_root).get("stackConfigDir", "."))
        return self.project_root / folder / f"Pulumi.{self.stack}.yaml"


def invoke(target: StackTarget, *arguments: str) -> Completed:
    """Run one engine command on the stack to its end.

    Args:
        target: The stack.
        arguments: Command and flags; the stack is added.

    Raises:
        EngineError: The engine's executable is missing.
    """
    return start(target, *arguments).wait()


def start(target: StackTarget, *arguments: str) -> EngineSession:
    """Start one engine command on the stack.

    Raises:
        EngineError: The engine's executable is missing.
    """
    command = ("pulumi", "--non-interactive", *arguments, "--stack", target.stack, "--color", "never")
    environ = {**target.environ, "PULUMI_AUTOMATION_API": "true", "PULUMI_DEBUG_COMMANDS": "true"}
    try:
        return EngineSession(command, target.project_root, environ)
    except FileNotFoundError:
        raise EngineError(
            Diagnostic(
                code="N001",
                message="the engine is missing",
                why="no executable `pulumi` on the path",
                fix="set it up with `python -m podium.toolchain`",
            )
        ) from None


def create_stack(target: StackTarget) -> None:
    """Create the stack; one that exists is left alone.

    The engine writes the salt of the passphrase into the stack's settings file. A salt that a deleted sandbox left
    there opens nothing any more, because the stack it belonged to is gone: it is dropped when no secret depends on it.

    Raises:
        EngineError: The stack cannot be created.
    """
    completed = _init(target)
    if completed.code and "incorrect passphrase" in completed.stderr and _drop_stale_salt(target.settings_file):
        completed = _init(target)
    if completed.code and "already exists" not in completed.stderr:
        raise EngineError(_creation_failure(target, completed.stderr))


def align_salt(target: StackTarget) -> None:
    """Give the settings file the salt of the stack's own state.

    The engine keeps the salt of the passphrase in the state and in the settings file, and trusts the file. Two backends
    that are used in turn from one checkout, such as two sandboxes, overwrite each other's file. A file with secrets of
    its own is left alone, because they were written with its salt.
    """
    settings = target.settings_file
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    if "secure:" in text or not _SALT.search(text):
        return
    salt = _state_salt(target)
    if salt and salt not in text:
        settings.write_text(_SALT.sub(lambda _: f"encryptionsalt: {salt}\n", text), encoding="utf-8")


def is_known(target: StackTarget) -> bool:
    """Tell whether the stack has a state in its ``file://`` backend, without starting the engine."""
    state = _state_file(target)
    return state is not None and state.is_file()


def exported_state(target: StackTarget) -> Mapping[str, Any] | None:
    """Return the stack's state with secrets encrypted, None when the stack does not exist.

    Raises:
        EngineError: The state cannot be read.
    """
    align_salt(target)
    completed = invoke(target, "stack", "export")
    if completed.code == 0:
        return dict(json.loads(completed.stdout).get("deployment") or {})
    if "no stack named" in completed.stderr:
        return None
    raise EngineError(
        Diagnostic("N002", f"the state of stack '{target.stack}' cannot be read", why=_last_line(completed.stderr))
    )


def drop_pending_creates(target: StackTarget) -> None:
    """Forget creations that a killed engine never finished.

    Called after a run that succeeded: each resource was then created or adopted, so the entries say nothing any more,
    but the engine would warn about them for ever.
    """
    exported = json.loads(invoke(target, "stack", "export").stdout)
    pending = exported["deployment"].pop("pending_operations", [])
    kept = [operation for operation in pending if operation["type"] != "creating"]
    if kept:
        exported["deployment"]["pending_operations"] = kept
    with tempfile.TemporaryDirectory(prefix="podium-") as folder:
        state = Path(folder) / "state.json"
        write_private(state, json.dumps(exported))
        invoke(target, "stack", "import", "--file", str(state))


def release_stale_locks(target: StackTarget) -> tuple[int, ...]:
    """Remove locks whose engine is dead, so that a killed run does not block the next one.

    Only locks of a ``file://`` backend made on this machine are looked at; no process can come back from the dead, so
    removing them is safe.

    Returns:
        The process ids of the dead engines, sorted.
    """
    dead = []
    for path in _lock_files(target):
        lock = _read_lock(path)
        if lock.get("hostname") == socket.gethostname() and not _is_engine_alive(int(lock.get("pid", 0))):
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.attrs").unlink(missing_ok=True)
            dead.append(int(lock.get("pid", 0)))
    return tuple(sorted(dead))


def _init(target: StackTarget) -> Completed:
    return invoke(target, "stack", "init", "--no-select")


def _drop_stale_salt(settings: Path) -> bool:
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    if "secure:" in text or not _SALT.search(text):
        return False
    remaining = _SALT.sub("", text)
    if remaining.strip():
        settings.write_text(remaining, encoding="utf-8")
    else:
        settings.unlink()
    return True


def _state_file(target: StackTarget) -> Path | None:
    backend = _local_backend(target)
    return backend / ".pulumi/stacks" / target.project / f"{target.stack}.json" if backend else None


def _state_salt(target: StackTarget) -> str:
    """Return the salt that the state in a ``file://`` backend was written with, empty when there is none."""
    file = _state_file(target)
    if file is None or not file.is_file():
        return ""
    latest = json.loads(file.read_text(encoding="utf-8")).get("checkpoint", {}).get("latest") or {}
    provider = latest.get("secrets_providers") or {}
    return str(provider.get("state", {}).get("salt", "")) if provider.get("type") == "passphrase" else ""


def _creation_failure(target: StackTarget, stderr: str) -> Diagnostic:
    if "passphrase" in stderr:
        return passphrase_failure(target.stack, stderr)
    return Diagnostic("N002", f"stack '{target.stack}' cannot be created", why=_last_line(stderr))


def passphrase_failure(stack: str, stderr: str) -> Diagnostic:
    """Return the diagnostic for a passphrase that is missing or wrong."""
    if "incorrect passphrase" in stderr:
        return Diagnostic(
            code="N003",
            message=f"the passphrase does not open the secrets of stack '{stack}'",
            why="the state was written with another passphrase",
            fix="set `PULUMI_CONFIG_PASSPHRASE_FILE` to the file that the stack was created with",
        )
    return Diagnostic(
        code="N003",
        message=f"no passphrase for the secrets of stack '{stack}'",
        why=_last_line(stderr),
        fix='set `PULUMI_CONFIG_PASSPHRASE_FILE`, or load the sandbox\'s with `eval "$(podium sandbox env)"`',
    )


def nothing_deployed(stack: str) -> EngineError:
    """Return the error for a stack that does not exist or holds nothing."""
    return EngineError(
        Diagnostic(
            code="N004",
            message=f"nothing is deployed to '{stack}'",
            why="the stack has no resources in this backend",
            fix=f"deploy with `podium up -e {stack}`",
        )
    )


def _lock_files(target: StackTarget) -> Iterator[Path]:
    backend = _local_backend(target)
    if backend is not None:
        yield from sorted((backend / ".pulumi/locks/organization" / target.project / target.stack).glob("*.json"))


def _local_backend(target: StackTarget) -> Path | None:
    url = urlsplit(target.environ.get("PULUMI_BACKEND_URL", ""))
    return Path(unquote(url.netloc + url.path)).expanduser() if url.scheme == "file" else None


def _read_lock(path: Path) -> Mapping[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def _is_engine_alive(pid: int) -> bool:
    """Tell whether a process is an engine; where the name cannot be read, any living process counts."""
    name = Path(f"/proc/{pid}/comm")
    if Path("/proc/self").exists():
        return name.exists() and name.read_text(encoding="utf-8").startswith("pulumi")
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("error: ") if lines else "the engine said nothing"


def _project_settings(root: Path) -> Mapping[str, Any]:
    return dict(yaml.safe_load((root / "Pulumi.yaml").read_text(encoding="utf-8")))
