"""Which Python runs the program."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from podium.diagnostics import Diagnostic, ToolchainError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Interpreter", "choose"]

# Where `toolchain: uv` keeps the environment unless `virtualenv` says otherwise.
_UV_ENVIRONMENT = ".venv"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python and the virtual environment that it belongs to, if any."""

    python: Path
    virtualenv: Path | None = None

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of a process that this Python runs: as if its virtual environment were active."""
        if self.virtualenv is None:
            return dict(base)
        path = os.pathsep.join([str(self.python.parent), base.get("PATH", os.defpath)])
        inherited = {name: value for name, value in base.items() if name != "PYTHONHOME"}
        return inherited | {"PATH": path, "VIRTUAL_ENV": str(self.virtualenv)}


def choose(options: Mapping[str, object], root: Path, environ: Mapping[str, str]) -> Interpreter:
    """Return the Python that runs a program.

    The first of: the ``virtualenv`` option, ``PULUMI_PYTHON_CMD``, the active virtual environment, the Python that runs
    this host.

    Args:
        options: ``runtime.options`` of ``Pulumi.yaml`` or ``PulumiPolicy.yaml``.
        root: The folder of that file; a relative ``virtualenv`` is relative to it.
        environ: The host's environment variables.

    Raises:
        ToolchainError: T005, the option names no virtual environment; T006, the command does not exist.
    """
    named = options.get("virtualenv") or (_UV_ENVIRONMENT if options.get("toolchain") == "uv" else None)
    if named:
        return _in_virtualenv(root / str(named), str(named))
    if environ.get("PULUMI_PYTHON_CMD"):
        return _command(environ["PULUMI_PYTHON_CMD"], environ)
    active = environ.get("VIRTUAL_ENV")
    if active and (Path(active) / "bin" / "python").is_file():
        return Interpreter(Path(active) / "bin" / "python", Path(active))
    return Interpreter(Path(sys.executable), Path(sys.prefix) if sys.prefix != sys.base_prefix else None)


def _in_virtualenv(folder: Path, named: str) -> Interpreter:
    python = folder / "bin" / "python"
    if python.is_file():
        return Interpreter(python, folder)
    raise ToolchainError(
        Diagnostic(
            code="T005",
            message=f"the virtual environment '{named}' does not exist",
            why=f"`runtime.options.virtualenv` names it, and there is no {python}",
            fix=f"create it with `python3 -m venv {folder}` and install the project into it",
        )
    )


def _command(command: str, environ: Mapping[str, str]) -> Interpreter:
    found = shutil.which(command, path=environ.get("PATH"))
    if found:
        return Interpreter(Path(found))
    raise ToolchainError(
        Diagnostic(
            code="T006",
            message=f"there is no Python command '{command}'",
            why="PULUMI_PYTHON_CMD names it, and it is not on PATH",
            fix="unset PULUMI_PYTHON_CMD, or set it to a Python",
        )
    )
