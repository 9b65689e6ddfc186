"""What changed between two versions of a component, and which version number that asks for.

Inputs and outputs are looked at from the side of whoever uses the component. It breaks them if an input takes less than
before, and if an output may be more than before. Secrets are told apart both ways: what becomes secret is refused where
a pod would show it, what stops being secret shows up where it was hidden.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podium.catalogue.subschema import Kind, differences

if TYPE_CHECKING:
    from podium.catalogue.schemas import ComponentSchema

__all__ = ["Change", "Effect", "compare", "effect_of", "least_version"]


class Effect(enum.StrEnum):
    """What a change means to whoever uses the component; also which number of the version it raises."""

    BREAKING = "breaking"
    ADDITION = "addition"
    NEUTRAL = "neutral"

    @property
    def number(self) -> str:
        """The number that it raises."""
        return {"breaking": "major", "addition": "minor", "neutral": "patch"}[self.value]


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        pointer: JSON pointer into the component's schema.
        effect: What it means.
        message: What is otherwise, in words.
    """

    pointer: str
    effect: Effect
    message: str

    def to_json(self) -> dict[str, str]:
        """Return the change as plain data."""
        return {"pointer": self.pointer, "effect": str(self.effect), "message": self.message}

    def __str__(self) -> str:
        return f"{self.effect:8}  {self.pointer}: {self.message}"


_INPUTS: Mapping[Kind, Effect] = MappingProxyType(
    {
        Kind.NARROWER: Effect.BREAKING,
        Kind.WIDER: Effect.ADDITION,
        Kind.DEFAULT: Effect.ADDITION,
        Kind.DEFERRED_GAINED: Effect.ADDITION,
        Kind.DEFERRED_LOST: Effect.BREAKING,
        Kind.SECRET_GAINED: Effect.NEUTRAL,
        Kind.SECRET_LOST: Effect.BREAKING,
        Kind.TEXT: Effect.NEUTRAL,
    }
)
_OUTPUTS: Mapping[Kind, Effect] = MappingProxyType(
    {
        Kind.NARROWER: Effect.ADDITION,
        Kind.WIDER: Effect.BREAKING,
        Kind.DEFAULT: Effect.NEUTRAL,
        Kind.DEFERRED_GAINED: Effect.NEUTRAL,
        Kind.DEFERRED_LOST: Effect.NEUTRAL,
        Kind.SECRET_GAINED: Effect.BREAKING,
        Kind.SECRET_LOST: Effect.BREAKING,
        Kind.TEXT: Effect.NEUTRAL,
    }
)
_FACTS = {
    "type": "another resource type",
    "stateful": "whether replacing it loses data",
    "identity": "which inputs say whose data it holds",
    "openOutputs": "whether the outputs follow from the inputs",
}


def compare(old: ComponentSchema, new: ComponentSchema) -> tuple[Change, ...]:
    """Return what changed between two versions of a component, the worst first.

    Args:
        old: The schema of the version before.
        new: The schema of the version now.
    """
    order = list(Effect)
    changes = dict.fromkeys([*_facts(old, new), *_inputs(old, new), *_outputs(old, new)])
    return tuple(sorted(changes, key=lambda change: (order.index(change.effect), change.pointer, change.message)))


def effect_of(changes: tuple[Change, ...]) -> Effect | None:
    """Return the worst effect of some changes; None if there are none."""
    effects = {change.effect for change in changes}
    return next((effect for effect in Effect if effect in effects), None)


def least_version(version: str, changes: tuple[Change, ...]) -> str:
    """Return the lowest version number that tells of some changes.

    Args:
        version: The version before.
        changes: What changed since.
    """
    major, minor, patch = (int(number) for number in version.split("."))
    match effect_of(changes):
        case Effect.BREAKING:
            return f"{major + 1}.0.0"
        case Effect.ADDITION:
            return f"{major}.{minor + 1}.0"
        case Effect.NEUTRAL:
            return f"{major}.{minor}.{patch + 1}"
        case _:
            return version


def _facts(old: ComponentSchema, new: ComponentSchema) -> Iterator[Change]:
    for key, meaning in _FACTS.items():
        if old[key] != new[key]:
            message = f"is {_shown(new[key])} now, was {_shown(old[key])}: {meaning}"
            yield Change(f"/{key}", Effect.BREAKING, message)


def _inputs(old: ComponentSchema, new: ComponentSchema) -> Iterator[Change]:
    """Yield changes of inputs; another default of one that says whose data it is means other data."""
    identity = {*old["identity"], *new["identity"]} if old["stateful"] or new["stateful"] else set()
    moving = {f"/inputs/properties/{name}/default" for name in identity}
    for found in differences(old["inputs"], new["inputs"], "/inputs"):
        effect = Effect.BREAKING if found.pointer in moving else _INPUTS[found.kind]
        yield Change(found.pointer, effect, found.message)


def _outputs(old: ComponentSchema, new: ComponentSchema) -> Iterator[Change]:
    for found in differences(old["outputs"], new["outputs"], "/outputs"):
        yield Change(found.pointer, _OUTPUTS[found.kind], found.message)


def _shown(value: Any) -> str:
    return ", ".join(value) or "none" if isinstance(value, list) else str(value).lower()
