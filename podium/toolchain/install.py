"""Putting the toolchain together: find, download or build each tool, then lay out one folder for PATH.

Each combination of recipes, of what the machine offers and of the Python that asks has a folder of its own
(`store.set_dir`), so two shells or two virtual environments that share the cache never rewrite each other's.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from podium.toolchain import plugins, recipe, search, store
from podium.toolchain.progress import Progress, Quiet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podium.toolchain.recipe import Platform, Tool

__all__ = ["Toolchain", "ensure", "find"]

_HOST = "pulumi-language-python"

# The interpreter that installed Podium runs the host. It may be gone (a deleted virtual environment), hence the second
# try. -P keeps the user's project folder, which the engine makes the working directory, off the import path.
_HOST_SCRIPT = """\
#!/bin/sh
python=PYTHON
[ -x "$python" ] || python=python3
exec "$python" -P -m podium.toolchain.language_host --executor "${0%/*}/pulumi-language-python-exec" "$@"
"""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """The engine, its plugins and the sandbox's programs, ready to run.

    Attributes:
        bin: Folder that holds all programs; put it first on PATH. Resource plugins lie in ``plugins`` beside it.
        sources: Tool to how it was obtained in this run: ``PATH``, ``cache``, ``download`` or ``build``.
        is_fallback_host: True if Podium's own Python language host is used instead of the official one.
    """

    bin: Path
    sources: Mapping[str, str]
    is_fallback_host: bool

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of processes that use the toolchain.

        The engine that it is for, which is known by its ``PULUMI_HOME``, is also given the resource plugins.

        Args:
            base: The environment to start from, such as ``os.environ``; it is not changed.

        Raises:
            ToolchainError: T007, the engine's plugin folder cannot be written to.
        """
        plugins.offer(self.bin.parent / "plugins", base)
        first = [str(self.bin), str(Path(sys.executable).parent)]
        rest = [folder for folder in base.get("PATH", os.defpath).split(os.pathsep) if folder not in first]
        added = {"PATH": os.pathsep.join([*first, *rest]), "PULUMI_SKIP_UPDATE_CHECK": "true"}
        if self.is_fallback_host:
            added["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true"
        return {**base, **added}


@dataclass(frozen=True, slots=True)
class _Found:
    source: str
    programs: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for: the tools, on this machine, by this Python."""

    tools: tuple[Tool, ...]
    folder: Path
    platform: Platform

    @property
    def key(self) -> str:
        digests = [recipe.digest(tool, self.folder, self.platform) for tool in self.tools]
        asked = [digests, search.fingerprint(self.tools), sys.executable, _HOST_SCRIPT]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]

    def store_dir(self, tool: Tool) -> Path:
        return store.store_dir(tool.name, recipe.digest(tool, self.folder, self.platform))


def ensure(progress: Progress | None = None) -> Toolchain:
    """Return the toolchain, finding, downloading or building whatever is missing.

    A second call starts no process and takes milliseconds. Two processes never build at once: the second waits.

    Args:
        progress: Told what happens while it takes minutes; nothing is told by default.

    Raises:
        ToolchainError: T001 for an unsupported platform, T002 without Go, T003 if a build fails, T004 if a download is
            not what its publisher made, T007 if the engine's plugin folder cannot be written to.
    """
    request = _request()
    toolchain = _load(request.key) or _ensure(request, progress or Quiet())
    # A plain `pulumi up` in a shell that has the programs on PATH finds the plugins too.
    plugins.offer(toolchain.bin.parent / "plugins", os.environ)
    return toolchain


def find() -> Toolchain | None:
    """Return the toolchain if everything is already on the machine, else None; never downloads and never builds."""
    request = _request()
    ready = _load(request.key)
    if ready:
        return ready
    found = _find_all(request)
    if found is None:
        return None
    with store.lock(Quiet()):
        return _lay_out(request, found)


def _ensure(request: _Request, progress: Progress) -> Toolchain:
    with store.lock(progress):
        # Another process may have done the work while this one waited.
        return _load(request.key) or _assemble(request, progress)


def _request() -> _Request:
    folder = recipe.recipes_dir()
    return _Request(recipe.load(folder), folder, recipe.current_platform())


def _load(key: str) -> Toolchain | None:
    folder = store.set_dir(key)
    try:
        description = json.loads((folder / "set.json").read_text(encoding="utf-8"))
        files, sources, is_fallback = (description[name] for name in ("files", "sources", "is_fallback_host"))
    except (OSError, ValueError, KeyError):
        return None
    if not all((folder / file).exists() for file in files):
        return None
    sources = {tool: "PATH" if how == "PATH" else "cache" for tool, how in sources.items()}
    return Toolchain(folder / "bin", sources, is_fallback)


def _assemble(request: _Request, progress: Progress) -> Toolchain:
    found: dict[str, _Found] = {}
    for tool in request.tools:
        found[tool.name] = _existing(request, tool, found) or _obtain(request, tool, found, progress)
    return _lay_out(request, found)


def _find_all(request: _Request) -> dict[str, _Found] | None:
    found: dict[str, _Found] = {}
    for tool in request.tools:
        existing = _existing(request, tool, found)
        if existing is None:
            return None
        found[tool.name] = existing
    return found


def _existing(request: _Request, tool: Tool, found: Mapping[str, _Found]) -> _Found | None:
    """Find a tool without work: beside the engine (its host), on PATH, among its plugins, in the store."""
    if _HOST in tool.programs:
        outside = _beside_engine(tool, found["pulumi"])
    elif tool.plugin:
        outside = _installed(tool)
    else:
        outside = _on_path(tool)
    return outside or _stored(request, tool)


def _installed(tool: Tool) -> _Found | None:
    plugin = plugins.installed(tool)
    return _Found("PATH", {tool.programs[0]: plugin}) if plugin else None


def _on_path(tool: Tool) -> _Found | None:
    programs = {program: path for program in tool.programs if (path := search.on_path(program))}
    fits = len(programs) == len(tool.programs) and all(
        search.accepts(tool, search.version_of(path, tool.probe)) for _, path in sorted(programs.items())
    )
    return _Found("PATH", programs) if fits else None


def _beside_engine(host: Tool, engine: _Found) -> _Found | None:
    folder = engine.programs["pulumi"].resolve().parent
    programs = {program: folder / program for program in host.programs}
    return _Found(engine.source, programs) if all(path.is_file() for path in programs.values()) else None


def _stored(request: _Request, tool: Tool) -> _Found | None:
    folder = request.store_dir(tool) / "bin"
    programs = {path.name: path for path in sorted(folder.iterdir())} if folder.is_dir() else {}
    # Podium's own host is not stored: it is written for the Python that asks.
    is_whole = set(tool.programs) - {_HOST} <= set(programs)
    return _Found("cache", programs) if is_whole else None


def _obtain(request: _Request, tool: Tool, found: Mapping[str, _Found], progress: Progress) -> _Found:
    """Download the official release, or build."""
    plugin = _install_plugin(tool, found, progress) if tool.plugin else None
    if plugin:
        return _Found("download", {tool.programs[0]: plugin})
    with store.staging() as folder:
        target = folder / "tool"
        target.mkdir()
        how = _download_or_build(request, tool, target, progress)
        programs = store.publish(target, request.store_dir(tool)) / "bin"
    progress.finished(tool.name, how)
    return _Found(how, {path.name: path for path in sorted(programs.iterdir())})


def _download_or_build(request: _Request, tool: Tool, target: Path, progress: Progress) -> str:
    from podium.toolchain import build, download  # noqa: PLC0415 (slow to import, and needed once in a cache's life)

    if tool.download is not None and download.is_wanted():
        progress.started(tool.name, "download")
        if download.download(tool, request.platform, target, progress):
            return "download"
    progress.started(tool.name, "build")
    build.build(tool, target, progress)
    return "build"


def _install_plugin(tool: Tool, found: Mapping[str, _Found], progress: Progress) -> Path | None:
    """Let an official engine install a plugin from its publisher, as it would at the first run."""
    from podium.toolchain import download  # noqa: PLC0415

    is_official = _HOST in found["python-host"].programs
    if not is_official or not download.is_wanted():
        return None
    progress.started(tool.name, "download")
    arguments = ["plugin", "install", "resource", tool.plugin, tool.version]
    command = [str(found["pulumi"].programs["pulumi"]), *arguments]
    code = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode
    plugin = plugins.installed(tool) if code == 0 else None
    if plugin:
        progress.finished(tool.name, "download")
    return plugin


def _lay_out(request: _Request, found: Mapping[str, _Found]) -> Toolchain:
    """Write the folder for PATH and rename it into place."""
    key = request.key
    with store.staging() as folder:
        target = folder / "set"
        for file, path in sorted(_files(request, found).items()):
            _link(path, target / file)
        is_fallback = not (target / "bin" / _HOST).exists()
        if is_fallback:
            _write_host(target / "bin" / _HOST)
        _describe(target, found, is_fallback=is_fallback)
        store.publish(target, store.set_dir(key))
    sources = {name: item.source for name, item in found.items()}
    return Toolchain(store.set_dir(key) / "bin", sources, is_fallback)


def _files(request: _Request, found: Mapping[str, _Found]) -> dict[str, Path]:
    """Return what the set consists of: place in it, and where that is now.

    An official release gives the host's programs twice, as its own and as what lies beside the engine: the same files.
    """
    return {
        f"plugins/{plugins.folder_name(tool)}/{program}" if tool.plugin else f"bin/{program}": path
        for tool in request.tools
        for program, path in found[tool.name].programs.items()
    }


def _link(path: Path, link: Path) -> None:
    """Link a program; a hard link within the cache, because the engine looks for its host beside its real file."""
    link.parent.mkdir(parents=True, exist_ok=True)
    if path.is_relative_to(store.root()):
        link.hardlink_to(path)
    else:
        link.symlink_to(path.absolute())


def _write_host(path: Path) -> None:
    path.write_text(_HOST_SCRIPT.replace("PYTHON", shlex.quote(sys.executable)), encoding="utf-8")
    path.chmod(0o755)


def _describe(target: Path, found: Mapping[str, _Found], *, is_fallback: bool) -> None:
    description = {
        "is_fallback_host": is_fallback,
        "files": sorted(str(path.relative_to(target)) for path in target.glob("*/**/*") if not path.is_dir()),
        "sources": {name: item.source for name, item in found.items()},
    }
    (target / "set.json").write_text(json.dumps(description, indent=2, sort_keys=True), encoding="utf-8")
