"""What placeholders may read: a workload's own scope, and the scope of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from podium.diagnostics import Diagnostic, Span, suggest
from podium.environment.model import Environment, Tier
from podium.graph.uid import ResourceUid
from podium.spec.load import LoadedWorkload
from podium.spec.placeholder import Placeholder, map_strings, parse_template
from podium.spec.values import to_text

__all__ = [
    "TEAM",
    "TIER",
    "DefinitionScope",
    "WorkloadContext",
    "bind_claim",
    "bind_definition",
    "facts",
    "output_reference",
]

TEAM = "podium.dev/team"
TIER = "podium.dev/tier"


@dataclass(frozen=True, slots=True)
class WorkloadContext:
    """A workload and what its claims stand for.

    Attributes:
        loaded: The workload with its document.
        uid: The workload's own uid.
        claims: Uid behind each of its claims.
        team: Team that owns it.
        tier: Its tier.
    """

    loaded: LoadedWorkload
    uid: ResourceUid
    claims: Mapping[str, ResourceUid]
    team: str
    tier: Tier

    @property
    def name(self) -> str:
        """The workload's name."""
        return self.loaded.workload.name


@dataclass(frozen=True, slots=True)
class DefinitionScope:
    """What a definition's params may read, and where to report what they must not.

    Attributes:
        aliases: Uid behind each alias under ``requires``.
        facts: Static values: ``environment.…``, ``workload.…``, ``claim.…``.
        span: Where the definition stands.
        problems: Filled with what could not be read.
    """

    aliases: Mapping[str, ResourceUid]
    facts: Mapping[str, Mapping[str, str]]
    span: Span
    problems: list[Diagnostic] = field(default_factory=list)


def output_reference(uid: ResourceUid, *keys: str) -> Placeholder:
    """Return the placeholder that reads an output of a resource by its uid, whatever the scope."""
    return Placeholder(("resources", str(uid), *keys), raw=".".join((str(uid), *keys)))


def bind_claim(value: Any, context: WorkloadContext) -> Any:
    """Return a value from a Score file with its placeholders bound: metadata to text, claims to uids.

    The rules of the spec stage have passed, so every placeholder can be bound.
    """

    def lookup(placeholder: Placeholder) -> str | Placeholder:
        root, name, *keys = placeholder.path
        if root == "metadata":
            return to_text(_dig(context.loaded.workload.metadata.model_dump(exclude_unset=True), (name, *keys)))
        # A bare `${resources.x}` is legal for volumes only, and there it means the volume's source.
        return output_reference(context.claims[name], *(keys or ["source"]))

    return map_strings(value, lambda text: parse_template(text).bind(lookup))


def bind_definition(value: Any, scope: DefinitionScope) -> Any:
    """Return a value from an environment file with its placeholders bound; problems go to the scope."""

    def lookup(placeholder: Placeholder) -> str | Placeholder:
        root, *keys = placeholder.path
        if root == "resources" and len(keys) > 1 and keys[0] in scope.aliases:
            return output_reference(scope.aliases[keys[0]], *keys[1:])
        if root in scope.facts and len(keys) == 1 and keys[0] in scope.facts[root]:
            return scope.facts[root][keys[0]]
        scope.problems.append(_unknown(placeholder, scope))
        return ""

    return map_strings(value, lambda text: parse_template(text).bind(lookup))


def facts(environment: Environment, context: WorkloadContext, uid: ResourceUid, name: str) -> dict[str, dict[str, str]]:
    """Return the static values that a definition may read while it answers a request."""
    return {
        "environment": {
            "name": environment.name,
            "type": str(environment.environment_type),
            "region": environment.region,
            "domain": environment.domain,
        },
        "workload": {"name": context.name, "team": context.team, "tier": str(context.tier)},
        "claim": {"type": uid.resource_type, "class": uid.resource_class, "id": uid.id, "name": name},
    }


def _unknown(placeholder: Placeholder, scope: DefinitionScope) -> Diagnostic:
    known = [f"resources.{alias}.<output>" for alias in scope.aliases]
    known += [f"{root}.{key}" for root, values in scope.facts.items() for key in values]
    fix = suggest(placeholder.raw, known) or f"known: {', '.join(sorted(known))}"
    message = f"definition reads '{placeholder.raw}', which nothing gives"
    why = "a definition reads its own `requires`, and facts of environment, workload and claim"
    return Diagnostic("E020", message, scope.span, why=why, fix=fix)


def _dig(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = value[key]
    return value
