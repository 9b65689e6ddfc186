"""Criteria of definitions: whether they hold, how specific they are, and which one does not hold."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from podium.catalogue.subject import Subject
from podium.environment.model import Criteria, Environment
from podium.environment.pattern import fits, is_pattern, literal_length

__all__ = ["DIMENSIONS", "Loss", "Rank", "accepts", "foreign", "losses", "specificity", "stated"]

Rank = tuple[int, ...]
"""How specific criteria are: a number for each dimension, in their order; the larger rank wins."""

DIMENSIONS = ("id", "class", "workload", "team", "tier", "labels", "environment", "environment_type", "region")
"""What definitions are ranked by, the most important first, as the keys below ``match`` are called."""

_EXACT = sys.maxsize


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a definition does not answer a request.

    Attributes:
        field: The first criterion that does not hold, as the file names it (``class``, ``labels.size``). For one whose
            criteria all hold: ``specificity``, ``priority`` or ``tie``.
        wanted: What the criterion asks for; for ``specificity`` and ``priority`` what the winner has, for ``tie`` the
            names of the others.
        found: What the request or the environment has, None if nothing; for ``specificity`` and ``priority`` what this
            definition has, for ``tie`` its name.
        dimension: For ``specificity`` the dimension in which the ranks differ first.
    """

    field: str
    wanted: str
    found: str | None
    dimension: str = ""

    @property
    def is_outranked(self) -> bool:
        """Whether all criteria hold and another definition goes before."""
        return self.field in {"specificity", "priority", "tie"}

    def __str__(self) -> str:
        if self.field == "tie":
            return f"ranks the same as {self.wanted}"
        if self.is_outranked:
            return f"{self.dimension or self.field} {self.found or 'any'} against {self.wanted or 'any'}"
        return f"wants {self.field} '{self.wanted}'" + (f", not '{self.found}'" if self.found is not None else "")


def specificity(criteria: Criteria) -> Rank:
    """Return the rank of criteria; the larger wins.

    An exact id or class goes before a pattern, a pattern with more literal characters before one with fewer; one
    without any is as good as none.
    """
    return (
        _weight(criteria.id),
        _weight(criteria.resource_class),
        int(criteria.workload is not None),
        int(criteria.team is not None),
        int(criteria.tier is not None),
        len(criteria.labels),
        int(criteria.environment is not None),
        int(criteria.environment_type is not None),
        int(criteria.region is not None),
    )


def accepts(criteria: Criteria, subject: Subject) -> bool:
    """Return whether all criteria hold for a request of their type, those about its environment aside.

    The same as :func:`losses` finding none, without making up words.
    """
    return (
        (criteria.workload is None or criteria.workload == subject.workload)
        and (criteria.team is None or criteria.team == subject.team)
        and (criteria.tier is None or criteria.tier == subject.tier)
        and (criteria.resource_class is None or fits(criteria.resource_class, subject.resource_class))
        and (criteria.id is None or fits(criteria.id, subject.id))
        and all(subject.labels.get(key) == value for key, value in criteria.labels.items())
    )


def losses(criteria: Criteria, subject: Subject, environment: Environment) -> Iterator[Loss]:
    """Yield the criteria that do not hold, in the order of the dimensions.

    Args:
        criteria: The criteria; their type is that of the subject.
        subject: The request.
        environment: Where it is made.
    """
    patterns = (("id", criteria.id, subject.id), ("class", criteria.resource_class, subject.resource_class))
    for name, pattern, found in patterns:
        if pattern is not None and not fits(pattern, found):
            yield Loss(name, pattern, found)
    yield from _unlike("workload", criteria.workload, subject.workload)
    yield from _unlike("team", criteria.team, subject.team)
    yield from _unlike("tier", criteria.tier, subject.tier)
    for key, value in sorted(criteria.labels.items()):
        yield from _unlike(f"labels.{key}", value, subject.labels.get(key))
    yield from foreign(criteria, environment)


def foreign(criteria: Criteria, environment: Environment) -> Iterator[Loss]:
    """Yield the criteria that no request of an environment can meet.

    Args:
        criteria: The criteria.
        environment: Where requests are made.
    """
    yield from _unlike("environment", criteria.environment, environment.name)
    yield from _unlike("environment_type", criteria.environment_type, environment.environment_type)
    yield from _unlike("region", criteria.region, environment.region)


def _unlike(name: str, wanted: str | None, found: str | None) -> Iterator[Loss]:
    if wanted is not None and wanted != found:
        yield Loss(name, str(wanted), None if found is None else str(found))


def stated(criteria: Criteria, dimension: str) -> str | None:
    """Return what criteria say about a dimension, as text; None if nothing."""
    if dimension == "labels":
        return ", ".join(f"{key}={value}" for key, value in sorted(criteria.labels.items())) or None
    value = getattr(criteria, {"class": "resource_class"}.get(dimension, dimension))
    return None if value is None else str(value)


def _weight(pattern: str | None) -> int:
    if pattern is None:
        return 0
    return literal_length(pattern) if is_pattern(pattern) else _EXACT
