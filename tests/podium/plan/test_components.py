"""Which versions answer; messages are in `tests/cases/plan/component-versions*.case`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.diagnostics import ComponentError
from podium.graph.model import ResourceGraph
from podium.graph.uid import ResourceUid
from podium.lock.model import Lock
from podium.plan.components import components_of
from tests.podium.graph.projects import graph, lock
from tests.podium.spec.scores import score

DEFINITIONS = """\
usual: {match: {type: shelf}, component: shelved}
fault: {match: {type: fault}, component: faulty}
"""
CLAIM = "one: {type: shelf, id: one}, two: {type: shelf, id: two}"


@pytest.fixture(autouse=True)
def _components_of_the_cases(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


def made(claims: str = CLAIM, previous: Lock | None = None) -> ResourceGraph:
    """Return the graph of one workload."""
    return graph(score("alpha", claims), definitions=DEFINITIONS, previous=previous)


def locked(claims: str, **versions: str) -> Lock:
    """Return a lock in which some uids have other versions than 1.0.0."""
    found = lock(made(claims))
    changed = {uid: replace(found.resources[uid], version=version) for uid, version in versions.items()}
    return replace(found, resources={**found.resources, **changed})


def versions(found: ResourceGraph) -> dict[str, str]:
    """Return the version of each shelf."""
    components, _ = components_of(found)
    return {uid.id: each.version for uid, each in components.items() if uid.resource_type == "shelf"}


def test_each_resource_stays_on_the_deprecated_version_that_its_lock_holds():
    """Others of the same definition get what is in use; each is warned of once."""
    found = made(previous=locked(CLAIM, **{"shelf.default#one": "1.2.0", "shelf.default#two": "2.0.0"}))
    assert versions(found) == {"one": "1.4.0", "two": "2.1.0"}
    _, warnings = components_of(found)
    assert [warning.code for warning in warnings] == ["C007"]


def test_a_renamed_resource_stays_on_the_version_that_it_had():
    """The lock holds it under its old name."""
    previous = locked("old: {type: shelf, id: old}", **{"shelf.default#old": "1.2.0"})
    found = made("one: {type: shelf, id: one}", previous)
    nodes = {
        uid: replace(node, aliases=("shelf.default#old",)) if uid.resource_type == "shelf" else node
        for uid, node in found.nodes.items()
    }
    assert versions(replace(found, nodes=nodes)) == {"one": "1.4.0"}


def test_a_lock_of_another_component_says_nothing():
    """Its versions are other versions."""
    previous = locked(CLAIM, **{"shelf.default#one": "1.2.0"})
    other = replace(previous.resources["shelf.default#one"], component="other")
    found = made(previous=replace(previous, resources={**previous.resources, other.uid: other}))
    assert versions(found)["one"] == "2.1.0"


def test_a_pin_keeps_the_version_of_one_resource():
    """Whatever is in use."""
    found = made()
    pinned = ResourceUid.parse("shelf.default#one")
    nodes = {**found.nodes, pinned: replace(found.nodes[pinned], version="3.0.0")}
    assert versions(replace(found, nodes=nodes)) == {"one": "3.0.0", "two": "2.1.0"}


def test_what_runs_on_a_defective_version_goes_on():
    """Nothing new starts on it."""
    claim = "faulty: {type: fault, id: faulty}"
    with pytest.raises(ComponentError, match="C008"):
        components_of(made(claim))
    _, warnings = components_of(made(claim, locked(claim)))
    assert [warning.code for warning in warnings] == ["C008"]
