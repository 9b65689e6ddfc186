"""Which definition of an environment answers a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from podium.diagnostics import Diagnostic, Span, suggest
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Criteria, ResourceDefinition, Tier

__all__ = ["Match", "Subject", "match", "specificity"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a definition's criteria are held against.

    Attributes:
        resource_type: Type of the request.
        resource_class: Class of the request.
        id: Id of the request.
        workload: Name of the workload that asks.
        team: Its team.
        tier: Its tier.
        labels: Its annotations.
    """

    resource_type: str
    resource_class: str
    id: str
    workload: str
    team: str
    tier: Tier
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """The definition that won, under its name."""

    name: str
    definition: ResourceDefinition


def specificity(criteria: Criteria) -> tuple[int, ...]:
    """Return the rank of criteria; the larger wins.

    The order is: id, class, workload, team, tier, number of labels.
    """
    return (
        int(criteria.id is not None),
        int(criteria.resource_class is not None),
        int(criteria.workload is not None),
        int(criteria.team is not None),
        int(criteria.tier is not None),
        len(criteria.labels),
    )


def match(subject: Subject, environment: LoadedEnvironment, span: Span | None) -> Match | Diagnostic:
    """Find the most specific definition that accepts a request.

    Args:
        subject: The request.
        environment: Where to look.
        span: Where the request stands, for the diagnostic.

    Returns:
        The match, or a diagnostic: none accepts it (``R001``), or two equally specific ones do (``R002``).
    """
    definitions = environment.definitions.get(subject.resource_type, {})
    ranked = sorted(
        ((specificity(d.match), name) for name, d in definitions.items() if _accepts(d.match, subject)), reverse=True
    )
    if not ranked:
        return _no_match(subject, environment, span)
    best = [name for rank, name in ranked if rank == ranked[0][0]]
    if len(best) > 1:
        names = " and ".join(f"'{name}'" for name in sorted(best))
        return Diagnostic(
            "R002",
            f"definitions {names} answer '{subject.resource_type}' equally well",
            span,
            why="the most specific definition must be a single one",
            fix="add a criterion to one of them",
            related=tuple(environment.definition_span(name) for name in sorted(best)),
        )
    return Match(best[0], definitions[best[0]])


def _accepts(criteria: Criteria, subject: Subject) -> bool:
    wanted = (
        (criteria.resource_type, subject.resource_type),
        (criteria.resource_class, subject.resource_class),
        (criteria.id, subject.id),
        (criteria.workload, subject.workload),
        (criteria.team, subject.team),
        (criteria.tier, subject.tier),
    )
    labels = all(subject.labels.get(key) == value for key, value in criteria.labels.items())
    return labels and all(want is None or want == have for want, have in wanted)


def _no_match(subject: Subject, environment: LoadedEnvironment, span: Span | None) -> Diagnostic:
    definitions = environment.environment.definitions
    types = sorted({d.match.resource_type for d in definitions.values()})
    fix = suggest(subject.resource_type, types) or f"types on offer: {', '.join(types)}"
    if subject.resource_type in types:
        fix = "ask for what one of them matches, or add a definition to the environment"
        message = f"no definition of '{subject.resource_type}' accepts class '{subject.resource_class}'"
        message += f" and id '{subject.id}'"
    else:
        message = f"no definition serves type '{subject.resource_type}'"
    return Diagnostic(
        "R001",
        message,
        span,
        why=f"environment '{environment.environment.name}' has {len(definitions)} definitions; none matches",
        fix=fix,
        related=tuple(
            environment.definition_span(name)
            for name, definition in sorted(definitions.items())
            if definition.match.resource_type == subject.resource_type
        ),
    )
