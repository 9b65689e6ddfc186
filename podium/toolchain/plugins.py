"""Offering resource plugins to the engine where it looks for them without complaint.

A resource plugin on PATH works, but the engine warns about it at every run: it takes that for a developer's experiment.
So plugins lie apart from the programs and are linked into ``$PULUMI_HOME/plugins``. A plugin of the same version that
the engine has installed itself is never touched.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podium.diagnostics import Diagnostic, ToolchainError
from podium.toolchain import store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podium.toolchain.recipe import Tool

__all__ = ["folder_name", "home", "installed", "offer"]


def folder_name(tool: Tool) -> str:
    """Return the name of the folder that the engine expects a resource plugin in."""
    return f"resource-{tool.plugin}-v{tool.version}"


def home(environ: Mapping[str, str]) -> Path:
    """Return where the engine keeps its plugins."""
    return Path(environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "plugins"


def installed(tool: Tool) -> Path | None:
    """Return the plugin of exactly this version that the engine has, unless it is one that was offered.

    The engine installs files; a link is always an offer, be it from this cache or from another one.
    """
    path = home(os.environ) / folder_name(tool) / tool.programs[0]
    return path if path.is_file() and not path.is_symlink() else None


def offer(folder: Path, environ: Mapping[str, str]) -> None:
    """Link every plugin below a folder into the engine's own, unless there is one already.

    Args:
        folder: Holds ``resource-<name>-v<version>/<program>``; nothing happens if it does not exist.
        environ: The environment of the engine that will run.

    Raises:
        ToolchainError: T007, the engine's folder cannot be written to.
    """
    for plugin in sorted(folder.glob("resource-*/*")):
        link = home(environ) / plugin.parent.name / plugin.name
        try:
            _offer(plugin, link)
        except OSError as error:
            raise _refused(link, error) from None


def _offer(plugin: Path, link: Path) -> None:
    if link.exists() and (not _is_ours(link) or link.samefile(plugin)):
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    temporary = link.with_name(f".{link.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(plugin)
    temporary.replace(link)


def _is_ours(path: Path) -> bool:
    return path.resolve().is_relative_to(store.root().resolve())


def _refused(link: Path, error: OSError) -> ToolchainError:
    return ToolchainError(
        Diagnostic(
            code="T007",
            message=f"the plugin cannot be linked to '{link}': {(error.strerror or 'unknown reason').lower()}",
            why="the engine looks for its plugins there",
            fix="set PULUMI_HOME to a folder that you may write to",
        )
    )
