"""What every contract of a resource type has."""

from __future__ import annotations

import pytest
from pydantic import Field, ValidationError

from podium.catalogue.contract import Outputs, Secret
from podium.catalogue.types import RESOURCE_TYPES
from podium.catalogue.types.contract import NoOutputs, NoParams, Params, Port, ResourceType, Version, unused
from podium.spec.placeholder import parse_template

TEMPLATE = parse_template("${resources.a.b}")


class ThingParams(Params):
    """One param of each kind."""

    host: str = Field(description="Needed.")
    size: int | None = Field(None, alias="sizeOfIt", description="Not needed.", ge=1)
    version: Version | None = Field(None, description="A version.")
    port: Port | None = Field(None, description="A port.")
    title: str | None = unused("For others.")


class ThingOutputs(Outputs):
    """An output whose name is no Python name."""

    api_key: Secret[str] = Field(alias="api-key", description="A key.")
    url: str = Field(description="A URL.")


THING = ResourceType("thing", "A thing.", ThingParams, ThingOutputs)


def problems(**params: object) -> list[tuple[str, str]]:
    """Return where params are wrong, and pydantic's name for it."""
    try:
        ThingParams.model_validate({"host": "x", **params})
    except ValidationError as problem:
        return [(str(error["loc"][0]), error["type"]) for error in problem.errors()]
    return []


def test_names_are_those_that_users_write():
    """Aliases where there are any."""
    assert frozenset({"host", "sizeOfIt", "version", "port", "title"}) == THING.param_names
    assert dict(THING.output_names) == {"api-key": True, "url": False}
    assert (THING.unused_params, THING.is_required("host"), THING.is_required("sizeOfIt")) == ({"title"}, True, False)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"sizeOfIt": 1, "version": 15, "port": "web", "title": "x"}, []),
        ({"version": "8.4.1", "port": 65535}, []),
        ({"host": TEMPLATE, "sizeOfIt": TEMPLATE, "version": TEMPLATE, "port": TEMPLATE}, []),
        ({"sizeOfIt": None}, [("sizeOfIt", "null")]),
        ({"sizeOfIt": "1"}, [("sizeOfIt", "int_type")]),
        ({"size": 1}, [("size", "extra_forbidden")]),
        ({"version": 8.1}, [("version", "version_number")]),
        ({"version": "v8"}, [("version", "form")]),
        ({"version": "8\n"}, [("version", "form")]),
        ({"port": 0}, [("port", "form")]),
        ({"port": True}, [("port", "port_kind")]),
        ({"port": ""}, [("port", "port_kind")]),
    ],
)
def test_params_are_checked_and_references_let_through(params, expected):
    """A value that is known is held to its type, also where a component would convert it."""
    assert expected == problems(**params)


def test_outputs_are_open_only_where_the_environment_names_them():
    """Nothing else allows keys that the contract does not know."""
    assert [name for name, contract in RESOURCE_TYPES.items() if contract.has_open_outputs] == ["environment"]


def test_every_param_and_output_is_described():
    """The reference and the schema for editors are made of these descriptions."""
    fields = [
        (contract.name, name, field.description)
        for contract in (*RESOURCE_TYPES.values(), ResourceType("none", "Nothing.", NoParams, NoOutputs))
        for model in (contract.params, contract.outputs)
        for name, field in model.model_fields.items()
    ]
    assert [field[:2] for field in fields if not field[2] or not field[2].endswith(".")] == []


def test_types_are_sorted_and_named_once():
    """A type has one contract."""
    assert list(RESOURCE_TYPES) == sorted({contract.name for contract in RESOURCE_TYPES.values()})
