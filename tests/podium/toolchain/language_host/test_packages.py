"""Tests of `podium.toolchain.language_host.packages`."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podium.toolchain.language_host import packages

if TYPE_CHECKING:
    from podium.toolchain.language_host.protocol import plugin_pb2

PYTHON = Path(sys.executable)


def _required(folder: Path, program: str) -> list[plugin_pb2.PackageDependency]:
    (folder / "__main__.py").write_text(program)
    return packages.required(folder, [folder], PYTHON)


def test_what_is_imported_is_required(tmp_path: Path) -> None:
    """An imported SDK is reported with its plugin's name, kind and version."""
    found = _required(tmp_path, "import pulumi_kubernetes, json, pulumi, yaml")
    assert [(package.name, package.kind, package.version) for package in found] == [
        ("kubernetes", "resource", "v4.25.0")
    ]


def test_what_is_only_installed_is_not_required(tmp_path: Path) -> None:
    """The AWS SDK is installed, and a program that does not import it does not need its plugin."""
    assert _required(tmp_path, "import pulumi") == []


def test_a_generated_sdk_carries_its_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ``pulumi package add`` generated for a bridged provider is reported whole."""
    sdk = tmp_path / "sdk" / "pulumi_made"
    sdk.mkdir(parents=True)
    parameters = {"name": "made", "version": "2.0.0", "value": base64.b64encode(b"parameters").decode()}
    description = {
        "resource": True,
        "name": "bridge",
        "version": "1.0.0",
        "server": "s",
        "parameterization": parameters,
    }
    (sdk / "pulumi-plugin.json").write_text(json.dumps(description))
    monkeypatch.syspath_prepend(tmp_path / "sdk")
    (found,) = _required(tmp_path, "import pulumi_made")
    assert (found.name, found.server) == ("bridge", "s")
    assert found.parameterization.name == "made"
    assert found.parameterization.value == b"parameters"


@pytest.mark.parametrize("text", ['{"resource": false, "name": "made"}', "not json"])
def test_a_package_without_a_plugin_is_not_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Component packages and broken descriptions need no plugin."""
    (tmp_path / "sdk" / "pulumi_made").mkdir(parents=True)
    (tmp_path / "sdk" / "pulumi_made" / "pulumi-plugin.json").write_text(text)
    monkeypatch.syspath_prepend(tmp_path / "sdk")
    assert _required(tmp_path, "import pulumi_made") == []


def test_sdks_are_looked_up_where_the_programs_python_finds_them(tmp_path: Path) -> None:
    """Another interpreter is asked for its import path."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\necho '[\"{tmp_path}\"]'\n")
    python.chmod(0o755)
    assert packages.search_path(python) == [tmp_path]


def test_a_python_that_fails_has_no_sdks(tmp_path: Path) -> None:
    """A broken interpreter is reported by running the program, not by the scan."""
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    assert packages.search_path(python) == []
