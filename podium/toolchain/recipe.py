"""The tools that the toolchain consists of, read from ``recipes.toml``."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podium.diagnostics import Diagnostic, ToolchainError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BUILD_FLAGS", "Build", "Download", "Platform", "Tool", "current_platform", "digest", "load", "recipes_dir"]

#: Flags of every build. They make the result independent of the folder and the clock.
BUILD_FLAGS = "-mod=mod -trimpath -buildvcs=false"

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True)
class Platform:
    """A system and a machine, in the words of Go: ``linux`` and ``amd64``."""

    system: str
    machine: str


@dataclass(frozen=True, slots=True)
class Download:
    """An official release.

    Attributes:
        url: Template of the address of the archive or, with ``{program}``, of each program.
        checksums: Template of the address of the publisher's SHA-256 sums.
        systems: Systems that the release is made for.
        machines: The publisher's names of machines.
        members: Program to its path in the archive; empty where each program is a file of its own.
    """

    url: str
    checksums: str
    systems: tuple[str, ...] = ("linux", "darwin")
    machines: Mapping[str, str] = field(default_factory=lambda: {"amd64": "amd64", "arm64": "arm64"})
    members: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Build:
    """A build from Go modules.

    Attributes:
        recipe: Folder with ``go.mod`` and ``go.sum``, relative to ``recipes.toml``.
        cpu_seconds: Measured cost with an empty build cache, for the time shown.
        packages: Go packages to compile; none where only files are taken from a module.
        ldflags: Flags for the linker.
        module: Module that ``embedded`` and ``scripts`` come from.
        embedded: File to put beside ``go.mod`` to its path in the module.
        scripts: Program to its path in the module.
    """

    recipe: str
    cpu_seconds: float
    packages: tuple[str, ...] = ()
    ldflags: str = ""
    module: str = ""
    embedded: Mapping[str, str] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that is found, downloaded or built as a whole.

    Attributes:
        name: Key in ``recipes.toml``.
        version: Version that Podium is tested with.
        programs: Names of its executables.
        build: How to build it.
        download: The official release, or None.
        probe: Arguments that make the first program print its version; empty where it has no such option.
        at_least: Lowest version that is accepted from PATH.
        below: First version that is not.
        plugin: Name of the Pulumi resource plugin that it is, or empty.
    """

    name: str
    version: str
    programs: tuple[str, ...]
    build: Build
    download: Download | None = None
    probe: tuple[str, ...] = ()
    at_least: str = "0"
    below: str = "0"
    plugin: str = ""


def recipes_dir() -> Path:
    """Return the folder of the recipes: inside the installed package, or at the top of a checkout."""
    installed = Path(__file__).parent / "recipes"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "toolchain"


def load(folder: Path) -> tuple[Tool, ...]:
    """Return the tools that ``recipes.toml`` lists, in its order."""
    table = tomllib.loads((folder / "recipes.toml").read_text(encoding="utf-8"))
    return tuple(_tool(name, entry) for name, entry in table.items())


def current_platform() -> Platform:
    """Return the platform that this process runs on.

    Raises:
        ToolchainError: T001, for a platform that the engine does not exist for.
    """
    machine = _MACHINES.get(platform.machine().lower())
    if machine and sys.platform in {"linux", "darwin"}:
        return Platform(sys.platform, machine)
    raise ToolchainError(
        Diagnostic(
            code="T001",
            message=f"the toolchain does not support '{sys.platform}' on '{platform.machine()}'",
            why="supported are Linux and macOS on amd64 and arm64",
            fix="run Podium in a Linux container or in WSL",
        )
    )


def digest(tool: Tool, folder: Path, target: Platform) -> str:
    """Return 16 hex digits that change whenever a new result could differ.

    They cover the tool's entry, every file of its recipe (``go.mod`` names the Go version), the flags and the platform.
    """
    summed = hashlib.sha256(json.dumps([repr(_without_cost(tool)), BUILD_FLAGS, repr(target)]).encode())
    for path in sorted((folder / tool.build.recipe).iterdir()):
        summed.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return summed.hexdigest()[:16]


def _without_cost(tool: Tool) -> tuple[object, ...]:
    build = tool.build
    made = (build.packages, build.ldflags, build.module, build.embedded, build.scripts)
    return (tool.name, tool.version, tool.programs, tool.download, *made)


def _tool(name: str, entry: Mapping[str, Any]) -> Tool:
    plain = {key: _frozen(value) for key, value in entry.items() if key not in {"build", "download"}}
    build = {key: _frozen(value) for key, value in entry["build"].items()}
    build["ldflags"] = build.get("ldflags", "").format(version=entry["version"])
    download = {key: _frozen(value) for key, value in entry.get("download", {}).items()}
    return Tool(name=name, build=Build(**build), download=Download(**download) if download else None, **plain)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
