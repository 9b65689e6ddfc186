"""Finding tools that are already on the machine, and whether their versions fit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from podium.toolchain import plugins, store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podium.toolchain.recipe import Tool

__all__ = ["accepts", "fingerprint", "on_path", "parse_version", "version_of"]

_VERSION = re.compile(r"(?<![\d.])(\d+(?:\.\d+)+)")
_PROBE_SECONDS = 20


def on_path(program: str) -> Path | None:
    """Return the program that PATH gives, leaving out our own cache, whose folders may be on PATH as well."""
    cache = str(store.root()) + os.sep
    folders = [f for f in os.environ.get("PATH", "").split(os.pathsep) if f and not f.startswith(cache)]
    found = shutil.which(program, path=os.pathsep.join(folders))
    return Path(found) if found else None


def parse_version(text: str) -> tuple[int, ...]:
    """Return the first dotted version in a text, or an empty tuple."""
    found = _VERSION.search(text)
    return tuple(int(part) for part in found.group(1).split(".")) if found else ()


def accepts(tool: Tool, version: tuple[int, ...]) -> bool:
    """Tell whether another version of the tool will do."""
    return _numbers(tool.at_least) <= version < _numbers(tool.below)


def version_of(program: Path, arguments: Iterable[str]) -> tuple[int, ...]:
    """Ask a program for its version; an empty tuple if it does not answer sensibly."""
    environment = os.environ | {"PULUMI_SKIP_UPDATE_CHECK": "true", "GOTOOLCHAIN": "local"}
    try:
        answer = subprocess.run(
            [program, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ()
    return parse_version(answer.stdout or answer.stderr) if answer.returncode == 0 else ()


def fingerprint(tools: Iterable[Tool]) -> list[Mapping[str, tuple[str, int, int]]]:
    """Return what the machine offers for each tool, cheaply: places, times and sizes, without starting a program.

    Two calls give the same value exactly when a search would find the same files.
    """
    return [
        {str(path): _identity(path) for path in (*map(on_path, tool.programs), _plugin(tool)) if path is not None}
        for tool in tools
    ]


def _plugin(tool: Tool) -> Path | None:
    return plugins.installed(tool) if tool.plugin else None


def _identity(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return (str(path.resolve()), status.st_mtime_ns, status.st_size)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
