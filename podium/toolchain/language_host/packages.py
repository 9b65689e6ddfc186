"""Which Pulumi packages a program requires."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podium.toolchain.language_host.imports import external_modules
from podium.toolchain.language_host.protocol import plugin_pb2

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["required", "search_path"]

_ANSWER_SECONDS = 30


def required(entry: Path, folders: Sequence[Path], python: Path) -> list[plugin_pb2.PackageDependency]:
    """Return the packages that a program requires, sorted by name.

    Args:
        entry: The program: a file, or a folder with ``__main__.py``.
        folders: Where the program's own modules lie.
        python: The Python that runs it; SDKs are looked up where that finds them.
    """
    modules = external_modules(entry, folders) - sys.stdlib_module_names - {"pulumi", "podium"}
    places = search_path(python) if modules else []
    found = (_dependency(module, places) for module in sorted(modules))
    return sorted((package for package in found if package is not None), key=lambda package: package.name)


def search_path(python: Path) -> list[Path]:
    """Return where a Python looks for modules."""
    if python == Path(sys.executable):
        return [Path(place) for place in sys.path if place]
    command = [str(python), "-c", "import json, sys; print(json.dumps(sys.path[1:]))"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False)
    return [Path(place) for place in json.loads(answer.stdout)] if answer.returncode == 0 else []


def _dependency(module: str, places: Sequence[Path]) -> plugin_pb2.PackageDependency | None:
    """Return what an SDK says about its plugin, in the ``pulumi-plugin.json`` inside it; None for other modules."""
    for place in places:
        try:
            description = json.loads((place / module / "pulumi-plugin.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        return _message(module, description) if description.get("resource") else None
    return None


def _message(module: str, description: Mapping[str, Any]) -> plugin_pb2.PackageDependency:
    parameters = description.get("parameterization")
    return plugin_pb2.PackageDependency(
        name=description.get("name") or module.removeprefix("pulumi_"),
        kind="resource",
        version=_tagged(description.get("version", "")),
        server=description.get("server", ""),
        parameterization=_parameterization(parameters) if parameters else None,
    )


def _parameterization(parameters: Mapping[str, str]) -> plugin_pb2.PackageParameterization:
    value = base64.b64decode(parameters.get("value", ""))
    return plugin_pb2.PackageParameterization(name=parameters["name"], version=parameters["version"], value=value)


def _tagged(version: str) -> str:
    return f"v{version}" if version and not version.startswith("v") else version
