"""The schema of a component."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest
from jsonschema import Draft202012Validator

from podium.catalogue.registry import component_names, load_versions
from podium.catalogue.schemas import schema_of
from tests.podium.catalogue.shelf import Shelf

MODULE = '''
import pulumi
from pydantic import BaseModel, ConfigDict, Field
from podium.catalogue.contract import Args, Deferred, Lifecycle, Outputs, Secret

class Inner(Args):
    """A class says this of itself."""
    title: str = Field("t", description="A title.")
    again: list["Inner"] = []

class ThingArgs(Args):
    """Inputs."""
    size: int = Field(1, ge=1, description="How much.")
    token: Secret[str]
    zones: list[Deferred[str]] = []
    inner: Inner = Inner()

class ThingOutputs(Outputs):
    """Outputs."""
    host: pulumi.Output[str] = Field(description="Its name.")
    reads: list[pulumi.Output[str]] | None = None
    key: Secret[str] = Field(alias="api-key")
    other: pulumi.Output = None

class Thing:
    resource_type, version, lifecycle, stateful = "thing", "1.2.0", Lifecycle.PROPOSED, True
    identity = frozenset({"name", "database"})
    args_type, outputs_type = ThingArgs, ThingOutputs
'''


@pytest.fixture
def schema(tmp_path, monkeypatch) -> dict[str, Any]:
    """Return the schema of a thing."""
    shelf = Shelf.at(tmp_path, monkeypatch)
    shelf.write("thing", MODULE)
    return dict(schema_of(load_versions("thing")[0]))


def test_facts_stand_beside_inputs_and_outputs(schema):
    """The lifecycle is none of them: it changes while the version stays."""
    facts = {key: value for key, value in schema.items() if key not in {"inputs", "outputs"}}
    assert facts == {
        "component": "thing",
        "version": "1.2.0",
        "type": "thing",
        "stateful": True,
        "identity": ["database", "name"],
        "openOutputs": False,
    }


def test_inputs_say_what_is_known_later_and_what_is_secret(schema):
    """Nested ones too; titles and what classes say of themselves are left out."""
    properties = schema["inputs"]["properties"]
    assert properties["size"] == {"default": 1, "description": "How much.", "minimum": 1, "type": "integer"}
    assert properties["token"] == {"type": "string", "x-deferred": True, "x-secret": True}
    assert properties["zones"]["items"] == {"type": "string", "x-deferred": True}
    assert schema["inputs"]["required"] == ["token"]
    assert "description" not in schema["inputs"]


def test_references_are_resolved(schema):
    """A model that holds itself stands for any value there; a key that is called title stays."""
    inner = schema["inputs"]["properties"]["inner"]
    assert inner["properties"]["title"] == {"default": "t", "description": "A title.", "type": "string"}
    assert inner["properties"]["again"] == {"default": [], "items": {}, "type": "array"}
    assert "$ref" not in json.dumps(schema)


def test_outputs_are_what_their_readers_see(schema):
    """All of them are given, known, under their public names, and there may be more."""
    outputs = schema["outputs"]
    assert outputs["properties"]["host"] == {"type": "string", "description": "Its name."}
    reads = [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]
    assert outputs["properties"]["reads"]["anyOf"] == reads
    assert outputs["properties"]["api-key"] == {"type": "string", "x-secret": True}
    assert outputs["properties"]["other"] == {}
    assert outputs["required"] == ["api-key", "host", "other", "reads"]
    assert "additionalProperties" not in outputs


def test_every_component_has_a_valid_schema():
    """Also after Pulumi was imported, and the same one each time."""
    assert pulumi.Output
    for name in component_names():
        for component in load_versions(name):
            made = schema_of(component)
            Draft202012Validator.check_schema(made["inputs"])
            Draft202012Validator.check_schema(made["outputs"])
            assert json.dumps(made) == json.dumps(schema_of(component))
