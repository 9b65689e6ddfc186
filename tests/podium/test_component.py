"""The base class of components."""

from __future__ import annotations

import pulumi

from podium.component import Args, Component, Deferred, Outputs, Secret
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
