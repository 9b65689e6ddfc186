"""What an environment file states, prepared once and bound for each of the many requests that it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from podium.diagnostics import Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Requirement, ResourceDefinition, Tier
from podium.graph.context import DefinitionScope, bind_definition
from podium.spec.document import Path

__all__ = ["Needed", "Written", "WrittenDefinition", "written_definition", "written_tier"]


@dataclass(frozen=True, slots=True)
class Written:
    """Params as they stand in the file.

    Attributes:
        params: The values by name.
        spans: Where each stands.
        open: Names of those with a ``$`` somewhere in them; the others are the same for every request.
    """

    params: Mapping[str, Any]
    spans: Mapping[str, Span]
    open: frozenset[str]

    def bound(self, scope: DefinitionScope) -> Mapping[str, Any]:
        """Return the params with their placeholders bound, each problem at the param's own place."""
        if not self.open:
            return self.params
        return {
            key: bind_definition(value, scope, self.spans[key]) if key in self.open else value
            for key, value in self.params.items()
        }


@dataclass(frozen=True, slots=True)
class Needed:
    """A requirement of a definition.

    Attributes:
        alias: Its name.
        requirement: What it asks for.
        path: Its path in the file.
        span: Where its type stands.
        id_span: Where its id stands, or would.
        params: What it sets.
    """

    alias: str
    requirement: Requirement
    path: Path
    span: Span
    id_span: Span
    params: Written


@dataclass(frozen=True, slots=True)
class WrittenDefinition:
    """A definition, prepared.

    Attributes:
        span: Where it stands.
        params: Its defaults.
        fixed: What claims must not set.
        needs: What it requires, sorted by alias.
    """

    span: Span
    params: Written
    fixed: Written
    needs: tuple[Needed, ...]


def written_definition(name: str, environment: LoadedEnvironment) -> WrittenDefinition:
    """Prepare a definition of an environment."""
    definition, path = environment.environment.definitions[name], ("definitions", name)
    return WrittenDefinition(
        environment.definition_span(name),
        _written(definition.params, (*path, "params"), environment),
        _written(definition.fixed, (*path, "fixed"), environment),
        tuple(_needs(definition, (*path, "requires"), environment)),
    )


def written_tier(tier: str, resource_type: str, environment: LoadedEnvironment) -> Written:
    """Prepare the defaults of a tier for a resource type."""
    params = environment.environment.tiers.get(Tier(tier), {}).get(resource_type, {})
    return _written(params, ("tiers", tier, resource_type), environment)


def _written(params: Mapping[str, Any], path: Path, environment: LoadedEnvironment) -> Written:
    spans = {key: environment.document.span_at((*path, key)) for key in params}
    return Written(params, spans, frozenset(key for key, value in params.items() if _holds_sign(value)))


def _holds_sign(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_sign(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_sign(item) for item in value)
    return isinstance(value, str) and "$" in value


def _needs(definition: ResourceDefinition, path: Path, environment: LoadedEnvironment) -> Iterator[Needed]:
    for alias, need in sorted(definition.requires.items()):
        here = (*path, alias)
        span, id_span = (environment.document.span_at((*here, key)) for key in ("type", "id"))
        yield Needed(alias, need, here, span, id_span, _written(need.params, (*here, "params"), environment))
