"""The schema of a component: what it takes and gives, as plain data that can be kept and compared."""

from __future__ import annotations

import functools
import operator
import sys
import types
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from podium.catalogue.contract import DEFERRED, Outputs, schema_marks
from podium.catalogue.registry import ComponentInfo

__all__ = ["ComponentSchema", "schema_of"]

ComponentSchema: TypeAlias = Mapping[str, Any]
"""``component``, ``version``, ``type``, ``stateful``, ``identity``, ``openOutputs``, and as JSON Schemas ``inputs`` and
``outputs``. The lifecycle is not part of it: a version keeps its schema while it is proposed, in use and deprecated."""

_SUBSCHEMAS = ("properties", "patternProperties")


class _Generator(GenerateJsonSchema):
    """Marks what may be known later and what is secret; leaves out titles and what classes say of themselves."""

    def function_wrap_schema(self, schema: core_schema.WrapValidatorFunctionSchema) -> JsonSchemaValue:
        made = super().function_wrap_schema(schema)
        marks = schema_marks(schema["function"]["function"])
        return {**made, **marks} if marks else made

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        made.pop("description", None)
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:
        """Return what JSON can say of a class of Python: nothing."""
        return {}


def schema_of(component: ComponentInfo) -> ComponentSchema:
    """Return the schema of a component.

    References are resolved, so that every place in it has one JSON pointer.

    Args:
        component: The component in one version.
    """
    inputs = component.args_type.model_json_schema(schema_generator=_Generator)
    return {
        "component": component.name,
        "version": component.version,
        "type": component.resource_type,
        "stateful": component.stateful,
        "identity": sorted(component.identity),
        "openOutputs": not component.has_fixed_outputs,
        "inputs": _resolved(inputs, inputs.get("$defs", {})),
        "outputs": _outputs(component.outputs_type),
    }


def _outputs(model: type[Outputs]) -> dict[str, Any]:
    """Return the schema of outputs as whoever reads them sees it: all are given, and all are known once they are read.

    Further outputs are no harm, so the schema does not forbid them.
    """
    properties: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        annotation = _awaited(field.annotation)
        made = _json_schema(Annotated[(annotation, *field.metadata)] if field.metadata else annotation)
        described = {"description": field.description} if field.description else {}
        properties[field.alias or name] = _without(made, DEFERRED) | described
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _json_schema(annotation: Any) -> dict[str, Any]:
    made = TypeAdapter(annotation).json_schema(mode="serialization", schema_generator=_Generator)
    resolved: dict[str, Any] = _resolved(made, made.get("$defs", {}))
    return resolved


def _awaited(annotation: Any) -> Any:
    """Return a type with what Pulumi's outputs in it become once they are known."""
    pulumi = sys.modules.get("pulumi")
    arguments = get_args(annotation)
    if not arguments:
        return Any if pulumi is not None and annotation is pulumi.Output else annotation
    origin, inner = get_origin(annotation), tuple(_awaited(argument) for argument in arguments)
    if pulumi is not None and origin is pulumi.Output:
        return inner[0]
    if inner == arguments:
        return annotation
    if origin in {Union, types.UnionType}:
        return functools.reduce(operator.or_, inner)
    return Annotated[inner] if origin is Annotated else origin[inner]


def _resolved(schema: Any, definitions: Mapping[str, Any], inside: tuple[str, ...] = ()) -> Any:
    """Return a schema with its references replaced; one that leads back to itself stands for any value there."""
    if isinstance(schema, list):
        return [_resolved(item, definitions, inside) for item in schema]
    if not isinstance(schema, dict):
        return schema
    beside = {key: value for key, value in schema.items() if key not in {"$ref", "$defs", "title"}}
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        if name in inside:
            return beside
        return _resolved(definitions[name], definitions, (*inside, name)) | beside
    return {
        key: {name: _resolved(each, definitions, inside) for name, each in value.items()}
        if key in _SUBSCHEMAS
        else value
        if key in {"default", "enum", "const", "examples"}
        else _resolved(value, definitions, inside)
        for key, value in beside.items()
    }


def _without(schema: Any, keyword: str) -> Any:
    if isinstance(schema, dict):
        return {key: _without(value, keyword) for key, value in schema.items() if key != keyword}
    return [_without(item, keyword) for item in schema] if isinstance(schema, list) else schema
