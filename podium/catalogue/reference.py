"""The resource types in words: for `podium types` and for the page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from podium.catalogue.score_schema import cleaned, param_schemas
from podium.catalogue.types import RESOURCE_TYPES, ResourceType

__all__ = ["TypeField", "outputs_of", "params_of", "types_page"]

_KINDS = {"integer": "number", "string": "text", "boolean": "true or false"}
_HEAD = """\
<!-- Made by `python -m podium.catalogue.types > docs/resource-types.md`. -->
# Resource types

What a claim under `resources:` may set (`params`) and read (`${resources.<name>.<output>}`). Every component that
answers a type keeps to this, so a Score file means the same in every environment. An output marked *secret* stays
encrypted: a variable or file that reads one becomes part of a Kubernetes Secret. A placeholder may stand for the value
of any param.

`podium types` prints the same with what serves each type. A type that is not here takes and gives what the component
that answers it says.

`podium schema -o score.schema.json` writes a JSON Schema of Score files with all of this for editors; with `-e ENV` it
allows only what that environment serves. The YAML language server takes it from the first line of a Score file:

```yaml
# yaml-language-server: $schema=score.schema.json
```

Three things a schema cannot say are left to `podium validate` and `podium plan`: whether a placeholder reads something,
whether the order of containers is possible, and which extensions a file turns on by its annotation.
"""


@dataclass(frozen=True, slots=True)
class TypeField:
    """A param or an output of a type.

    Attributes:
        name: Its public name.
        kind: What its value is, in words.
        description: What it is for.
        is_required: Whether a claim must set it; never true of outputs.
        is_secret: Whether it stays encrypted; never true of params.
    """

    name: str
    kind: str
    description: str
    is_required: bool = False
    is_secret: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the field as plain data."""
        mark = {"secret": True} if self.is_secret else {"required": True} if self.is_required else {}
        return {"name": self.name, "kind": self.kind, **mark, "description": self.description}


def params_of(contract: ResourceType) -> tuple[TypeField, ...]:
    """Return what claims of a type may set, required params first, then by name."""
    fields = (
        TypeField(name, _kind(schema), schema["description"], is_required=contract.is_required(name))
        for name, schema in param_schemas(contract).items()
    )
    return tuple(sorted(fields, key=lambda field: (not field.is_required, field.name)))


def outputs_of(contract: ResourceType) -> tuple[TypeField, ...]:
    """Return what claims of a type may read, by name; nothing where the environment names it."""
    properties = cleaned(contract.outputs.model_json_schema()).get("properties", {})
    secret = contract.output_names
    fields = (
        TypeField(name, _kind(schema), schema["description"], is_secret=secret[name])
        for name, schema in properties.items()
    )
    return tuple(sorted(fields, key=lambda field: field.name))


def types_page() -> str:
    """Return the page of the documentation that describes all types, in Markdown."""
    return "\n".join([_HEAD, *(_section(contract) for contract in RESOURCE_TYPES.values())])


def _section(contract: ResourceType) -> str:
    lines = [f"## {contract.name}", contract.description, ""]
    lines += list(_table("param", params_of(contract))) or ["No params.", ""]
    if contract.has_open_outputs:
        lines += ["Outputs: the keys that the environment's definition names.", ""]
    else:
        lines += list(_table("output", outputs_of(contract))) or ["No outputs.", ""]
    return "\n".join(lines)


def _table(title: str, fields: tuple[TypeField, ...]) -> Iterator[str]:
    if fields:
        yield f"| {title} | value | |"
        yield "|---|---|---|"
        for field in fields:
            mark = ", required" if field.is_required else ", secret" if field.is_secret else ""
            yield f"| `{field.name}` | {field.kind}{mark} | {field.description} |"
        yield ""


def _kind(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(item) for item in schema["anyOf"]))
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"])
    return _KINDS[schema["type"]]
