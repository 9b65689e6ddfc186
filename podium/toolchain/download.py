"""Fetching official releases, verified against the publisher's SHA-256 sums.

A release that cannot be reached is not an error: the caller builds instead. A release that arrives and does not have
the published sum is one, because building over it would hide an attack or a broken mirror.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import shutil
import tarfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from podium.diagnostics import Diagnostic, ToolchainError
from podium.paths import write_private
from podium.toolchain import store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podium.toolchain.progress import Progress
    from podium.toolchain.recipe import Download, Platform, Tool

__all__ = ["download", "is_wanted", "parse_sums"]

_ANSWER_SECONDS = 3.0
_STALL_SECONDS = 30.0
_UNREACHABLE_SECONDS = 3600.0
_CHUNK = 1 << 20


class _UnavailableError(Exception):
    """The release cannot be had here and now."""


@dataclass(frozen=True, slots=True)
class _Asset:
    url: str
    checksums: str
    programs: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]


def is_wanted() -> bool:
    """Tell whether releases may be downloaded: not with ``PODIUM_OFFLINE`` set."""
    return os.environ.get("PODIUM_OFFLINE", "") in {"", "0"}


def download(tool: Tool, platform: Platform, target: Path, progress: Progress) -> bool:
    """Fetch a tool's official release into ``target/bin``.

    Args:
        tool: What to fetch.
        platform: For which machine.
        target: An empty folder on the cache's file system.
        progress: Told how far the download is.

    Returns:
        False if there is no release for the platform or its host does not answer.

    Raises:
        ToolchainError: T004, the release does not have the sum that its publisher names.
    """
    if tool.download is None or platform.system not in tool.download.systems or not is_wanted():
        return False
    try:
        for asset in _assets(tool, tool.download, platform):
            _fetch_asset(tool, asset, target, progress)
    except _UnavailableError:
        shutil.rmtree(target / "bin", ignore_errors=True)
        return False
    return True


def parse_sums(text: str, name: str) -> str | None:
    """Return the hex digest of one file from a list of sums, or from a text that is nothing but a digest."""
    words = [line.split() for line in text.splitlines() if line.strip()]
    if len(words) == 1 and len(words[0]) == 1:
        return words[0][0].lower()
    named = {parts[1].lstrip("*"): parts[0].lower() for parts in words if len(parts) == 2}  # noqa: PLR2004
    return named.get(name)


def _assets(tool: Tool, release: Download, platform: Platform) -> list[_Asset]:
    words = {"version": tool.version, "system": platform.system, "machine": release.machines[platform.machine]}
    if release.members:
        members = {program: path.format(**words) for program, path in release.members.items()}
        return [_Asset(release.url.format(**words), release.checksums.format(**words), members)]
    return [
        _Asset(release.url.format(**words, program=p), release.checksums.format(**words, program=p), {p: ""})
        for p in tool.programs
    ]


def _fetch_asset(tool: Tool, asset: _Asset, target: Path, progress: Progress) -> None:
    expected = parse_sums(_read_text(asset.checksums), asset.name)
    if expected is None:
        raise _UnavailableError
    file = target / "asset"
    actual = _save(tool, asset.url, file, progress)
    if actual != expected:
        raise _mismatch(tool, asset, expected, actual)
    (target / "bin").mkdir(exist_ok=True)
    for program, member in sorted(asset.programs.items()):
        _place(file, member, target / "bin" / program)
    file.unlink()


def _place(file: Path, member: str, program: Path) -> None:
    """Put one program in its place; a member is read as data, so no path of the archive is ever written to."""
    if member:
        _extract(file, member, program)
    else:
        shutil.copyfile(file, program)
    program.chmod(0o755)


def _extract(file: Path, member: str, program: Path) -> None:
    with tarfile.open(file) as archive, program.open("wb") as output:
        try:
            source = archive.extractfile(member)
        except KeyError:
            source = None
        if source is None:
            # The publisher has changed what a release looks like; a build does not depend on that.
            raise _UnavailableError
        shutil.copyfileobj(source, output)


def _read_text(url: str) -> str:
    with _answer(url, _ANSWER_SECONDS) as response:
        return response.read(_CHUNK).decode("utf-8", errors="replace")


def _save(tool: Tool, url: str, file: Path, progress: Progress) -> str:
    summed, done, start = hashlib.sha256(), 0, time.monotonic()
    with _answer(url, _STALL_SECONDS) as response, file.open("wb") as output:
        size = int(response.headers.get("Content-Length") or 0)
        while chunk := response.read(_CHUNK):
            output.write(chunk)
            summed.update(chunk)
            done += len(chunk)
            if size:
                left = (time.monotonic() - start) / done * (size - done)
                progress.advanced(tool.name, done / size, left)
    return summed.hexdigest()


@contextlib.contextmanager
def _answer(url: str, seconds: float) -> Iterator[http.client.HTTPResponse]:
    """Open an address; a host that does not answer is left alone for an hour."""
    host = urlsplit(url).netloc
    if _is_unreachable(host):
        raise _UnavailableError
    try:
        with urllib.request.urlopen(url, timeout=seconds) as response:  # noqa: S310 (https, by a test of the recipes)
            yield response
    except urllib.error.HTTPError as error:
        error.close()
        raise _UnavailableError from None
    except (OSError, http.client.HTTPException):
        _remember_unreachable(host)
        raise _UnavailableError from None


def _is_unreachable(host: str) -> bool:
    return time.time() - _unreachable().get(host, 0.0) < _UNREACHABLE_SECONDS


def _remember_unreachable(host: str) -> None:
    hosts = {name: at for name, at in _unreachable().items() if time.time() - at < _UNREACHABLE_SECONDS}
    write_private(store.root() / "unreachable.json", json.dumps(hosts | {host: time.time()}, sort_keys=True))


def _unreachable() -> dict[str, float]:
    try:
        hosts = json.loads((store.root() / "unreachable.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return hosts if isinstance(hosts, dict) else {}


def _mismatch(tool: Tool, asset: _Asset, expected: str, actual: str) -> ToolchainError:
    return ToolchainError(
        Diagnostic(
            code="T004",
            message=f"the download of '{tool.name}' {tool.version} has the wrong sum: '{actual}'",
            why=f"{asset.checksums} names '{expected}' for {asset.name}",
            fix="try another network, or build from source: `PODIUM_OFFLINE=1 python -m podium.toolchain`",
        )
    )
