"""`podium component`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.podium.catalogue.shelf import Shelf

Podium = Any

ENVIRONMENT = """
type: development
definitions:
  cache: {match: {type: thing}, component: thing}
"""


@pytest.fixture(autouse=True)
def shelf(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Return a catalogue with two versions of a thing."""
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    made = Shelf.at(tmp_path, monkeypatch)
    made.put("thing", "1.0.0", lifecycle="deprecated")
    made.put("thing_v2", "2.0.0", inputs="size: str")
    return made


def test_components_are_listed(podium: Podium) -> None:
    """One line for each version."""
    lines = podium("component", "list").stdout.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [["thing", "1.0.0", "deprecated"], ["thing", "2.0.0", "default"]]
    said = podium("component", "list", "--format", "json").json
    assert [entry["environments"] for entry in said["components"]] == [["dev"], ["dev"]]


def test_a_schema_is_that_of_the_highest_version_or_of_the_one_named(podium: Podium) -> None:
    """The same bytes in both forms of the data."""
    assert podium("component", "schema", "thing", "--format", "json").json["version"] == "2.0.0"
    assert podium("component", "schema", "thing@1.0.0").json["version"] == "1.0.0"
    said = podium("component", "schema", "thing@3.0.0")
    assert said.code == 1
    assert "error[C020]: component 'thing' has no version 3.0.0" in said.stderr
    assert "there are 1.0.0, 2.0.0" in said.stderr


def test_versions_are_released_and_then_as_they_were_released(podium: Podium, shelf: Shelf) -> None:
    """A check refuses what was not."""
    refused = podium("component", "check")
    assert (refused.code, refused.stderr.count("error[C020]")) == (1, 2)
    assert podium("component", "release", "thing", "--format", "json").json["released"][1]["new"] is True
    assert (shelf.folder / "releases/thing/2.0.0.json").is_file()
    assert podium("component", "release", "thing").stdout.count("is there already") == 2
    assert podium("component", "check").stdout == "2 versions are as they were released\n"
    assert podium("component", "check", "thing", "--format", "json").json["components"] == [
        {"component": "thing", "version": "1.0.0"},
        {"component": "thing", "version": "2.0.0"},
    ]


def test_a_difference_is_told_change_by_change(podium: Podium) -> None:
    """Between two versions, or between one and what is in the code."""
    said = podium("component", "diff", "thing", "1.0.0")
    assert said.stdout.splitlines() == [
        "thing 1.0.0 -> 2.0.0: breaking",
        "  breaking  /inputs/properties/size: is required now",
        "  breaking  /inputs/properties/size/type: is string now, was integer",
        "  addition  /inputs/properties/size/type: is string now, was integer",
        "  neutral   /inputs/properties/size/default: has none any more",
    ]
    back = podium("component", "diff", "thing", "2.0.0", "1.0.0", "--format", "json").json
    assert (back["effect"], len(back["changes"])) == ("breaking", 4)
    same = podium("component", "diff", "thing", "1.0.0", "1.0.0", "--format", "json").json
    assert (same["effect"], same["changes"]) == (None, [])


def test_what_is_no_component_is_refused(podium: Podium) -> None:
    """All of them at once."""
    said = podium("component", "check", "thingy", "other")
    assert (said.code, said.stderr.count("error[C001]")) == (1, 2)


def test_a_release_is_refused_where_the_version_is_too_low(podium: Podium, shelf: Shelf) -> None:
    """Other versions are released all the same."""
    podium("component", "release", "thing")
    file = shelf.folder / "releases/thing/2.0.0.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"string"', '"integer"', 1), encoding="utf-8")
    said = podium("component", "release", "thing")
    assert (said.code, "error[C022]" in said.stderr) == (1, True)
    assert "set the version to 3.0.0 or higher" in said.stderr
