"""Tests of `podium.toolchain.language_host.inventory`."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from pathlib import Path

from podium.toolchain.language_host import inventory

PYTHON = Path(sys.executable)


def test_what_is_installed_is_listed_by_name() -> None:
    """Names and versions come from the Python asked, sorted."""
    found = inventory.distributions(PYTHON, transitive=True)
    assert ("pulumi", version("pulumi")) in found
    assert found == sorted(found)


def test_what_others_require_is_left_out_on_request() -> None:
    """Direct dependencies are those that nothing else installed asks for."""
    names = {name for name, _ in inventory.distributions(PYTHON, transitive=False)}
    assert "podium" in names
    assert "pulumi" not in names


def test_the_version_is_asked_of_the_python() -> None:
    """The full version is reported."""
    assert inventory.version(PYTHON) == platform.python_version()


def test_the_sdk_is_found_without_importing_it(tmp_path: Path) -> None:
    """This Python has it; one that answers nothing has not."""
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\nexit 1\n")
    silent.chmod(0o755)
    assert inventory.has_sdk(PYTHON)
    assert not inventory.has_sdk(silent)
