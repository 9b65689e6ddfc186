"""Environments with rules that compete, and a workload that asks for what they are about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from podium.graph.expand import Attempt, attempt
from podium.graph.uid import ResourceUid
from podium.plan.explaining.model import Change, Step
from podium.spec.annotations import TEAM, TIER
from tests.podium.graph.projects import environment
from tests.podium.spec.scores import loaded


@dataclass(frozen=True)
class World:
    """One claim of type postgres, and the definitions of that type.

    Attributes:
        definitions: The definitions by name, as plain data.
        claim: What the claim says.
        annotations: What its workload says.
        pins: The environment's pins.
        kind: The environment's type.
    """

    definitions: dict[str, dict[str, Any]]
    claim: dict[str, Any] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    pins: dict[str, Any] = field(default_factory=dict)
    kind: str = "development"

    @property
    def uid(self) -> ResourceUid:
        """The uid of the claim."""
        return ResourceUid.of("postgres", self.claim.get("id", "web.db"), self.claim.get("class"))

    def score(self) -> str:
        """Return the Score file."""
        resources = json.dumps({"db": {"type": "postgres", **self.claim}})
        metadata = json.dumps({"name": "web", "annotations": self.annotations})
        container = "{image: x, variables: {H: '${resources.db.host}'}}"
        head = f"apiVersion: score.dev/v1b1\nmetadata: {metadata}\ncontainers: {{main: {container}}}\n"
        return f"{head}resources: {resources}\n"

    def attempt(self) -> Attempt:
        """Resolve it as far as possible."""
        text = "\n".join(f"{name}: {json.dumps(given)}" for name, given in self.definitions.items())
        kind = f"type: {self.kind}\npins: {json.dumps(self.pins)}"
        return attempt([loaded(self.score())], environment(text, **{"type: development": kind}))

    def after(self, steps: tuple[Step, ...], loser: str) -> World:
        """Return the world with edits made as a reader would make them."""
        world = self
        for step in steps:
            if step.change is Change.REQUEST:
                world = replace(world, claim={**world.claim, step.key: step.value})
            elif step.change is Change.WORKLOAD:
                kept = {key: value for key, value in world.annotations.items() if key != step.key}
                added = {} if step.value is None else {step.key: step.value}
                world = replace(world, annotations={**kept, **added})
            elif step.change is Change.DEFINITION:
                changed = {**world.definitions[loser], step.key: int(str(step.value))}
                world = replace(world, definitions={**world.definitions, loser: changed})
            else:
                pin = {"owner": "me", "reason": "so", "expires": "2999-01-01", "definition": step.value}
                world = replace(world, pins={step.key: pin})
        return world


def definition(component: str = "postgres", priority: int = 0, **match: Any) -> dict[str, Any]:
    """Return a definition of the type as plain data."""
    return {"match": {"type": "postgres", **match}, "component": component, "priority": priority}


_CRITERIA = {
    "class": st.sampled_from(["default", "large", "small", "la*", "*"]),
    "id": st.sampled_from(["web.db", "main", "web.*", "*"]),
    "workload": st.sampled_from(["web", "api"]),
    "team": st.sampled_from(["shop", "platform"]),
    "tier": st.sampled_from(["critical", "standard"]),
    "labels": st.sampled_from(
        [{"size": "xl"}, {"size": "s"}, {"size": "xl", "zone": "a"}, {TEAM: "shop"}, {TIER: "gold"}]
    ),
    "environment": st.sampled_from(["dev", "prod"]),
    "environment_type": st.sampled_from(["development", "production"]),
    "region": st.sampled_from(["local", "eu"]),
}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a world; most have an answer, some a tie, some none."""
    definitions = {}
    for number in range(draw(st.integers(1, 6))):
        names = draw(st.lists(st.sampled_from(sorted(_CRITERIA)), unique=True, max_size=3))
        match = {name: draw(_CRITERIA[name]) for name in names}
        definitions[f"d{number}"] = definition(priority=draw(st.sampled_from([0, 0, 0, 1])), **match)
    claim = draw(
        st.fixed_dictionaries({}, optional={"class": st.sampled_from(["large", "small"]), "id": st.just("main")})
    )
    annotations = draw(
        st.fixed_dictionaries(
            {},
            optional={
                TIER: st.sampled_from(["critical", "standard"]),
                TEAM: st.just("shop"),
                "size": st.sampled_from(["xl", "s"]),
                "zone": st.just("a"),
            },
        )
    )
    return World(definitions, claim, annotations)
