"""What a component accepts and what it gives: Args, Outputs, and values that are known only later.

A value may be *deferred*: a :class:`~podium.spec.placeholder.Template` while planning, a ``pulumi.Output`` while the
engine runs. This module knows both without importing pulumi, so a plan can be made without it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidatorFunctionWrapHandler, WrapValidator

from podium.spec.placeholder import Template

if TYPE_CHECKING:
    import pulumi

__all__ = ["Args", "Deferred", "Outputs", "Secret", "is_deferred", "secret_fields"]

T = TypeVar("T")


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
            return Annotated[item, WrapValidator(_let_through), _SecretMarker()]


class Args(BaseModel):
    """Base of a component's inputs. Unknown keys are errors; types are not coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)


class Outputs(BaseModel):
    """Base of a component's outputs: what ``${resources.<name>.<field>}`` may read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True, defer_build=True)

    def as_mapping(self) -> dict[str, Any]:
        """Return the fields by name, values untouched (an Output stays an Output)."""
        return {name: getattr(self, name) for name in type(self).model_fields}


def secret_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the fields annotated ``Secret[…]``."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if any(isinstance(entry, _SecretMarker) for entry in field.metadata)
    )
