"""What an environment file states, prepared once and bound for each of the many requests that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from podium.diagnostics import Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import CoProvision, Requirement, ResourceDefinition, Tier
from podium.graph.context import DefinitionScope, bind_definition
from podium.graph.model import Layer
from podium.spec.document import Node, Path

__all__ = [
    "Needed",
    "Written",
    "WrittenDefinition",
    "prepared",
    "written_definition",
    "written_fixed",
    "written_tier",
]


@dataclass(frozen=True, slots=True)
class Written:
    """Params as they stand in a file.

    Attributes:
        params: The values by name.
        spans: Where each stands.
        open: Names of those with a ``$`` somewhere in them; the others are the same for every request.
        document: The document that holds them.
        path: Their path there.
    """

    params: Mapping[str, Any]
    spans: Mapping[str, Span]
    open: frozenset[str]
    document: Node
    path: Path

    def bound(self, scope: DefinitionScope) -> Mapping[str, Any]:
        """Return the params with their placeholders bound, each problem at the param's own place."""
        if not self.open:
            return self.params
        return {
            key: bind_definition(value, scope, self.spans[key]) if key in self.open else value
            for key, value in self.params.items()
        }

    def layer(self, source: str, scope: DefinitionScope, *, fixed: bool = False) -> Layer:
        """Return them as a layer of an answer, bound."""
        return Layer(source, self.bound(scope), self.spans, fixed=fixed, document=self.document, path=self.path)


@dataclass(frozen=True, slots=True)
class Needed:
    """A request that a definition makes itself.

    Attributes:
        alias: Its name.
        requirement: What it asks for.
        document: The document that it stands in.
        path: Its path there.
        span: Where its type stands.
        id_span: Where its id stands, or would.
        params: What it sets.
    """

    alias: str
    requirement: Requirement
    document: Node
    path: Path
    span: Span
    id_span: Span
    params: Written

    @property
    def waits(self) -> bool:
        """Whether it is made after the answer that it stands beside."""
        return isinstance(self.requirement, CoProvision) and self.requirement.dependent_on_current

    @property
    def precedes_dependents(self) -> bool:
        """Whether it is made before all that depends on the answer that it stands beside."""
        return isinstance(self.requirement, CoProvision) and self.requirement.copy_dependents


@dataclass(frozen=True, slots=True)
class WrittenDefinition:
    """A definition, prepared.

    Attributes:
        span: Where it stands.
        params: Its defaults.
        fixed: What claims must not set.
        needs: What it requires, sorted by alias.
        beside: What it asks for beside its answer, sorted by alias.
    """

    span: Span
    params: Written
    fixed: Written
    needs: tuple[Needed, ...]
    beside: tuple[Needed, ...] = ()


def written_definition(name: str, environment: LoadedEnvironment) -> WrittenDefinition:
    """Prepare a definition of an environment."""
    definition = environment.environment.definitions[name]
    return prepared(definition, environment.document, ("definitions", name), environment.definition_span(name))


def prepared(definition: ResourceDefinition, document: Node, path: Path, span: Span) -> WrittenDefinition:
    """Prepare a definition, wherever it stands.

    Args:
        definition: The definition.
        document: The document that it stands in.
        path: Its path there.
        span: Where it stands.
    """
    return WrittenDefinition(
        span,
        _written(definition.params, (*path, "params"), document),
        _written(definition.fixed, (*path, "fixed"), document),
        tuple(_needs(definition.requires, (*path, "requires"), document)),
        tuple(_needs(definition.coprovision, (*path, "coprovision"), document)),
    )


def written_tier(tier: str, resource_type: str, environment: LoadedEnvironment) -> Written:
    """Prepare the defaults of a tier for a resource type."""
    params = environment.environment.tiers.get(Tier(tier), {}).get(resource_type, {})
    return _written(params, ("tiers", tier, resource_type), environment.document)


def written_fixed(resource_type: str, environment: LoadedEnvironment) -> Written:
    """Prepare what an environment fixes for a resource type."""
    params = environment.environment.fixed.get(resource_type, {})
    return _written(params, ("fixed", resource_type), environment.document)


def _written(params: Mapping[str, Any], path: Path, document: Node) -> Written:
    spans = {key: document.span_at((*path, key)) for key in params}
    held = frozenset(key for key, value in params.items() if _holds_sign(value))
    return Written(params, spans, held, document, path)


def _holds_sign(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_sign(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_sign(item) for item in value)
    return isinstance(value, str) and "$" in value


def _needs(requirements: Mapping[str, Requirement], path: Path, document: Node) -> Iterator[Needed]:
    for alias, need in sorted(requirements.items()):
        here = (*path, alias)
        span, id_span = (document.span_at((*here, key)) for key in ("type", "id"))
        params = _written(need.params, (*here, "params"), document)
        yield Needed(alias, need, document, here, span, id_span, params)
