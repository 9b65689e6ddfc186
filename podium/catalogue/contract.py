"""What a component accepts and what it gives: Args, Outputs, and values that are known only later.

A value may be *deferred*: a :class:`~podium.spec.placeholder.Template` while planning, a ``pulumi.Output`` while the
engine runs. This module knows both without importing pulumi, so a plan can be made without it.
"""

from __future__ import annotations

import enum
import functools
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidatorFunctionWrapHandler, WrapValidator
from pydantic.fields import FieldInfo

from podium.spec.placeholder import Template

if TYPE_CHECKING:
    import pulumi

__all__ = [
    "ANY_TYPE",
    "DEFERRED",
    "SECRET",
    "Args",
    "Deferred",
    "Lifecycle",
    "Outputs",
    "Secret",
    "input_names",
    "is_deferred",
    "marks_secret",
    "output_names",
    "public_values",
    "schema_marks",
    "secret_fields",
]

T = TypeVar("T")

DEFERRED = "x-deferred"
"""Keyword of JSON Schemas: the value may be known later."""

SECRET = "x-secret"  # noqa: S105 - the name of a keyword
"""Keyword of JSON Schemas: the value stays encrypted."""

ANY_TYPE = "*"
"""Resource type of a component that can answer requests for every type; it keeps the contract of the one asked for."""


class Lifecycle(enum.StrEnum):
    """Where a version of a component stands.

    A proposed one is used only where its exact version is asked for; a deprecated one still works and says so; a
    defective one answers nothing new.
    """

    PROPOSED = "proposed"
    DEFAULT = "default"
    DEPRECATED = "deprecated"
    DEFECTIVE = "defective"


def is_deferred(value: object) -> bool:
    """Return whether the value becomes known only later: a template to fill or a Pulumi output."""
    if isinstance(value, Template):
        return True
    loaded = sys.modules.get("pulumi")
    return loaded is not None and isinstance(value, loaded.Output)


@dataclass(frozen=True, slots=True)
class _SecretMarker:
    """Marks a field whose value must stay encrypted."""


def _let_through(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    return value if is_deferred(value) else validate(value)


def _let_secret_through(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    return _let_through(value, validate)


def schema_marks(validator: object) -> Mapping[str, bool]:
    """Return what a JSON Schema says of values that a validator lets through before they are known.

    Args:
        validator: The function of a wrapping validator, whoever's it is.
    """
    if validator is _let_secret_through:
        return {DEFERRED: True, SECRET: True}
    return {DEFERRED: True} if validator is _let_through else {}


if TYPE_CHECKING:
    Deferred: TypeAlias = T | pulumi.Output[T]
    Secret: TypeAlias = T | pulumi.Output[T]
else:

    class Deferred:
        """``Deferred[T]``: a ``T`` now or later. What is known is validated, what is not is let through."""

        def __class_getitem__(cls, item: Any) -> Any:
            return Annotated[item, WrapValidator(_let_through)]

    class Secret:
        """``Secret[T]``: like ``Deferred[T]``, and the value stays encrypted in state, plans and logs."""

        def __class_getitem__(cls, item: Any) -> Any:
            return Annotated[item, WrapValidator(_let_secret_through), _SecretMarker()]


class Args(BaseModel):
    """Base of a component's inputs. Unknown keys are errors; types are not coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)


class Outputs(BaseModel):
    """Base of a component's outputs: what ``${resources.<name>.<field>}`` may read.

    An output whose name is no Python name has it as an alias: ``api_key: Secret[str] = Field(alias="api-key")``.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        arbitrary_types_allowed=True,
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    def as_mapping(self) -> dict[str, Any]:
        """Return the outputs by public name (an alias where there is one), values untouched: an Output stays one."""
        return public_values(self)

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """Return a copy that gives other values.

        Args:
            values: The new values by public name.
        """
        fields = {field.alias or name: name for name, field in type(self).model_fields.items()}
        return self.model_copy(update={fields.get(name, name): value for name, value in values.items()})


def public_values(model: BaseModel) -> dict[str, Any]:
    """Return the values of a model by the names that users write: aliases, and extra keys where they are allowed."""
    named = {field.alias or name: getattr(model, name) for name, field in type(model).model_fields.items()}
    return named | dict(model.model_extra or {})


@functools.cache
def input_names(model: type[BaseModel]) -> frozenset[str]:
    """Return the names under which a model takes its values: an alias where there is one."""
    return frozenset(field.alias or name for name, field in model.model_fields.items())


@functools.cache
def output_names(model: type[BaseModel]) -> Mapping[str, bool]:
    """Return the public names of the outputs, and for each whether it is secret."""
    return MappingProxyType({field.alias or name: _is_secret(field) for name, field in model.model_fields.items()})


def secret_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the public names of the fields annotated ``Secret[…]``."""
    return frozenset(name for name, is_secret in output_names(model).items() if is_secret)


def _is_secret(field: FieldInfo) -> bool:
    return any(marks_secret(entry) for entry in field.metadata)


def marks_secret(entry: object) -> bool:
    """Return whether an entry of a type's metadata says that its values are secret."""
    return isinstance(entry, _SecretMarker)
