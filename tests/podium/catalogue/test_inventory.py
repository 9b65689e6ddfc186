"""The list of components."""

from __future__ import annotations

from podium.catalogue.inventory import ListedComponent, list_components
from podium.environment import load_environment
from podium.lock.model import Lock, LockedResource
from tests.podium.catalogue.shelf import Shelf

ENVIRONMENT = """
type: development
definitions:
  a: {match: {type: thing}, component: thing}
"""


def locked(uid: str, version: str) -> LockedResource:
    """Return a resource that runs a thing."""
    return LockedResource(uid, "a", "thing", version, True, "x", None, ())


def test_versions_are_listed_with_who_names_and_who_runs_them(tmp_path, monkeypatch):
    """An environment names a component, a lock holds one version of it."""
    shelf = Shelf.at(tmp_path, monkeypatch)
    shelf.put("thing", "1.4.0", lifecycle="deprecated")
    shelf.put("thing_v2", "2.0.0")
    shelf.put("other", "1.0.0", stateful=False, resource_type="thing")
    (tmp_path / "stacks/environments").mkdir(parents=True)
    (tmp_path / "stacks/environments/dev.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    resources = {"thing.a#b": locked("thing.a#b", "1.4.0"), "thing.a#c": locked("thing.a#c", "1.4.0")}
    listed = list_components([load_environment(tmp_path, "dev")], [Lock("dev", {}, resources)])
    assert ListedComponent.table(listed).splitlines() == [
        "component  version  lifecycle   type               named by  locked by",
        "other      1.0.0    default     thing              -         -",
        "thing      1.4.0    deprecated  thing  holds data  dev       dev (2)",
        "thing      2.0.0    default     thing  holds data  dev       -",
    ]
    assert listed[1].to_json() == {
        "name": "thing",
        "version": "1.4.0",
        "lifecycle": "deprecated",
        "type": "thing",
        "stateful": True,
        "module": "thing",
        "environments": ["dev"],
        "locks": {"dev": 2},
    }
