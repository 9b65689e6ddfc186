"""Writing lock files: the same decisions are the same bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from podium.collecting import collecting_later
from podium.diagnostics import Diagnostic, LockError, Span
from podium.lock.model import LOCK_VERSION, Lock, LockedResource
from podium.lock.read import digest_of, lock_file
from podium.paths import shown

__all__ = ["is_written", "to_text", "write_lock"]


@collecting_later()
def to_text(lock: Lock) -> str:
    """Return the file of a lock: JSON with sorted keys, two spaces for each level, and a newline at its end.

    Args:
        lock: The lock; its values are JSON data, without numbers that JSON cannot hold.
    """
    form = _in_order(_form(lock))
    form["digest"] = digest_of(form)
    return to_json(dict(sorted(form.items())), indent=2).decode() + "\n"


def write_lock(root: Path, lock: Lock) -> Path:
    """Write the lock of an environment in one step: who reads it sees the old one or the new one.

    Args:
        root: The project's folder.
        lock: The lock.

    Returns:
        The file.

    Raises:
        LockError: It cannot be written (``D006``).
    """
    file = lock_file(root, lock.environment)
    text = to_text(lock)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        why, fix = f"the system says: {error.strerror}", "let your user write to that folder"
        raise LockError(Diagnostic("D006", "cannot write the lock", Span(shown(file)), why=why, fix=fix)) from None
    return file


def is_written(root: Path, lock: Lock) -> bool:
    """Return whether the file of a lock holds exactly that lock.

    Args:
        root: The project's folder.
        lock: The lock.
    """
    try:
        return lock_file(root, lock.environment).read_bytes() == to_text(lock).encode()
    except OSError:
        return False


def _form(lock: Lock) -> dict[str, Any]:
    """Return a lock as plain data: what has a name stands under it, and nowhere else."""
    return {
        "lockVersion": LOCK_VERSION,
        "environment": lock.environment,
        "workloads": {
            name: {"file": workload.file, "digest": workload.digest, "images": dict(workload.images)}
            for name, workload in lock.workloads.items()
        },
        "resources": {uid: _resource(resource) for uid, resource in lock.resources.items()},
        "definitions": dict(lock.definitions),
        "accepted": [asdict(acceptance) for acceptance in lock.accepted],
    }


def _in_order(value: Any) -> Any:
    """Return nested data with the keys of all mappings sorted."""
    if isinstance(value, Mapping):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(item) for item in value] if isinstance(value, list | tuple) else value


def _resource(resource: LockedResource) -> Mapping[str, Any]:
    return {
        "definition": resource.definition,
        "component": resource.component,
        "version": resource.version,
        "stateful": resource.stateful,
        "name": resource.name,
        "namespace": resource.namespace,
        "claimants": [{"workload": claimant.workload, "name": claimant.name} for claimant in resource.claimants],
        "needs": resource.needs,
        "params": resource.params,
        "identity": resource.identity,
        "outputs": resource.outputs,
        "aliases": resource.aliases,
    }
