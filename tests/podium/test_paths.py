"""Where things are kept, and who may read them."""

from __future__ import annotations

import stat

import pytest

from podium.diagnostics import PodiumError
from podium.paths import cache_dir, private_dir, project_root, sandbox_dir, shown, state_dir, write_private


def mode(path) -> int:
    """Return the permission bits of a path."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_project_is_found_from_inside(tmp_path):
    """The nearest folder with a Pulumi.yaml above the start."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "Pulumi.yaml").touch()
    assert tmp_path.resolve() == project_root(inner)


def test_outside_a_project_there_is_a_diagnostic(tmp_path):
    """The folder is named, so that the user sees what was searched."""
    with pytest.raises(PodiumError, match=f"no Podium project at or above '{tmp_path.resolve()}'"):
        project_root(tmp_path)


def test_folders_can_be_moved(tmp_path, monkeypatch):
    """Each has its variable."""
    monkeypatch.setenv("PODIUM_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PODIUM_SANDBOX", str(tmp_path / "sandbox"))
    monkeypatch.setenv("PODIUM_STATE", str(tmp_path / "state"))
    assert (tmp_path / "cache", tmp_path / "sandbox") == (cache_dir(), sandbox_dir(tmp_path))
    assert tmp_path / "state" == state_dir()


def test_two_checkouts_never_share_a_sandbox(tmp_path, monkeypatch):
    """Folders of the same name are told apart by their whole path."""
    monkeypatch.delenv("PODIUM_SANDBOX", raising=False)
    one, other = (sandbox_dir(tmp_path / side / "project") for side in ("a", "b"))
    assert one != other
    assert one.name.startswith("project-")
    assert one == sandbox_dir(tmp_path / "a" / "project")


def test_private_files_and_folders_are_for_the_user_alone(tmp_path):
    """An existing file with a wider mode is replaced, and nothing is left beside it."""
    folder = private_dir(tmp_path / "a" / "b")
    (folder / "secret").write_text("old", encoding="utf-8")
    (folder / "secret").chmod(0o644)
    write_private(folder / "secret", "né")
    assert (mode(folder), mode(folder / "secret"), (folder / "secret").read_text("utf-8")) == (0o700, 0o600, "né")
    assert [folder / "secret"] == list(folder.iterdir())


def test_paths_are_shown_as_users_write_them(tmp_path, monkeypatch):
    """Relative to where they are, if they lie below."""
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a/b") == "a/b"
    assert shown(tmp_path.parent / "c") == str(tmp_path.parent / "c")
