"""Explanations cover every decision, and say nothing that is not so."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given

from podium.diagnostics import PodiumError
from podium.plan import plan_graph
from podium.plan.explaining import explain, to_text
from tests.podium.plan.explaining.worlds import World, definition, worlds


def explained(world, *, planned=False):
    """Return the explanation of the claim of a world, and what it was made from."""
    found = world.attempt()
    claimants = [request.claimant for request in found.refused.get(world.uid, ())]
    plan = None
    if planned:
        plan = plan_graph(found.graph, images={})
    told = explain(found.graph, world.uid, claimants=claimants, plan=plan, problems=found.problems)
    return told, found


@given(worlds())
def test_every_definition_of_the_type_won_or_lost_for_a_reason(world):
    """The winner is the one that the graph has; without one, all lost."""
    told, found = explained(world)
    node = found.graph.nodes.get(world.uid)
    assert (told.winner and told.winner.name) == (node and node.match.name)
    assert {candidate.name for candidate in told.candidates} == set(world.definitions)
    assert all(loser.lost and loser.change for loser in told.losers)
    assert not (told.winner and told.winner.change)
    if node is None:
        assert {problem.code for problem in told.problems} <= {"R001", "R002"}
        assert told.problems


@given(worlds())
def test_what_would_change_it_does(world):
    """Each loser wins once its advice is followed in the files, and asked anew."""
    told, _ = explained(world)
    for loser in told.losers:
        changed = world.after(loser.change, loser.name)
        node = changed.attempt().graph.nodes.get(changed.uid)
        assert node is not None, loser
        assert node.match.name == loser.name, loser


@given(worlds())
def test_text_and_json_tell_of_every_definition(world):
    """JSON is plain data; text with everything names all."""
    told, _ = explained(world)
    data = json.loads(json.dumps(told.to_json()))
    assert {item["definition"] for item in data["losers"]} == set(world.definitions) - {
        told.winner and told.winner.name
    }
    text = to_text(told, everything=True)
    assert all(f"  {name}  " in text for name in world.definitions)


def test_every_param_has_an_origin():
    """What layers set, what follows from the place, and what the component sets itself."""
    database = {**definition(), "params": {"version": 14, "storage": "2Gi"}, "fixed": {"mode": "single"}}
    told, _ = explained(World({"one": database}, {"params": {"version": 16}}), planned=True)
    assert told.answer is not None
    found = {origin.path: (origin.value, origin.source, str(origin.at)) for origin in told.answer.params}
    assert found == {
        "admin_password": (None, "component default", "None"),
        "database": (None, "component default", "None"),
        "mode": ("single", "definition fixed", "dev.yaml:7:143"),
        "name": (told.answer.object_name, "environment", "None"),
        "namespace": ("${namespace.default#dev.name}", "environment", "None"),
        "storage": ("2Gi", "definition default", "dev.yaml:7:117"),
        "version": (16, "claim", "score.yaml:4:62"),
    }
    overridden = {origin.path: origin.overridden for origin in told.answer.params if origin.overridden}
    assert [(path, [(o.value, o.source) for o in others]) for path, others in overridden.items()] == [
        ("version", [(14, "definition default")])
    ]


def test_the_answer_names_who_needs_it_and_what_it_needs():
    """And which component makes it, and whether that holds data."""
    told, _ = explained(World({"one": definition()}), planned=True)
    assert told.answer is not None
    assert [str(uid) for uid in told.answer.needs] == ["namespace.default#dev"]
    assert [str(uid) for uid in told.answer.needed_by] == ["workload.default#web"]
    assert (told.answer.component, told.answer.version, told.answer.stateful) == ("postgres", "2.1.0", True)


def test_a_pin_is_told_with_what_the_rules_would_choose():
    """The answer is the pinned one, the winner that of the rules."""
    pin = {"owner": "ada", "reason": "data", "expires": "2999-01-01", "definition": "old"}
    world = World(
        {"old": definition(), "new": definition(**{"class": "default"})}, pins={"postgres.default#web.db": pin}
    )
    told, _ = explained(world)
    assert (told.answer and told.answer.definition, told.winner and told.winner.name) == ("old", "new")
    assert told.pin is not None
    assert (told.pin.owner, told.pin.reason, told.pin.expires) == ("ada", "data", str(datetime.date(2999, 1, 1)))


def test_without_a_component_there_are_no_params():
    """Nobody knows which of them are secret."""
    told, _ = explained(World({"one": {**definition("nowhere"), "params": {"admin_password": "canary"}}}))
    assert told.answer is not None
    assert (told.answer.version, told.answer.params) == (None, ())
    assert "canary" not in json.dumps(told.to_json())


def test_secrets_are_masked_wherever_they_stand():
    """The value that holds, and those that it took the place of."""
    database = {**definition(), "params": {"admin_password": "canary-1"}}
    told, _ = explained(World({"one": database}, {"params": {"admin_password": "canary-2"}}), planned=False)
    assert told.answer is not None
    origin = next(origin for origin in told.answer.params if origin.path == "admin_password")
    assert (origin.value, [other.value for other in origin.overridden]) == ("[secret]", ["[secret]"])
    assert "canary" not in json.dumps(told.to_json()) + to_text(told, everything=True)


def test_a_graph_that_cannot_be_planned_is_explained_all_the_same():
    """A wrong param is no reason to say nothing about it."""
    world = World({"one": definition()}, {"params": {"version": 99}})
    with pytest.raises(PodiumError):
        explained(world, planned=True)
    told, _ = explained(world)
    assert told.answer is not None
    assert ("version", 99, "claim") in {
        (o.path, str(o.value) and o.value, o.source) for o in told.answer.params if o.path == "version"
    }
