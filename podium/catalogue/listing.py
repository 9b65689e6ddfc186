"""What may be asked for, and who answers: the resource types with the definitions that serve them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from podium.catalogue.compliance import PLACED
from podium.catalogue.contract import input_names, output_names
from podium.catalogue.reference import TypeField, outputs_of, params_of
from podium.catalogue.score_schema import INTERNAL
from podium.catalogue.types import RESOURCE_TYPES
from podium.catalogue.versions import choose, ranges_of
from podium.environment.load import LoadedEnvironment
from podium.environment.model import ResourceDefinition
from podium.lock.ranges import VersionRange

__all__ = ["Answer", "ListedType", "list_types"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A definition that serves a type.

    Attributes:
        environment: Name of its environment.
        definition: Its name.
        component: The component that it names.
        criteria: What else a request must match, such as ``class: large``; empty for any request of the type.
        gives: What it gives where the environment names the outputs: names, and for each whether it is secret.
        ranges: What the version of the component is kept within.
    """

    environment: str
    definition: str
    component: str
    criteria: tuple[str, ...]
    gives: Mapping[str, bool] | None = None
    ranges: tuple[VersionRange, ...] = ()

    def to_text(self) -> str:
        """Return the answer as a person reads it."""
        narrowed = f" for {', '.join(self.criteria)}" if self.criteria else ""
        names = [f"{name} (secret)" if is_secret else name for name, is_secret in sorted((self.gives or {}).items())]
        gives = f", gives {', '.join(names) or 'nothing'}" if self.gives is not None else ""
        return f"{self.component} by {self.definition}{narrowed}{gives}"


@dataclass(frozen=True, slots=True)
class ListedType:
    """A type with what it takes, what it gives and who answers it.

    Attributes:
        name: The type.
        description: What a claim gets; empty for a type without a contract.
        has_contract: Whether every component that answers it takes and gives the same.
        params: What a claim may set.
        outputs: What a claim may read.
        has_open_outputs: Whether the environment names the outputs.
        answers: Who answers, by environment and definition.
    """

    name: str
    description: str
    has_contract: bool
    params: tuple[TypeField, ...]
    outputs: tuple[TypeField, ...]
    has_open_outputs: bool
    answers: tuple[Answer, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the type as ``podium types --format json`` prints it."""
        return {
            "name": self.name,
            "description": self.description,
            "contract": self.has_contract,
            "params": [field.to_json() for field in self.params],
            "outputs": [field.to_json() for field in self.outputs],
            "openOutputs": self.has_open_outputs,
            "answers": [
                {
                    "environment": answer.environment,
                    "definition": answer.definition,
                    "component": answer.component,
                    "criteria": list(answer.criteria),
                    **({} if answer.gives is None else {"gives": _marked(answer.gives)}),
                }
                for answer in self.answers
            ],
        }

    def to_text(self) -> str:
        """Return the type as a person reads it."""
        params = [f"{field.name} (required)" if field.is_required else field.name for field in self.params]
        outputs = [f"{field.name} (secret)" if field.is_secret else field.name for field in self.outputs]
        outputs += ["the keys that the environment names"] if self.has_open_outputs else []
        rows = [("params", ", ".join(params) or "none"), ("outputs", ", ".join(outputs) or "none")]
        rows += [(answer.environment, answer.to_text()) for answer in self.answers]
        width = max(len(label) for label, _ in rows)
        title = f"{self.name}: {self.description}" if self.description else f"{self.name} (no contract)"
        return "\n".join([title, *(f"  {label:{width}}  {text}" for label, text in rows)])


def list_types(environments: Sequence[LoadedEnvironment], *, all_contracts: bool) -> tuple[ListedType, ...]:
    """Return the types that claims may name, sorted.

    Args:
        environments: The environments whose definitions count.
        all_contracts: Whether types are listed that none of them serves.

    Raises:
        ComponentError: A component cannot be loaded that answers a type without a contract, or one whose outputs the
            environment names.
    """
    served = [answer for environment in environments for answer in _answers(environment)]
    names = {kind for kind, _ in served} | (RESOURCE_TYPES.keys() if all_contracts else set())
    answers = {name: tuple(answer for kind, answer in served if kind == name) for name in names}
    return tuple(_listed(name, answers[name]) for name in sorted(names - INTERNAL))


def _answers(loaded: LoadedEnvironment) -> Iterator[tuple[str, Answer]]:
    for name, definition in sorted(loaded.environment.definitions.items()):
        match = definition.match
        criteria = match.model_dump(by_alias=True, exclude={"resource_type", "labels"}, exclude_none=True, mode="json")
        texts = [f"{key}: {value}" for key, value in {**criteria, **match.labels}.items()]
        contract = RESOURCE_TYPES.get(match.resource_type)
        ranges = ranges_of(loaded, name, definition)
        gives = _given_by(definition, ranges) if contract and contract.has_open_outputs else None
        yield (
            match.resource_type,
            Answer(loaded.environment.name, name, definition.component, tuple(texts), gives, ranges),
        )


def _given_by(definition: ResourceDefinition, ranges: Sequence[VersionRange]) -> Mapping[str, bool] | None:
    """Return what a definition gives whose params name the outputs; None if they are wrong."""
    component, params = choose(definition.component, ranges).component, {**definition.params, **definition.fixed}
    try:
        component.args_type.model_validate(params)
    except ValidationError:
        return None
    return component.output_names(params)


def _marked(names: Mapping[str, bool]) -> list[dict[str, Any]]:
    return [
        {"name": name, "secret": True} if is_secret else {"name": name} for name, is_secret in sorted(names.items())
    ]


def _listed(name: str, answers: tuple[Answer, ...]) -> ListedType:
    contract = RESOURCE_TYPES.get(name)
    if contract is None:
        return _without_contract(name, answers)
    return ListedType(
        name=name,
        description=contract.description,
        has_contract=True,
        params=params_of(contract),
        outputs=outputs_of(contract),
        has_open_outputs=contract.has_open_outputs,
        answers=answers,
    )


def _without_contract(name: str, answers: tuple[Answer, ...]) -> ListedType:
    """Return a type as its first component has it."""
    component = choose(answers[0].component, answers[0].ranges).component
    required = {field.alias or name for name, field in component.args_type.model_fields.items() if field.is_required()}
    described = _descriptions(component.args_type)
    inputs = sorted(input_names(component.args_type) - PLACED)
    outputs = _descriptions(component.outputs_type)
    return ListedType(
        name=name,
        description="",
        has_contract=False,
        params=tuple(TypeField(key, "any", described[key], is_required=key in required) for key in inputs),
        outputs=tuple(
            TypeField(key, "any", outputs[key], is_secret=is_secret)
            for key, is_secret in sorted(output_names(component.outputs_type).items())
        ),
        has_open_outputs=not component.has_fixed_outputs,
        answers=answers,
    )


def _descriptions(model: type[BaseModel]) -> dict[str, str]:
    return {field.alias or name: field.description or "" for name, field in model.model_fields.items()}
