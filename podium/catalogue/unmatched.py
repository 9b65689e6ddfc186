"""What is told when a request has no answer, or no single one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from podium.catalogue.criteria import Loss, losses
from podium.catalogue.subject import Subject
from podium.diagnostics import Diagnostic, Span, listed, suggest
from podium.environment.load import LoadedEnvironment
from podium.environment.model import ResourceDefinition

__all__ = ["no_match", "no_single_match"]

_SHOWN_CANDIDATES = 3


def no_single_match(
    subject: Subject, names: Sequence[str], environment: LoadedEnvironment, span: Span | None
) -> Diagnostic:
    """Return the diagnostic of a request that several definitions answer equally well (``R002``).

    Args:
        subject: The request.
        names: The definitions.
        environment: The environment.
        span: Where the request stands.
    """
    quoted = " and ".join(f"'{name}'" for name in names)
    return Diagnostic(
        "R002",
        f"definitions {quoted} answer '{subject.resource_type}' equally well",
        span,
        why="the most specific definition must be a single one",
        fix="add a criterion to one of them, or a larger 'priority'",
        related=tuple(environment.definition_span(name) for name in names),
    )


def no_match(subject: Subject, environment: LoadedEnvironment, span: Span | None) -> Diagnostic:
    """Return the diagnostic of a request that no definition accepts, with those that nearly do (``R001``).

    Args:
        subject: The request.
        environment: The environment.
        span: Where the request stands.
    """
    of_type = environment.definitions.get(subject.resource_type, {})
    if not of_type:
        return _no_such_type(subject, environment, span)
    nearest = _nearest(subject, of_type, environment)
    reasons = [f"'{name}' {' and '.join(str(loss) for loss in missed)}" for name, missed in nearest]
    more = len(of_type) - len(nearest)
    return Diagnostic(
        "R001",
        f"no definition of '{subject.resource_type}' accepts class '{subject.resource_class}' and id '{subject.id}'",
        span,
        why="; ".join([*reasons, *([f"{more} more of this type do not match either"] if more else [])]),
        fix="ask for what one of them matches, or add a definition to the environment",
        related=tuple(environment.definition_span(name) for name, _ in nearest),
    )


def _nearest(
    subject: Subject, definitions: Mapping[str, ResourceDefinition], environment: LoadedEnvironment
) -> list[tuple[str, list[Loss]]]:
    """Return the definitions that miss the fewest criteria, and which."""
    missed = [
        (name, list(losses(definition.match, subject, environment.environment)))
        for name, definition in definitions.items()
    ]
    return sorted(missed, key=lambda item: (len(item[1]), item[0]))[:_SHOWN_CANDIDATES]


def _no_such_type(subject: Subject, environment: LoadedEnvironment, span: Span | None) -> Diagnostic:
    types, count = environment.definitions, len(environment.environment.definitions)
    return Diagnostic(
        "R001",
        f"no definition serves type '{subject.resource_type}'",
        span,
        why=f"environment '{environment.environment.name}' has {count} definitions; none matches",
        fix=suggest(subject.resource_type, types) or f"types on offer: {listed(types)}",
    )
