"""Tests of `podium.toolchain.recipe`."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

import pytest

from podium.diagnostics import ToolchainError
from podium.toolchain import recipe
from podium.toolchain.recipe import Platform

if TYPE_CHECKING:
    from pathlib import Path

LINUX = Platform("linux", "amd64")


def test_the_recipes_list_every_program_that_the_toolchain_promises() -> None:
    """The real recipes hold the engine, its plugins and the sandbox's programs."""
    tools = recipe.load(recipe.recipes_dir())
    assert {
        "etcd",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
        "kwok",
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
        "pulumi-resource-kubernetes",
        "pulumi-resource-pulumi-python",
    } == {program for tool in tools for program in tool.programs}


def test_everything_is_downloaded_over_tls() -> None:
    """No release and no file of sums is fetched in clear."""
    downloads = [tool.download for tool in recipe.load(recipe.recipes_dir()) if tool.download]
    addresses = [address for download in downloads for address in (download.url, download.checksums)]
    assert addresses
    assert all(address.startswith("https://") for address in addresses)


def test_every_recipe_has_its_module_files() -> None:
    """Each tool names a folder with go.mod and go.sum, and go.mod asks for the Go that is provided."""
    folder = recipe.recipes_dir()
    for tool in recipe.load(folder):
        assert (folder / tool.build.recipe / "go.sum").is_file()
        assert "\ngo 1.26" in (folder / tool.build.recipe / "go.mod").read_text()


def test_versions_are_filled_in(recipes: Path) -> None:
    """The linker's flags carry the tool's version."""
    assert recipe.load(recipes)[0].build.ldflags == "-X version=v3.259.0"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("small/go.mod", "go 1.26", "go 1.27", "another Go may compile differently"),
        ("recipes.toml", "3.259.0", "3.260.0", "another version is another tool"),
        ("recipes.toml", "-X version", "-X name", "linker flags change the program"),
    ],
)
def test_a_change_of_the_result_changes_the_digest(recipes: Path, file: str, old: str, new: str, reason: str) -> None:
    """Whatever could make another program gives another digest."""
    before = recipe.digest(recipe.load(recipes)[0], recipes, LINUX)
    (recipes / file).write_text((recipes / file).read_text().replace(old, new))
    assert before != recipe.digest(recipe.load(recipes)[0], recipes, LINUX), reason


def test_the_estimate_does_not_change_the_digest(recipes: Path) -> None:
    """A better estimate must not cost anybody a build."""
    before = recipe.digest(recipe.load(recipes)[0], recipes, LINUX)
    toml = recipes / "recipes.toml"
    toml.write_text(toml.read_text().replace("cpu_seconds = 10", "cpu_seconds = 20"))
    assert before == recipe.digest(recipe.load(recipes)[0], recipes, LINUX)


def test_the_platform_changes_the_digest(recipes: Path) -> None:
    """A cache on a shared file system never mixes platforms."""
    tool = recipe.load(recipes)[0]
    assert recipe.digest(tool, recipes, LINUX) != recipe.digest(tool, recipes, Platform("darwin", "arm64"))


@pytest.mark.parametrize(
    ("system", "machine", "expected"),
    [("linux", "x86_64", Platform("linux", "amd64")), ("darwin", "arm64", Platform("darwin", "arm64"))],
)
def test_the_platform_has_the_names_of_go(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, expected: Platform
) -> None:
    """Python's names are translated."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert expected == recipe.current_platform()


def test_an_unsupported_platform_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows is told what to do instead."""
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(ToolchainError, match="T001") as caught:
        recipe.current_platform()
    assert "WSL" in caught.value.diagnostics[0].fix
