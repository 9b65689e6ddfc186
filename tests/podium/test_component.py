"""The base class of components."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import ConfigDict, Field

from podium.catalogue.registry import ComponentInfo
from podium.component import Args, Component, Deferred, Lifecycle, Outputs, Secret
from tests.podium.program.recorder import SECRET, record


class ThingArgs(Args):
    """Inputs."""

    size: int = 1


class ThingOutputs(Outputs):
    """Outputs."""

    host: Deferred[str]
    key: Secret[str]


class Thing(Component[ThingArgs, ThingOutputs]):
    """A component with one child."""

    resource_type = "thing"

    def build(self, name: str, args: ThingArgs) -> ThingOutputs:
        """Create the child."""
        child = pulumi.CustomResource(
            "test:index:Child", f"{name}-child", {"size": args.size}, self.child(protect=True)
        )
        return ThingOutputs(host=self.once_ready("host", child), key="hidden")


class ValuesArgs(Args):
    """Inputs that name the outputs; one has a name that is no Python name."""

    clear: list[str]
    hidden: list[str] = Field(alias="from")


class ValuesOutputs(Outputs):
    """Whatever the inputs name, and a key."""

    model_config = ConfigDict(extra="allow")

    api_key: Secret[str] = Field(alias="api-key")


class Values(Component[ValuesArgs, ValuesOutputs]):
    """A component whose outputs follow from its inputs."""

    resource_type = "values"

    @classmethod
    def output_names(cls, params: dict[str, Any]) -> dict[str, bool]:
        """Return the names."""
        return {"api-key": True} | dict.fromkeys(params["clear"], False) | dict.fromkeys(params["from"], True)

    def build(self, name: str, args: ValuesArgs) -> ValuesOutputs:
        """Give each output its own name as value."""
        return ValuesOutputs(api_key="k", **{key: key for key in (*args.clear, *args.hidden)})


class Special(Thing):
    """A component that extends another one."""


def test_types_of_inputs_and_outputs_are_read_from_the_class():
    """A subclass inherits them."""
    for cls in (Thing, Special):
        assert (cls.args_type, cls.outputs_type, cls.stateful, cls.version) == (ThingArgs, ThingOutputs, False, "1.0.0")


def test_a_component_works_in_a_plain_program():
    """Type token, parent, options of children, outputs: nobody has to think of them."""
    recording = record(lambda: Thing("web", ThingArgs(size=2)))
    component, child = recording.requests["web"], recording.requests["web-child"]
    assert component.type == "podium:components:Thing"
    assert child.parent.endswith("podium:components:Thing::web")
    assert child.protect
    assert dict(child.object) == {"size": 2}
    assert recording.outputs["web"]["host"] == "host"


def test_secret_outputs_are_secret_even_if_the_author_forgets():
    """The field's type decides."""
    key = record(lambda: Thing("web", ThingArgs())).outputs["web"]["key"]
    assert (SECRET in key, key["value"]) == (True, "hidden")


def test_what_waits_for_a_resource_carries_it_along():
    """Whoever reads the host comes after the child; known values stay known in a preview."""
    seen = {}

    def program():
        host = Thing("web", ThingArgs()).outputs.host
        pulumi.CustomResource("test:index:Reader", "reader", {"host": host})
        host.apply(lambda value: seen.update(host=value))

    recording = record(program, preview=True)
    assert "web-child" in recording.dependencies("reader")
    assert seen == {"host": "host"}


def test_outputs_that_follow_from_inputs_are_registered_by_public_name():
    """Those that the component calls secret are encrypted, and nothing else is."""
    args = ValuesArgs.model_validate({"clear": ["REGION"], "from": ["TOKEN"]})
    outputs = record(lambda: Values("env", args)).outputs["env"]
    assert {key: SECRET in value if isinstance(value, dict) else value for key, value in outputs.items()} == {
        "api-key": True,
        "REGION": "REGION",
        "TOKEN": True,
    }


def test_the_base_gives_the_outputs_of_the_class():
    """Whatever the inputs are."""
    assert dict(Special.output_names({})) == {"host": False, "key": True}
    kinds = {
        cls: ComponentInfo(
            "x", cls, "x", "1.0.0", Lifecycle.DEFAULT, False, frozenset(), Args, Outputs
        ).has_fixed_outputs
        for cls in (Special, Values)
    }
    assert kinds == {Special: True, Values: False}
