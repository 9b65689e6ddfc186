"""What a resource type promises: which params a claim may set, and which outputs it may read.

A component keeps the contract of the type it provides, so a Score file that is valid in one environment is valid in
all of them. A type without a contract is governed by its component.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    field_validator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from podium.catalogue.contract import Outputs, input_names, is_deferred, output_names

__all__ = [
    "NoOutputs",
    "NoParams",
    "Params",
    "Port",
    "ResourceType",
    "Version",
    "unused",
]

_UNUSED = "unused"
_LAST_PORT = 65535
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")


class Params(BaseModel):
    """Base of what claims may set. Types are not coerced; a reference to another resource may stand for any value."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def _known_later_or_valid(cls, value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
        if value is None:
            raise PydanticCustomError("null", "is empty")
        return value if is_deferred(value) else validate(value)


class NoParams(Params):
    """A type whose claims set nothing: sizes and versions follow from class and environment."""


class NoOutputs(Outputs):
    """A type that gives nothing to read."""


def unused(description: str, **constraints: Any) -> Any:
    """Return a field that claims may set because other implementations of Score read it; Podium's components need not.

    Args:
        description: What others do with it.
        constraints: Further keywords of ``pydantic.Field``.
    """
    extra: JsonDict = {_UNUSED: True}
    return Field(None, description=f"{description} Accepted, not used.", json_schema_extra=extra, **constraints)


@dataclass(frozen=True, slots=True)
class ResourceType:
    """The contract of a resource type.

    Attributes:
        name: The type as a claim names it, such as ``postgres``.
        description: What a claim gets, in one sentence.
        params: What a claim may set.
        outputs: What a claim may read; a model that allows extra keys means that the environment names them.
    """

    name: str
    description: str
    params: type[Params]
    outputs: type[Outputs]

    @property
    def param_names(self) -> frozenset[str]:
        """Public names of the params."""
        return input_names(self.params)

    def is_required(self, param: str) -> bool:
        """Return whether a claim must set a param."""
        return any(
            field.is_required() for name, field in self.params.model_fields.items() if param == (field.alias or name)
        )

    @property
    def unused_params(self) -> frozenset[str]:
        """Params that are accepted for the sake of other implementations; a component need not take them."""
        return frozenset(
            field.alias or name
            for name, field in self.params.model_fields.items()
            if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get(_UNUSED)
        )

    @property
    def output_names(self) -> Mapping[str, bool]:
        """Public names of the outputs, and for each whether it is secret."""
        return output_names(self.outputs)

    @property
    def has_open_outputs(self) -> bool:
        """Whether the environment names the outputs."""
        return self.outputs.model_config.get("extra") == "allow"


def _no_fraction(value: Any) -> Any:
    if isinstance(value, float):
        context = {"value": str(value), "fix": f"put it in quotes: '{value}'"}
        raise PydanticCustomError("version_number", "must be text, not the number {value}", context)
    return value


def _version_form(value: str | int) -> str | int:
    if not _VERSION.fullmatch(str(value)):
        fix = "write numbers with dots between them, such as '15' or '8.4'"
        raise PydanticCustomError("form", "has the wrong form", {"fix": fix})
    return value


def _port_form(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        fix = "write one number or one name"
        raise PydanticCustomError("port_kind", "must be the number or the name of a port", {"fix": fix})
    if isinstance(value, int) and not 1 <= value <= _LAST_PORT:
        fix = f"write a number from 1 to {_LAST_PORT}"
        raise PydanticCustomError("form", "has the wrong form", {"fix": fix})
    return value


Port: TypeAlias = Annotated[
    int | str,
    BeforeValidator(_port_form),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 1, "maximum": _LAST_PORT}, {"type": "string", "minLength": 1}]}
    ),
]
"""A port of a workload's service: its number, or its name."""

Version: TypeAlias = Annotated[
    int | str,
    BeforeValidator(_no_fraction),
    AfterValidator(_version_form),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": f"^{_VERSION.pattern}$"}]}
    ),
]
"""A version as people write it: ``15`` or ``"8.4"``. A number with a fraction is refused, for 8.10 would become 8.1."""
