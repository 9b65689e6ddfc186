"""`podium impact`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from podium.lock.model import Lock, LockedClaimant, LockedResource
from podium.lock.write import write_lock
from tests.podium.catalogue.shelf import Shelf

Podium = Any

FILE = "stacks/environments/dev.yaml"

ENVIRONMENT = """
type: development
components: {thing: "<3"}
definitions:
  cache: {match: {type: thing}, component: thing, version: "<2"}
  free: {match: {type: thing, class: free}, component: thing}
pins:
  thing.free#held: {owner: ann, reason: moving, expires: 2999-01-01}
"""


def locked(uid: str, definition: str) -> LockedResource:
    """Return a thing at version 1.0.0."""
    return LockedResource(uid, definition, "thing", "1.0.0", True, "x", None, (LockedClaimant("cart", "cache"),))


@pytest.fixture(autouse=True)
def _project(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lock three things in dev, and one in an environment that has no file any more."""
    shelf = Shelf.at(tmp_path, monkeypatch)
    for version, inputs in (("1.0.0", "size: int"), ("2.0.0", "size: str")):
        shelf.put("thing", version, inputs=inputs)
    (project / FILE).write_text(ENVIRONMENT, encoding="utf-8")
    named = {"thing.a#cache": "cache", "thing.free#free": "free", "thing.free#held": "free"}
    write_lock(project, Lock("dev", {}, {uid: locked(uid, definition) for uid, definition in named.items()}))
    definitions = {"old": {"component": "thing", "version": "==1.*"}}
    write_lock(project, Lock("gone", {}, {"thing.a#x": locked("thing.a#x", "old")}, definitions))


def test_it_says_who_gets_a_version_and_who_is_held_back(podium: Podium) -> None:
    """By ranges with their places, by pins, or by the ranges that only the lock knows of."""
    assert podium("impact", "thing@2.0.0").stdout.splitlines() == [
        "thing@2.0.0: 1 workload in 2 environments; 1 would get it, 3 held back, 4 hold data",
        "",
        "dev",
        "  gets  thing.free#free  cart  1.0.0  holds data",
        f"  held  thing.a#cache    cart  1.0.0  holds data; held by '<2' of definition 'cache' at {FILE}:5:60",
        f"  held  thing.free#held  cart  1.0.0  holds data; held by the pin of ann until 2999-01-01 at {FILE}:8:3",
        "",
        "gone",
        "  held  thing.a#x        cart  1.0.0  holds data; held by '==1.*' of definition 'old'",
    ]


def test_environments_can_be_chosen(podium: Podium) -> None:
    """And the data is the same in every form."""
    said = podium("impact", "thing@2.0.0", "-e", "gone", "--format", "json")
    assert [each["environment"] for each in said.json["affected"]] == ["gone"]
    said = podium("impact", "thing", "-e", "gone", "--format", "markdown")
    assert "| `gone` | uses | `thing.a#x` | `cart` | `1.0.0` | holds data |" in said.stdout


def test_every_environment_that_is_named_is_looked_at(podium: Podium) -> None:
    """One without a lock is never left out silently."""
    said = podium("impact", "thing@2.0.0", "-e", "gone", "-e", "devv", "-e", "other")
    assert (said.code, said.stdout) == (1, "")
    assert "error[D021]: environment 'devv' has no lock" in said.stderr
    assert "did you mean 'dev'?" in said.stderr
    assert "write it with `podium lock -e other`" in said.stderr


def test_what_a_version_breaks_is_told_if_it_was_released(podium: Podium, tmp_path: Path) -> None:
    """Both versions have to be."""
    from podium.catalogue import registry  # noqa: PLC0415 - patched by the shelf

    folder = registry.component_folder()
    facts = '"component": "thing", "type": "thing", "stateful": true, "identity": [], "openOutputs": false'
    (folder / "releases/thing").mkdir(parents=True)
    for version, schema in (("1.0.0", "{}"), ("2.0.0", '{"type": "string"}')):
        text = f'{{{facts}, "version": "{version}", "inputs": {schema}, "outputs": {{}}}}'
        (folder / f"releases/thing/{version}.json").write_text(text, encoding="utf-8")
    assert podium("impact", "thing@2.0.0", "--format", "json").json["breaking"] == {
        "1.0.0": ["/inputs/type: is string now, was anything"]
    }


def test_an_environment_file_that_is_broken_is_no_obstacle(podium: Podium, project: Path) -> None:
    """It is told, and the lock is asked alone."""
    (project / FILE).write_text("type: nothing\n", encoding="utf-8")
    said = podium("impact", "thing@2.0.0", "-e", "dev")
    assert said.code == 0
    assert "3 would get it" in said.stdout
    assert "warning[E010]" in said.stderr


def test_what_cannot_be_asked_is_refused(podium: Podium) -> None:
    """With a fix."""
    assert "error[D022]" in podium("impact", "things").stderr
    assert "error[D020]" in podium("impact", "thing@x").stderr
    said = podium("impact", "thing", "-e", "other")
    assert (said.code, "error[D021]" in said.stderr) == (1, True)
