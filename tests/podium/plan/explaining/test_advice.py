"""What would make another definition win."""

from __future__ import annotations

import pytest

from podium.plan.explaining import explain
from podium.spec.annotations import TEAM, TIER
from tests.podium.plan.explaining.worlds import World, definition

ANY = definition()
LARGE = {"class": "large"}
EXTRA_LARGE = definition(labels={"size": "xl"})


def advice(world, name):
    """Return the advice for a definition in words, with its places."""
    found = world.attempt()
    claimants = [request.claimant for request in found.refused.get(world.uid, ())]
    told = explain(found.graph, world.uid, claimants=claimants)
    candidate = next(candidate for candidate in told.candidates if candidate.name == name)
    return [(str(step), str(step.at)) for step in candidate.change]


@pytest.mark.parametrize(
    ("definitions", "claim", "annotations", "expected"),
    [
        ({"x": definition(**LARGE), "any": ANY}, {}, {}, [("class: large", "score.yaml:4:28")]),
        ({"x": definition(**LARGE), "any": ANY}, {"class": "small"}, {}, [("class: large", "score.yaml:4:49")]),
        ({"x": definition(id="main"), "any": ANY}, {}, {}, [("id: main", "score.yaml:4:28")]),
        ({"x": definition(tier="critical")}, {}, {}, [(f"{TIER}: critical", "score.yaml:2:42")]),
        ({"x": definition(team="shop")}, {}, {TEAM: "web"}, [(f"{TEAM}: shop", "score.yaml:2:62")]),
        ({"x": EXTRA_LARGE}, {}, {}, [("size: xl", "score.yaml:2:42")]),
        ({"x": ANY, "y": definition(**LARGE)}, LARGE, {}, [("class: default", "score.yaml:4:49")]),
        (
            {"x": ANY, "y": definition(labels={"size": "xl"})},
            {},
            {"size": "xl"},
            [("without 'size'", "score.yaml:2:51")],
        ),
        ({"x": ANY, "y": definition(id="main")}, {"id": "main"}, {}, [("another id", "score.yaml:4:46")]),
        ({"x": ANY, "y": ANY}, {}, {}, [("priority: 1", "dev.yaml:7:75")]),
        ({"x": ANY, "y": definition(priority=3)}, {}, {}, [("priority: 4", "dev.yaml:7:75")]),
        ({"x": definition(environment="prod"), "y": ANY}, {}, {}, [("a pin to 'x'", "dev.yaml:3:1")]),
        ({"x": definition(workload="api"), "y": ANY}, {}, {}, [("a pin to 'x'", "dev.yaml:3:1")]),
        ({"x": ANY, "y": definition(workload="web")}, {}, {}, [("a pin to 'x'", "dev.yaml:3:1")]),
        ({"x": definition(id="Not.Valid_")}, {}, {}, [("a pin to 'x'", "dev.yaml:3:1")]),
    ],
)
def test_the_nearest_edit_that_works_is_advised(definitions, claim, annotations, expected):
    """In the claim, then its workload, then the environment; at the place where the edit is made."""
    assert advice(World(definitions, claim, annotations), "x") == expected


def test_several_criteria_take_several_edits():
    """All of them at once."""
    world = World({"x": definition(tier="critical", **LARGE), "any": ANY})
    assert [step for step, _ in advice(world, "x")] == ["class: large", f"{TIER}: critical"]
