"""Where Podium keeps what it makes: caches, local state, the project it works on.

Every folder can be moved by an environment variable, so that two checkouts or two tests never share state by accident.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import platformdirs

from podium.diagnostics import Diagnostic, PodiumError

__all__ = [
    "SANDBOX_CONTEXT",
    "cache_dir",
    "private_dir",
    "project_root",
    "sandbox_dir",
    "shown",
    "state_dir",
    "write_private",
]

SANDBOX_CONTEXT = "podium-sandbox"
"""Context of every sandbox in its kubeconfig."""


def cache_dir() -> Path:
    """Return the user's cache folder for Podium: ``PODIUM_CACHE`` or the platform's own place."""
    return Path(os.environ.get("PODIUM_CACHE") or platformdirs.user_cache_dir("podium"))


def state_dir() -> Path:
    """Return the user's state folder for Podium: ``PODIUM_STATE`` or the platform's own place."""
    return Path(os.environ.get("PODIUM_STATE") or platformdirs.user_state_dir("podium"))


def project_root(start: Path | None = None) -> Path:
    """Return the nearest folder at or above ``start`` (default: the working directory) that holds ``Pulumi.yaml``.

    Raises:
        PodiumError: No such folder.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return folder
    raise PodiumError(
        Diagnostic(
            code="E001",
            message=f"no Podium project at or above '{here}'",
            why="a project is a folder with a Pulumi.yaml",
            fix="change to the project's folder",
        )
    )


def sandbox_dir(root: Path) -> Path:
    """Return the folder of the sandbox that belongs to one project: ``PODIUM_SANDBOX`` or a folder of the user's state.

    The name carries a hash of the project's path, so two checkouts never share a cluster or a Pulumi state.

    Args:
        root: The project's folder, absolute.
    """
    named = os.environ.get("PODIUM_SANDBOX")
    if named:
        return Path(named).resolve()
    digest = hashlib.sha256(str(root).encode()).hexdigest()[:8]
    return state_dir() / f"{root.name}-{digest}"


def shown(path: Path) -> str:
    """Return a path as a user would write it: relative to the working directory if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def private_dir(path: Path) -> Path:
    """Create a folder, and its parents, that only the user may enter (mode 0700)."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def write_private(path: Path, content: str) -> None:
    """Write a file that only the user may read (mode 0600), replacing it in one step.

    The file never exists with a wider mode: it is created under another name with its final mode and then renamed.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
    temporary.replace(path)
