"""Tests of `podium.toolchain.download`."""

from __future__ import annotations

import hashlib
import http.server
import io
import tarfile
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from podium.diagnostics import ToolchainError
from podium.toolchain import download
from podium.toolchain.progress import Quiet
from podium.toolchain.recipe import Build, Download, Platform, Tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINUX = Platform("linux", "amd64")
PROGRAM = b"#!/bin/sh\necho released\n"


class _Publisher:
    """A host that serves what a test puts into it, and notes what it is asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        publisher = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                body = publisher.files.get(self.path)
                self.send_response(404 if body is None else 200)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


class _Recorder(Quiet):
    def __init__(self) -> None:
        self.fractions: list[float] = []

    def advanced(self, tool: str, fraction: float, seconds_left: float | None) -> None:
        self.fractions.append(fraction)


@pytest.fixture
def publisher(recipes: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Publisher]:
    """A host on the loopback interface, for a machine that is online."""
    monkeypatch.delenv("PODIUM_OFFLINE")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    publisher = _Publisher()
    (recipes.parent / "cache" / "toolchain").mkdir(parents=True)
    thread = threading.Thread(target=publisher.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield publisher
    publisher.server.shutdown()
    publisher.server.server_close()
    thread.join()


def _tool(url: str, file: str = "{program}", **release: Any) -> Tool:
    address = f"{url}/v{{version}}/{{system}}-{{machine}}/{file}"
    return Tool("tool", "1.2", ("tool",), Build("small", 1), Download(address, f"{url}/sums", **release))


def _archive(member: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        info = tarfile.TarInfo(member)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_program_is_downloaded_and_made_executable(publisher: _Publisher, tmp_path: Path) -> None:
    """A release of single files needs nothing but the files and their sums."""
    publisher.files = {"/v1.2/linux-amd64/tool": PROGRAM, "/sums": _sum(PROGRAM).encode()}
    told = _Recorder()
    assert download.download(_tool(publisher.url), LINUX, tmp_path, told)
    assert (tmp_path / "bin" / "tool").read_bytes() == PROGRAM
    assert (tmp_path / "bin" / "tool").stat().st_mode & 0o777 == 0o755
    assert told.fractions == [1.0]


def test_programs_are_taken_from_an_archive(publisher: _Publisher, tmp_path: Path) -> None:
    """Of an archive only the named members are used, and the archive does not stay."""
    archive = _archive("tool-1.2/inner", PROGRAM)
    sums = f"{_sum(archive)}  all.tar.gz\n00  other\n".encode()
    publisher.files = {"/v1.2/linux-x64/all.tar.gz": archive, "/sums": sums}
    tool = _tool(publisher.url, "all.tar.gz", members={"tool": "tool-{version}/inner"}, machines={"amd64": "x64"})
    assert download.download(tool, LINUX, tmp_path, Quiet())
    assert (tmp_path / "bin" / "tool").read_bytes() == PROGRAM
    assert [path.name for path in tmp_path.joinpath("bin").iterdir()] == ["tool"]
    assert not (tmp_path / "asset").exists()


def test_an_archive_without_the_program_is_not_an_error(publisher: _Publisher, tmp_path: Path) -> None:
    """A release of another shape is as good as none."""
    archive = _archive("elsewhere", PROGRAM)
    publisher.files = {"/v1.2/linux-amd64/all.tar.gz": archive, "/sums": f"{_sum(archive)}  all.tar.gz\n".encode()}
    tool = _tool(publisher.url, "all.tar.gz", members={"tool": "inner"})
    assert not download.download(tool, LINUX, tmp_path, Quiet())
    assert not (tmp_path / "bin").exists()


def test_a_wrong_sum_is_refused(publisher: _Publisher, tmp_path: Path) -> None:
    """A release that is not what its publisher made stops everything; nothing of it can be run."""
    publisher.files = {"/v1.2/linux-amd64/tool": PROGRAM, "/sums": _sum(b"something else").encode()}
    with pytest.raises(ToolchainError, match="T004") as caught:
        download.download(_tool(publisher.url), LINUX, tmp_path, Quiet())
    assert _sum(PROGRAM) in caught.value.diagnostics[0].message
    assert not (tmp_path / "bin").exists()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "the release is gone"),
        ({"/sums": b"00  another-file\n00  more\n"}, "there is no sum for it"),
        ({"/sums": b"00"}, "there is a sum, but no file"),
    ],
)
def test_a_release_that_is_not_there_is_not_an_error(
    publisher: _Publisher, tmp_path: Path, files: dict[str, bytes], reason: str
) -> None:
    """The caller builds instead."""
    publisher.files = files
    assert not download.download(_tool(publisher.url), LINUX, tmp_path, Quiet()), reason
    assert not (tmp_path / "bin").exists(), reason


def test_a_host_that_does_not_answer_is_left_alone_for_an_hour(
    publisher: _Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second try asks nobody; after an hour the host gets another chance."""
    publisher.files = {"/v1.2/linux-amd64/tool": PROGRAM, "/sums": _sum(PROGRAM).encode()}
    download._remember_unreachable(publisher.url.removeprefix("http://"))
    assert not download.download(_tool(publisher.url), LINUX, tmp_path, Quiet())
    assert publisher.asked == []
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3601)
    assert download.download(_tool(publisher.url), LINUX, tmp_path, Quiet())


def test_a_refused_connection_is_remembered(recipes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that is not there is not an error, and is noted with the time."""
    monkeypatch.delenv("PODIUM_OFFLINE")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (recipes.parent / "cache" / "toolchain").mkdir(parents=True)
    assert not download.download(_tool("http://127.0.0.1:1"), LINUX, tmp_path, Quiet())
    assert download._is_unreachable("127.0.0.1:1")


def test_offline_asks_nobody(publisher: _Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With PODIUM_OFFLINE set there is no download at all."""
    monkeypatch.setenv("PODIUM_OFFLINE", "1")
    assert not download.download(_tool(publisher.url), LINUX, tmp_path, Quiet())
    assert publisher.asked == []


def test_a_platform_without_a_release_asks_nobody(publisher: _Publisher, tmp_path: Path) -> None:
    """Where the publisher has no release, the tool is built."""
    tool = _tool(publisher.url, systems=("linux",))
    assert not download.download(tool, Platform("darwin", "arm64"), tmp_path, Quiet())
    assert publisher.asked == []


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("AB12\n", "ab12", "a file that holds one sum only"),
        ("ab12  tool\ncd34  other\n", "ab12", "a list of sums"),
        ("ab12 *tool\n", "ab12", "a star marks binary files"),
        ("cd34  other\n", None, "a list without the file"),
        ("<html>please log in</html>", None, "a page of a captive portal"),
        ("", None, "nothing"),
    ],
)
def test_sums_are_read_in_the_forms_that_publishers_use(text: str, expected: str | None, reason: str) -> None:
    """A list with names, or a single sum."""
    assert expected == download.parse_sums(text, "tool"), reason
