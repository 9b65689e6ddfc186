"""What placeholders may read: a workload's own scope, and the scope of a definition."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from podium.diagnostics import Diagnostic, Span, suggest
from podium.environment.model import Environment, Tier
from podium.graph.uid import ResourceUid
from podium.spec.load import LoadedWorkload
from podium.spec.placeholder import Placeholder, map_strings, parse_template
from podium.spec.values import to_text

__all__ = [
    "TARGET_FACTS",
    "DefinitionScope",
    "WorkloadContext",
    "bind_claim",
    "bind_definition",
    "facts",
    "output_reference",
]

TARGET = "target"
TARGET_FACTS = ("name", "namespace", "service", "address", "ports")
"""What a definition may read about the workload that a claim points at, as ``${target.…}``."""

_parsed = functools.lru_cache(maxsize=4096)(parse_template)
"""Definitions answer many requests with the same few texts."""


@dataclass(frozen=True, slots=True)
class WorkloadContext:
    """A workload and what its claims stand for.

    Attributes:
        loaded: The workload with its document.
        uid: The workload's own uid.
        claims: Uid behind each of its claims.
        team: Team that owns it.
        tier: Its tier.
        metadata: Its metadata as plain data.
    """

    loaded: LoadedWorkload
    uid: ResourceUid
    claims: Mapping[str, ResourceUid]
    team: str
    tier: Tier
    metadata: Mapping[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        metadata = self.loaded.workload.metadata.model_dump(exclude_unset=True)
        object.__setattr__(self, "metadata", metadata)

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
        target: Gives a fact ``target.…`` by its key, or says why there is none; None where nothing points anywhere.
    """

    aliases: Mapping[str, ResourceUid]
    facts: Mapping[str, Mapping[str, Any]]
    span: Span
    problems: list[Diagnostic] = field(default_factory=list)
    target: Callable[[str], Any] | None = None


def output_reference(uid: ResourceUid, *keys: str) -> Placeholder:
    """Return the placeholder that reads an output of a resource by its uid, whatever the scope."""
    return Placeholder(("resources", str(uid), *keys), raw=".".join((str(uid), *keys)))


def bind_claim(value: Any, context: WorkloadContext, *, bare: str = "") -> Any:
    """Return a value from a Score file with its placeholders bound: metadata to text, claims to uids.

    The rules of the spec stage have passed, so every placeholder can be bound.

    Args:
        value: The value.
        context: The workload.
        bare: Output that ``${resources.x}`` alone reads; without one it is the text of the claim's uid.
    """

    def lookup(placeholder: Placeholder) -> str | Placeholder:
        root, name, *keys = placeholder.path
        if root == "metadata":
            return to_text(_dig(context.metadata, (name, *keys)))
        uid = context.claims[name]
        return output_reference(uid, *(keys or [bare])) if keys or bare else str(uid)

    return map_strings(value, lambda text: parse_template(text).bind(lookup) if "$" in text else text)


def bind_definition(value: Any, scope: DefinitionScope, span: Span | None = None) -> Any:
    """Return a value from an environment file with its placeholders bound; problems go to the scope.

    A string that is one placeholder becomes the fact itself, which may be a mapping or a number.

    Args:
        value: The value.
        scope: What it may read.
        span: Where it stands; the definition's own place when absent.
    """

    def lookup(placeholder: Placeholder) -> Any:
        root, *keys = placeholder.path
        if root == "resources" and len(keys) > 1 and keys[0] in scope.aliases:
            return output_reference(scope.aliases[keys[0]], *keys[1:])
        if len(keys) == 1 and keys[0] in scope.facts.get(root, ()):
            return scope.facts[root][keys[0]]
        if root == TARGET and scope.target and len(keys) == 1 and keys[0] in TARGET_FACTS:
            return _told(scope.target(keys[0]), scope)
        scope.problems.append(_unknown(placeholder, scope).at(span or scope.span))
        return ""

    return map_strings(value, lambda text: _parsed(text).bind(lookup) if "$" in text else text)


def facts(
    environment: Environment, context: WorkloadContext, uid: ResourceUid, *, claim: str, name: str
) -> dict[str, dict[str, str]]:
    """Return the static values that a definition may read while it answers a request.

    Args:
        environment: The environment.
        context: The workload on whose behalf the request is made.
        uid: What is asked for.
        claim: Name of the claim, or the alias of a requirement.
        name: Object name of the answer.
    """
    return {
        "environment": {
            "name": environment.name,
            "type": str(environment.environment_type),
            "region": environment.region,
            "domain": environment.domain,
        },
        "workload": {"name": context.name, "team": context.team, "tier": str(context.tier)},
        "claim": {
            "type": uid.resource_type,
            "class": uid.resource_class,
            "id": uid.id,
            "name": claim,
            "object": name,
        },
    }


def _told(fact: Any, scope: DefinitionScope) -> Any:
    """Return a fact, or nothing if it is a problem, which is kept."""
    if isinstance(fact, Diagnostic):
        scope.problems.append(fact)
        return ""
    return fact


def _unknown(placeholder: Placeholder, scope: DefinitionScope) -> Diagnostic:
    known = [f"resources.{alias}.<output>" for alias in scope.aliases]
    known += [f"{root}.{key}" for root, values in scope.facts.items() for key in values]
    known += [f"{TARGET}.{key}" for key in TARGET_FACTS]
    fix = suggest(placeholder.raw, known) or f"known: {', '.join(sorted(known))}"
    message = f"definition reads '{placeholder.raw}', which nothing gives"
    why = "a definition reads its own `requires`, and facts of environment, workload, claim and target"
    return Diagnostic("E020", message, scope.span, why=why, fix=fix)


def _dig(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = value[key]
    return value
