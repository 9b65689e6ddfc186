"""What placeholders may read: a workload's own scope, and the scope of a definition."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from podium.catalogue.readable import FACTS, RESOURCES, SELF, unreadable
from podium.catalogue.subject import Subject
from podium.diagnostics import Diagnostic, Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Tier
from podium.graph.uid import ResourceUid
from podium.spec.load import LoadedWorkload
from podium.spec.placeholder import Placeholder, Template, map_strings, parse_template
from podium.spec.values import to_text

__all__ = [
    "INHERITED",
    "TARGET_FACTS",
    "DefinitionScope",
    "WorkloadContext",
    "bind_claim",
    "bind_definition",
    "bind_id",
    "facts",
    "output_reference",
]

INHERITED = "@"
"""What stands, in class and id of what a definition asks for, for those of the request that it answers."""

TARGET = "target"
TARGET_FACTS = FACTS[TARGET]
"""What a definition may read about the workload that a claim points at, as ``${target.…}``."""

_parsed = functools.lru_cache(maxsize=4096)(parse_template)
"""Definitions answer many requests with the same few texts."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkloadContext:
    """A workload and what its claims stand for, whatever the environment; equal to itself alone.

    Attributes:
        loaded: The workload with its document.
        uid: The workload's own uid.
        claims: Uid behind each of its claims.
        team: Team that owns it.
        tier: Its tier.
        name: Its name.
        metadata: Its metadata as plain data.
        facts: What definitions may read about it, as ``${workload.…}``.
    """

    loaded: LoadedWorkload
    uid: ResourceUid
    claims: Mapping[str, ResourceUid]
    team: str
    tier: Tier
    name: str = field(init=False)
    metadata: Mapping[str, Any] = field(init=False, repr=False, compare=False)
    facts: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        workload = self.loaded.workload
        object.__setattr__(self, "name", workload.name)
        object.__setattr__(self, "metadata", workload.metadata.model_dump(exclude_unset=True))
        object.__setattr__(self, "facts", {"name": workload.name, "team": self.team, "tier": str(self.tier)})

    def subject(self, uid: ResourceUid) -> Subject:
        """Return a request that the workload makes, as definitions are matched against it.

        Args:
            uid: What it asks for.
        """
        return Subject(
            uid.resource_type,
            uid.resource_class,
            uid.id,
            workload=self.name,
            team=self.team,
            tier=self.tier,
            labels=self.loaded.workload.annotations,
        )


@dataclass(frozen=True, slots=True)
class DefinitionScope:
    """What a definition's params may read, and where to report what they must not.

    Attributes:
        aliases: Uid behind each alias under ``requires``.
        facts: Static values: ``environment.…``, ``workload.…``, ``claim.…``.
        span: Where the definition stands.
        problems: Filled with what could not be read.
        target: Gives a fact ``target.…`` by its key, or says why there is none; None where nothing points anywhere.
        answer: The resource whose outputs are ``${self.…}``; None where they cannot be read.
    """

    aliases: Mapping[str, ResourceUid]
    facts: Mapping[str, Mapping[str, Any]]
    span: Span
    problems: list[Diagnostic] = field(default_factory=list)
    target: Callable[[str], Any] | None = None
    answer: ResourceUid | None = None


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
    lookup = _lookup(scope, span)
    return map_strings(value, lambda text: _parsed(text).bind(lookup) if "$" in text else text)


def bind_id(text: str, inherited: str, scope: DefinitionScope, span: Span) -> str:
    """Return an id that a definition writes, its placeholders bound and each ``@`` outside them replaced.

    Args:
        text: The id as written.
        inherited: What ``@`` stands for.
        scope: What it may read; nothing that is known later.
        span: Where it stands.
    """
    parts = (part.replace(INHERITED, inherited) if isinstance(part, str) else part for part in _parsed(text).parts)
    return str(Template(tuple(parts), as_text=True).bind(_lookup(scope, span)))


def _lookup(scope: DefinitionScope, span: Span | None) -> Callable[[Placeholder], Any]:
    """Return what gives for a placeholder its value, or the placeholder of an output; problems go to the scope."""

    def lookup(placeholder: Placeholder) -> Any:
        root, *keys = placeholder.path
        if root == RESOURCES and len(keys) > 1 and keys[0] in scope.aliases:
            return output_reference(scope.aliases[keys[0]], *keys[1:])
        if root == SELF and keys and scope.answer:
            return output_reference(scope.answer, *keys)
        if len(keys) == 1 and keys[0] in scope.facts.get(root, ()):
            return scope.facts[root][keys[0]]
        if root == TARGET and scope.target and len(keys) == 1 and keys[0] in TARGET_FACTS:
            return _told(scope.target(keys[0]), scope)
        place, has_self = span or scope.span, scope.answer is not None
        scope.problems.append(unreadable(placeholder, scope.aliases, place, has_self=has_self))
        return ""

    return lookup


def facts(
    environment: LoadedEnvironment, context: WorkloadContext, uid: ResourceUid, *, claim: str, name: str
) -> dict[str, Mapping[str, str]]:
    """Return the static values that a definition may read while it answers a request.

    Args:
        environment: The environment.
        context: The workload on whose behalf the request is made.
        uid: What is asked for.
        claim: Name of the claim, or the alias of a requirement.
        name: Object name of the answer.
    """
    return {
        "environment": _environment_facts(environment),
        "workload": context.facts,
        "claim": {
            "type": uid.resource_type,
            "class": uid.resource_class,
            "id": uid.id,
            "name": claim,
            "object": name,
        },
    }


@functools.lru_cache(maxsize=16)
def _environment_facts(loaded: LoadedEnvironment) -> Mapping[str, str]:
    environment = loaded.environment
    return {
        "name": environment.name,
        "type": str(environment.environment_type),
        "region": environment.region,
        "domain": environment.domain,
    }


def _told(fact: Any, scope: DefinitionScope) -> Any:
    """Return a fact, or nothing if it is a problem, which is kept."""
    if isinstance(fact, Diagnostic):
        scope.problems.append(fact)
        return ""
    return fact


def _dig(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = value[key]
    return value
