"""Tests of `podium.toolchain.search`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podium.toolchain import recipe, search, store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("v3.259.0\n", (3, 259, 0), "pulumi"),
        ("Kubernetes v1.36.1", (1, 36, 1), "the cluster's programs"),
        ("etcd Version: 3.6.8\nGit SHA: 1\nGo Version: go1.26", (3, 6, 8), "etcd: the first version counts"),
        ("go version go1.26.8 linux/amd64", (1, 26, 8), "go writes its name before it"),
        ("kwok version v0.7.0 go1.26 (linux/amd64)", (0, 7, 0), "kwok"),
        ("unknown", (), "no version at all"),
    ],
)
def test_a_version_is_read_from_what_a_program_prints(text: str, expected: tuple[int, ...], reason: str) -> None:
    """Each program prints its version in its own words."""
    assert expected == search.parse_version(text), reason


@pytest.mark.parametrize(
    ("version", "expected", "reason"),
    [
        ((3, 259, 0), True, "the version tested with"),
        ((3, 270, 1), True, "a later one of the same line"),
        ((3, 258, 9), False, "older than the SDK"),
        ((4, 0, 0), False, "the next line"),
        ((), False, "a program that does not tell"),
    ],
)
def test_a_fitting_version_is_accepted(
    recipes: Path,
    version: tuple[int, ...],
    expected: bool,
    reason: str,
) -> None:
    """The bounds of the recipe decide."""
    assert expected is search.accepts(recipe.load(recipes)[0], version), reason


def test_our_own_cache_is_not_searched(
    recipes: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path]
) -> None:
    """A shell that has the toolchain on PATH must not make it its own source."""
    ours = program(store.set_dir("key") / "bin" / "pulumi", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", str(ours.parent))
    assert search.on_path("pulumi") is None


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("#!/bin/sh\nexit 1\n", "it fails"),
        ("#!/bin/sh\necho nonsense\n", "it prints no version"),
        ("not a program", "it cannot be started"),
    ],
)
def test_a_program_that_does_not_tell_its_version_has_none(
    tmp_path: Path, program: Callable[[Path, str], Path], script: str, reason: str
) -> None:
    """A broken program on PATH is passed over."""
    assert search.version_of(program(tmp_path / "tool", script), ["version"]) == (), reason


def test_the_fingerprint_changes_with_what_is_on_path(
    recipes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[Path, str], Path]
) -> None:
    """A newly installed engine is noticed without starting it."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    tools = recipe.load(recipes)
    before = search.fingerprint(tools)
    program(tmp_path / "bin" / "pulumi", "#!/bin/sh\n")
    assert before != search.fingerprint(tools)
