"""Released versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podium.catalogue.registry import component_folder, component_names, load_versions
from podium.catalogue.releases import (
    changes_since,
    check_release,
    read_release,
    release,
    release_file,
    released_versions,
)
from podium.diagnostics import ComponentError
from tests.podium.catalogue.shelf import Shelf


def versions(parent: Path, monkeypatch: pytest.MonkeyPatch, *versions: str, **inputs: str) -> Shelf:
    """Return a new catalogue with versions of a thing; releases of the one before come along."""
    shelf = Shelf.at(parent, monkeypatch)
    for index, version in enumerate(versions):
        suffix = f"_v{version[0]}" if index else ""
        shelf.put(f"thing{suffix}", version, inputs=inputs.get(f"v{version[0]}", "size: int = 1"))
    return shelf


@pytest.fixture
def after(tmp_path, monkeypatch):
    """Return a function that checks versions, given that 1.0.0 has been released with one input, `size`."""
    first = versions(tmp_path, monkeypatch, "1.0.0")
    release(first.folder, load_versions("thing")[0])

    def check(*now: str, **inputs: str) -> list[str]:
        shelf = versions(tmp_path, monkeypatch, *now, **inputs)
        (first.folder / "releases").rename(shelf.folder / "releases")
        try:
            found = [each for component in load_versions("thing") for each in check_release(shelf.folder, component)]
        finally:
            (shelf.folder / "releases").rename(first.folder / "releases")
        return [f"{each.code} {each.message} | {each.fix}" for each in found]

    return check


def test_a_release_is_the_schema_of_a_version(tmp_path, monkeypatch):
    """Sorted, indented, with a newline at its end; a second time it is left as it is."""
    shelf = versions(tmp_path, monkeypatch, "1.0.0")
    (component,) = load_versions("thing")
    made = release(shelf.folder, component)
    assert (made.is_new, made.file) == (True, shelf.folder / "releases/thing/1.0.0.json")
    text = made.file.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"
    assert read_release(shelf.folder, "thing", "1.0.0")["inputs"]["properties"]["size"]["default"] == 1
    assert not release(shelf.folder, component).is_new
    assert list(check_release(shelf.folder, component)) == []


def test_a_release_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    """As a diagnostic, like all else."""
    shelf = versions(tmp_path, monkeypatch, "1.0.0")
    (shelf.folder / "releases").touch()
    with pytest.raises(ComponentError, match="cannot write the release") as caught:
        release(shelf.folder, load_versions("thing")[0])
    assert caught.value.diagnostics[0].code == "C023"


def test_versions_are_sorted_as_numbers(tmp_path):
    """What is no version is not one."""
    folder = release_file(tmp_path, "thing", "1").parent
    folder.mkdir(parents=True)
    for name in ("1.10.0", "1.9.0", "notes"):
        (folder / f"{name}.json").touch()
    assert released_versions(tmp_path, "thing") == ["1.9.0", "1.10.0"]
    assert released_versions(tmp_path, "other") == []


def test_a_version_is_released_once(after):
    """Another schema needs another version, however small the change."""
    wanted = "differs from release 1.0.0 more than its version says | set the version to"
    assert after("1.0.0", v1="size: int = 2") == [
        f"C022 component 'thing' 1.0.0 {wanted} 1.1.0 or higher, or take the changes back"
    ]
    assert after("1.0.1", v1="size: str") == [
        f"C022 component 'thing' 1.0.1 {wanted} 2.0.0 or higher, or take the changes back"
    ]


def test_a_version_that_is_high_enough_only_has_to_be_released(after):
    """A version may be higher than it needs to be."""
    told = "was not released | run `podium component release thing` and commit the file"
    assert after("1.1.0", v1="size: int = 2") == [f"C020 component 'thing' 1.1.0 {told}"]
    assert after("1.1.0") == [f"C020 component 'thing' 1.1.0 {told}"]
    assert after("1.0.0", "2.0.0", v2="size: str") == [f"C020 component 'thing' 2.0.0 {told}"]


def test_versions_only_go_up(after):
    """Within a major version; an older one may still be mended."""
    assert after("0.9.0") == [
        "C020 component 'thing' 0.9.0 was not released | run `podium component release thing` and commit the file"
    ]


def test_a_version_below_a_release_of_the_same_major_is_refused(tmp_path, monkeypatch):
    """Somebody has it already."""
    shelf = versions(tmp_path, monkeypatch, "1.0.0")
    release_file(shelf.folder, "thing", "1.2.0").parent.mkdir(parents=True)
    release_file(shelf.folder, "thing", "1.2.0").write_text("{}", encoding="utf-8")
    (found,) = check_release(shelf.folder, load_versions("thing")[0])
    assert (found.code, found.message) == ("C022", "component 'thing' 1.0.0 is lower than a release")


def test_nothing_is_released_that_would_be_refused(tmp_path, monkeypatch):
    """And the file stays what it was."""
    shelf = versions(tmp_path, monkeypatch, "1.0.0")
    made = release(shelf.folder, load_versions("thing")[0])
    text = made.file.read_text(encoding="utf-8").replace("integer", "string")
    made.file.write_text(text, encoding="utf-8")
    with pytest.raises(ComponentError, match="differs from release"):
        release(shelf.folder, load_versions("thing")[0])
    assert made.file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"component": "other"}'])
def test_a_release_that_somebody_broke_is_told(tmp_path, monkeypatch, text):
    """Version control has the right one."""
    shelf = versions(tmp_path, monkeypatch, "1.0.0")
    file = release_file(shelf.folder, "thing", "1.0.0")
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ComponentError) as caught:
        read_release(shelf.folder, "thing", "1.0.0")
    assert caught.value.diagnostics[0].code == "C021"


def test_an_unknown_release_is_told_with_those_there_are(tmp_path, monkeypatch):
    """None, here."""
    shelf = versions(tmp_path, monkeypatch, "1.0.0")
    assert changes_since(shelf.folder, load_versions("thing")[0]) is None
    with pytest.raises(ComponentError, match="released versions: none"):
        read_release(shelf.folder, "thing", "1.0.0")


@pytest.mark.parametrize("name", component_names())
def test_components_are_as_they_were_released(name):
    """Whoever changes what a component takes or gives raises its version and releases it."""
    found = [each for component in load_versions(name) for each in check_release(component_folder(), component)]
    assert found == []
