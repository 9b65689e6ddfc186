"""Tests of `podium.toolchain.plugins`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podium.diagnostics import ToolchainError
from podium.toolchain import plugins, recipe, store

if TYPE_CHECKING:
    from collections.abc import Callable

PLUGIN = "resource-kubernetes-v4.25.0/pulumi-resource-kubernetes"


@pytest.fixture
def folder(recipes: Path, program: Callable[[Path, str], Path]) -> Path:
    """A folder of our cache with one plugin."""
    program(store.set_dir("key") / "plugins" / PLUGIN, "#!/bin/sh\n# ours\n")
    return store.set_dir("key") / "plugins"


def test_the_engine_keeps_plugins_below_its_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PULUMI_HOME decides; without it, or with an empty one, it is the user's folder."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert plugins.home({"PULUMI_HOME": "/set"}) == Path("/set/plugins")
    assert plugins.home({"PULUMI_HOME": ""}) == tmp_path / ".pulumi" / "plugins"


def test_an_offered_plugin_does_not_count_as_installed(folder: Path, tmp_path: Path) -> None:
    """What we made must not become its own source."""
    tool = recipe.load(recipe.recipes_dir())[-1]
    plugins.offer(folder, {"PULUMI_HOME": str(tmp_path / "home")})
    assert (tmp_path / "home" / "plugins" / PLUGIN).read_text() == "#!/bin/sh\n# ours\n"
    assert plugins.installed(tool) is None


def test_an_offer_of_another_cache_is_neither_a_source_nor_replaced(
    folder: Path, tmp_path: Path, program: Callable[[Path, str], Path]
) -> None:
    """Two caches share the engine's folder: each builds for itself, and the link stays with the first."""
    environ = {"PULUMI_HOME": str(tmp_path / "home")}
    theirs = program(tmp_path / "another" / PLUGIN, "theirs")
    plugins.offer(tmp_path / "another", environ)
    plugins.offer(folder, environ)
    assert plugins.installed(recipe.load(recipe.recipes_dir())[-1]) is None
    assert (tmp_path / "home" / "plugins" / PLUGIN).samefile(theirs)


def test_the_engines_own_plugin_is_left_alone(
    folder: Path, tmp_path: Path, program: Callable[[Path, str], Path]
) -> None:
    """An official plugin of the same version is never replaced."""
    theirs = program(tmp_path / "home" / "plugins" / PLUGIN, "theirs")
    plugins.offer(folder, {"PULUMI_HOME": str(tmp_path / "home")})
    assert theirs.read_text() == "theirs"
    assert plugins.installed(recipe.load(recipe.recipes_dir())[-1]) == theirs


@pytest.mark.parametrize("is_dangling", [True, False])
def test_an_outdated_link_of_ours_is_replaced(
    folder: Path,
    tmp_path: Path,
    program: Callable[[Path, str], Path],
    is_dangling: bool,
) -> None:
    """After a new recipe, or after the cache was deleted, the link leads to the new plugin."""
    old = program(store.set_dir("old") / "plugins" / PLUGIN, "old")
    environ = {"PULUMI_HOME": str(tmp_path / "home")}
    plugins.offer(old.parents[1], environ)
    if is_dangling:
        old.unlink()
    plugins.offer(folder, environ)
    assert (tmp_path / "home" / "plugins" / PLUGIN).samefile(folder / PLUGIN)


def test_a_home_that_cannot_be_written_to_is_told(folder: Path, tmp_path: Path) -> None:
    """The error names the place and the variable that changes it."""
    (tmp_path / "file").touch()
    with pytest.raises(ToolchainError, match="T007") as caught:
        plugins.offer(folder, {"PULUMI_HOME": str(tmp_path / "file")})
    assert "PULUMI_HOME" in caught.value.diagnostics[0].fix


def test_without_plugins_nothing_happens(tmp_path: Path) -> None:
    """A toolchain without plugins leaves the engine's home alone."""
    plugins.offer(tmp_path / "absent", {"PULUMI_HOME": str(tmp_path / "home")})
    assert not (tmp_path / "home").exists()
