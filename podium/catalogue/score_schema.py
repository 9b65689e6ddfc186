"""Score as JSON Schema (draft 2020-12), with the params of our resource types: for editors and other tools.

It is made of the models that ``podium validate`` uses. What a schema cannot say is left out: placeholders that read
nothing, the order of containers, and the extensions that a file turns on by its annotation.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from podium.catalogue.types import RESOURCE_TYPES, ResourceType
from podium.environment.model import DEFAULT_CLASS, Environment
from podium.environment.pattern import is_pattern
from podium.spec.model import Workload
from podium.spec.validation import GATED_BY

__all__ = ["INTERNAL", "Offers", "cleaned", "offers_of", "param_schemas", "score_schema"]

Schema: TypeAlias = dict[str, Any]
Offers: TypeAlias = Mapping[str, frozenset[str] | None]
"""Types that are served, and the classes of each; None means any class."""

INTERNAL = frozenset({"namespace", "workload"})
"""Types that only Podium itself asks for."""

_OF_SCHEMAS = ("properties", "patternProperties", "$defs")
_REFERENCE = {"type": "string", "pattern": r"\$\{"}
_BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_DESCRIPTION = (
    "A Score file as Podium reads it. Extensions that a file turns on by the annotation 'podium.dev/extensions' "
    "are not part of this schema."
)
_EXAMPLES = {
    ("Container", "image"): ["registry.example.com/shop:1.4.2", "."],
    ("ResourceQuantities", "cpu"): ["0.5", "500m"],
    ("ResourceQuantities", "memory"): ["128Mi"],
    ("ContainerFile", "mode"): ["0644"],
    ("ContainerVolume", "source"): ["${resources.data}"],
}
_FIELDS = {
    ("Container", "args"): "Arguments of the command.",
    ("Container", "before"): "Containers that start after this one, and the state that it must reach first.",
    ("Container", "command"): "Command to run instead of the image's own.",
    ("Container", "files"): "Files by path inside the container.",
    ("Container", "image"): "Image to run; '.' stands for one that is supplied when it is deployed.",
    ("Container", "variables"): "Environment variables by name; values are text and may hold placeholders.",
    ("Container", "volumes"): "Volumes by path inside the container.",
    ("ContainerFile", "binaryContent"): "Content as base64.",
    ("ContainerFile", "content"): "Content as text, which may hold placeholders.",
    ("ContainerFile", "mode"): "Permissions as octal digits, in quotes.",
    ("ContainerFile", "noExpand"): "Leave placeholders in the content as they are.",
    ("ContainerFile", "source"): "File beside the Score file that holds the content.",
    ("ContainerVolume", "path"): "Folder of the volume to mount.",
    ("ContainerVolume", "readOnly"): "Mount it read-only.",
    ("ContainerVolume", "source"): "The volume, as '${resources.<name>}'.",
    ("ResourceClaim", "class"): "Variant of the type; the environment says which there are.",
    ("ResourceClaim", "id"): "Name under which claims share one resource.",
    ("ResourceClaim", "params"): "What the claim asks for; values may hold placeholders.",
    ("ServicePort", "port"): "Port on which the service listens.",
    ("ServicePort", "protocol"): "TCP when absent.",
    ("ServicePort", "targetPort"): "Port of the container; the same as 'port' when absent.",
    ("Workload", "containers"): "Containers by name.",
    ("Workload", "resources"): "What the workload needs, by name.",
}


def offers_of(environment: Environment) -> dict[str, frozenset[str] | None]:
    """Return the types that an environment serves to claims, each with its classes; None for any.

    A class with ``*`` in it counts as any. Criteria other than the class are not looked at.
    """
    classes: dict[str, set[str] | None] = {}
    for definition in environment.definitions.values():
        kind, resource_class = definition.match.resource_type, definition.match.resource_class
        known = classes.setdefault(kind, set())
        if resource_class is None or is_pattern(resource_class) or known is None:
            classes[kind] = None
        else:
            known.add(resource_class)
    served = {kind: None if known is None else frozenset(known) for kind, known in sorted(classes.items())}
    return {kind: known for kind, known in served.items() if kind not in INTERNAL}


def score_schema(offers: Offers | None = None) -> Schema:
    """Return the schema of Score files.

    Args:
        offers: The types and classes that claims may name; None for any.
    """
    made = Workload.model_json_schema()
    schema: Schema = cleaned({**made, "$defs": {**made.pop("$defs"), "Workload": made}})
    definitions = schema["$defs"]
    root = definitions.pop("Workload")
    for (owner, field), text in _FIELDS.items():
        (root if owner == "Workload" else definitions[owner])["properties"][field]["description"] = text
    for (owner, field), examples in _EXAMPLES.items():
        definitions[owner]["properties"][field]["examples"] = examples
    _add_rules(definitions)
    _add_old_forms(definitions)
    _add_types(definitions, offers)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Score v1b1",
        **root,
        "description": _DESCRIPTION,
        "$defs": dict(sorted(definitions.items())),
    }


def param_schemas(contract: ResourceType) -> dict[str, Schema]:
    """Return the schema of each param of a type, without the placeholders that may stand for its value."""
    properties: dict[str, Schema] = cleaned(contract.params.model_json_schema()).get("properties", {})
    return properties


def cleaned(schema: Schema) -> Schema:
    """Return a schema of pydantic without nulls, titles and gated fields; what is not named is not allowed."""
    result: Schema = {}
    for key, value in schema.items():
        if key in _OF_SCHEMAS:
            result[key] = {name: cleaned(item) for name, item in value.items() if GATED_BY not in item}
        elif key in {"anyOf", "allOf", "oneOf"}:
            result[key] = [cleaned(item) for item in value if item != {"type": "null"}]
        elif key in {"additionalProperties", "items", "propertyNames"} and isinstance(value, dict):
            result[key] = cleaned(value)
        elif key not in {"title", "default", "unused"}:
            result[{"ge": "minimum", "le": "maximum"}.get(key, key)] = value
    if "patternProperties" in result:
        result.setdefault("additionalProperties", False)
    if len(result.get("anyOf", ())) == 1:
        result = {**result.pop("anyOf")[0], **result}
    if "description" in result:
        result["description"] = result["description"].replace("``", "`")
    return result


def _add_rules(definitions: Schema) -> None:
    """Add what the models check by functions."""
    contents = ("source", "content", "binaryContent")
    definitions["ContainerFile"]["oneOf"] = [{"required": [name]} for name in contents]
    definitions["ContainerFile"]["properties"]["binaryContent"]["pattern"] = _BASE64
    for probe in ("Probe", "LivenessProbe"):
        definitions[probe]["anyOf"] = [{"required": ["httpGet"]}, {"required": ["exec"]}]


def _add_old_forms(definitions: Schema) -> None:
    """Add the older forms that are still read, each with a warning: lists of files and volumes, and ``properties``."""
    lines = {"type": "array", "items": {"type": "string"}, "deprecated": True}
    fields = definitions["Container"]["properties"]
    for field, entry in (("files", "ContainerFile"), ("volumes", "ContainerVolume")):
        old = copy.deepcopy(definitions[entry])
        old["properties"]["target"] = {"type": "string", "minLength": 1, "description": "Path inside the container."}
        old["required"] = [*old.get("required", []), "target"]
        definitions[f"{entry}Entry"] = old
        today = fields[field]
        description = {"description": today.pop("description")}
        entries = {"type": "array", "items": {"$ref": f"#/$defs/{entry}Entry"}, "deprecated": True}
        fields[field] = {**description, "anyOf": [today, entries]}
    content = definitions["ContainerFileEntry"]["properties"]["content"]
    definitions["ContainerFileEntry"]["properties"]["content"] = {"anyOf": [content, lines]}
    definitions["ContainerVolumeEntry"]["properties"]["read_only"] = {"type": "boolean", "deprecated": True}
    definitions["ContainerVolumeEntry"]["not"] = {"required": ["readOnly", "read_only"]}
    claim = definitions["ResourceClaim"]
    claim["properties"]["properties"] = {"type": "object", "deprecated": True, "description": "Old name of 'params'."}
    claim["not"] = {"required": ["params", "properties"]}


def _add_types(definitions: Schema, offers: Offers | None) -> None:
    """Add the types, and for each what its claims may set."""
    claim = definitions["ResourceClaim"]
    names = RESOURCE_TYPES if offers is None else offers
    known = [_named_type(name) for name in names]
    free = [] if offers is not None else [claim["properties"]["type"]]
    claim["properties"]["type"] = {"description": "What is asked for.", "anyOf": [*known, *free]}
    conditions: list[Schema] = []
    for name in names:
        if name in RESOURCE_TYPES:
            definitions[f"params.{name}"] = _params(RESOURCE_TYPES[name])
            conditions += _typed(RESOURCE_TYPES[name])
        classes = offers[name] if offers is not None else None
        conditions += [] if classes is None else [_classed(name, classes)]
    claim["allOf"] = conditions


def _named_type(name: str) -> Schema:
    described = {"description": RESOURCE_TYPES[name].description} if name in RESOURCE_TYPES else {}
    return {"const": name, **described}


def _params(contract: ResourceType) -> Schema:
    schema = cleaned(contract.params.model_json_schema())
    properties = {name: _or_reference(item) for name, item in schema.get("properties", {}).items()}
    return {**schema, "description": f"Params of type '{contract.name}'.", "properties": properties}


def _or_reference(schema: Schema) -> Schema:
    """Return a schema that takes a string with a placeholder as well."""
    if schema.get("type") == "string" and not {"enum", "pattern"} & schema.keys():
        return schema
    description = {"description": schema["description"]}
    rest = {key: value for key, value in schema.items() if key != "description"}
    kinds: Iterable[Schema] = rest["anyOf"] if rest.keys() == {"anyOf"} else [rest]
    return {**description, "anyOf": [*kinds, _REFERENCE]}


def _typed(contract: ResourceType) -> list[Schema]:
    """Return the conditions on the claims of a type; one that shares its resource may leave the params to another."""
    of_type = _is_type(contract.name)
    names = ("params", "properties")
    params = {name: {"$ref": f"#/$defs/params.{contract.name}"} for name in names}
    found: list[Schema] = [{"if": of_type, "then": {"properties": params}}]
    if any(contract.is_required(name) for name in contract.param_names):
        alone = {**of_type, "not": {"required": ["id"]}}
        found.append({"if": alone, "then": {"anyOf": [{"required": [name]} for name in names]}})
    return found


def _classed(name: str, classes: frozenset[str]) -> Schema:
    then: Schema = {"properties": {"class": {"enum": sorted(classes)}}}
    if DEFAULT_CLASS not in classes:
        then["required"] = ["class"]
    return {"if": _is_type(name), "then": then}


def _is_type(name: str) -> Schema:
    return {"properties": {"type": {"const": name}}, "required": ["type"]}
