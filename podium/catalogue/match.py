"""Which definition of an environment answers a request.

Every definition whose criteria all hold may answer; none is hidden by a narrower one that does not hold. Of those that
may, the most specific one does: ranks are compared criterion by criterion, in the order of :data:`DIMENSIONS`. Of
equally specific ones the larger ``priority`` decides, then nothing: where a definition stands never does.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from podium.catalogue.criteria import DIMENSIONS, Loss, Rank, accepts, foreign, losses, specificity, stated
from podium.catalogue.sight import Sight
from podium.catalogue.subject import Subject
from podium.catalogue.unmatched import no_match, no_single_match
from podium.diagnostics import Diagnostic, Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import ResourceDefinition

__all__ = [
    "DIMENSIONS",
    "Candidate",
    "Decision",
    "Loss",
    "Match",
    "Rank",
    "Subject",
    "decide",
    "losses",
    "match",
    "specificity",
]


@dataclass(frozen=True, slots=True)
class Match:
    """The definition that won, under its name."""

    name: str
    definition: ResourceDefinition


@dataclass(frozen=True, slots=True)
class Candidate:
    """A definition of the type that is asked for.

    Attributes:
        name: Its name.
        definition: The definition.
        rank: How specific it is.
        lost: Why it does not answer; None for the one that does.
    """

    name: str
    definition: ResourceDefinition
    rank: Rank
    lost: Loss | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a request, with every definition that could have been meant.

    Attributes:
        subject: The request.
        candidates: All definitions of its type: those whose criteria hold first, best first; then the others by rank.
    """

    subject: Subject
    candidates: tuple[Candidate, ...]

    @property
    def winner(self) -> Candidate | None:
        """The definition that answers; None if none may, or several may equally well."""
        return next((candidate for candidate in self.candidates if candidate.lost is None), None)

    @property
    def tied(self) -> tuple[Candidate, ...]:
        """The definitions that may answer equally well, of which no one does."""
        return tuple(item for item in self.candidates if item.lost and item.lost.field == "tie")


def decide(subject: Subject, environment: LoadedEnvironment) -> Decision:
    """Hold a request against every definition of its type.

    Args:
        subject: The request.
        environment: Where to look.
    """
    held: list[Candidate] = []
    refused: list[Candidate] = []
    for name, definition in environment.definitions.get(subject.resource_type, {}).items():
        lost = next(losses(definition.match, subject, environment.environment), None)
        candidate = Candidate(name, definition, specificity(definition.match), lost)
        (refused if lost else held).append(candidate)
    held.sort(key=_order)
    refused.sort(key=_order)
    best = [candidate for candidate in held if _standing(candidate) == _standing(held[0])]
    if len(best) > 1:
        names = {candidate.name for candidate in best}
        leaders = [_with(candidate, _tie(candidate.name, names)) for candidate in best]
    else:
        leaders = best
    outranked = [_with(candidate, _outranked(candidate, best[0])) for candidate in held[len(best) :]]
    return Decision(subject, (*leaders, *outranked, *refused))


def match(subject: Subject, environment: LoadedEnvironment, span: Span | None) -> Match | Diagnostic:
    """Find the definition that answers a request; the same as the winner of :func:`decide`, and faster.

    Args:
        subject: The request.
        environment: Where to look.
        span: Where the request stands, for the diagnostic.

    Returns:
        The match, or a diagnostic: none accepts it (``R001``), or two equally specific ones do (``R002``).
    """
    best = _rules(environment, subject.resource_type).best(subject)
    if not best:
        return no_match(subject, environment, span)
    if len(best) > 1:
        return no_single_match(subject, [found.name for found in best], environment, span)
    return best[0]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The definitions of a type that this environment may use at all, best first, and what they have answered."""

    matches: Sequence[tuple[tuple[Rank, int], Match]]
    sight: Sight
    answered: dict[tuple[object, ...], Sequence[Match]] = field(default_factory=dict)

    def best(self, subject: Subject) -> Sequence[Match]:
        """Return the best definitions that accept a subject; those who look the same get the same answer."""
        seen = self.sight.of(subject)
        found = self.answered.get(seen)
        if found is None:
            found = self.answered[seen] = self._search(subject)
        return found

    def _search(self, subject: Subject) -> Sequence[Match]:
        best: list[Match] = []
        winning: tuple[Rank, int] | None = None
        for standing, found in self.matches:
            if best and standing != winning:
                break
            if accepts(found.definition.match, subject):
                best.append(found)
                winning = standing
        return best


@functools.lru_cache(maxsize=256)
def _rules(environment: LoadedEnvironment, resource_type: str) -> _Rules:
    place = environment.environment
    definitions = environment.definitions.get(resource_type, {})
    candidates = [
        Candidate(name, definition, specificity(definition.match))
        for name, definition in definitions.items()
        if next(foreign(definition.match, place), None) is None
    ]
    candidates.sort(key=_order)
    matches = [(_standing(candidate), Match(candidate.name, candidate.definition)) for candidate in candidates]
    return _Rules(matches, Sight.over(candidate.definition.match for candidate in candidates))


def _standing(candidate: Candidate) -> tuple[Rank, int]:
    return candidate.rank, candidate.definition.priority


def _order(candidate: Candidate) -> tuple[Rank, int, str]:
    return tuple(-weight for weight in candidate.rank), -candidate.definition.priority, candidate.name


def _with(candidate: Candidate, lost: Loss) -> Candidate:
    return Candidate(candidate.name, candidate.definition, candidate.rank, lost)


def _tie(name: str, names: set[str]) -> Loss:
    return Loss("tie", ", ".join(f"'{other}'" for other in sorted(names - {name})), name)


def _outranked(candidate: Candidate, winner: Candidate) -> Loss:
    if candidate.rank == winner.rank:
        return Loss("priority", str(winner.definition.priority), str(candidate.definition.priority))
    pairs = zip(DIMENSIONS, winner.rank, candidate.rank, strict=True)
    dimension = next(name for name, wins, loses in pairs if wins != loses)
    wins, loses = (stated(item.definition.match, dimension) for item in (winner, candidate))
    return Loss("specificity", wins or "", loses, dimension)
