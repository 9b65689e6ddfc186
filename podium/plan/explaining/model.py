"""What there is to say about one resource."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from podium.catalogue.match import DIMENSIONS, Loss
from podium.diagnostics import Diagnostic, Span
from podium.graph.model import Claimant
from podium.graph.uid import ResourceUid

__all__ = ["Answer", "Candidacy", "Change", "Explanation", "KeptPin", "Origin", "Overridden", "Step"]


class Change(enum.StrEnum):
    """Who can make another definition win, and where: from the nearest to the farthest."""

    REQUEST = "request"
    WORKLOAD = "workload"
    DEFINITION = "definition"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Step:
    """One edit of those that make another definition win.

    Attributes:
        change: What is edited.
        key: The key there: ``class``, ``podium.dev/tier``, ``priority``, or a uid for a pin.
        value: What it is set to; None removes it.
        at: Where.
        is_any: Whether any value but the present one will do, of which ``value`` is one.
    """

    change: Change
    key: str
    value: str | None
    at: Span | None
    is_any: bool = False

    def __str__(self) -> str:
        if self.change is Change.PIN:
            return f"a pin to '{self.value}'"
        if self.value is None:
            return f"without '{self.key}'"
        return f"another {self.key}" if self.is_any else f"{self.key}: {self.value}"

    def to_json(self) -> dict[str, Any]:
        """Return the edit as plain data."""
        return {"in": str(self.change), "key": self.key, "value": self.value, "at": str(self.at) if self.at else None}


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A definition of the type that is asked for, and how it fared.

    Attributes:
        name: Its name.
        component: The component that it names.
        at: Where it stands.
        matches: Its criteria by dimension, beside the type.
        lost: Why the rules do not choose it; None for the one that they choose.
        missed: How many of its criteria do not hold.
        change: What would make it win; empty for the one that does.
    """

    name: str
    component: str
    at: Span
    matches: Mapping[str, str]
    lost: Loss | None
    missed: int
    change: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        lost = self.lost and {
            "field": self.lost.field,
            "wanted": self.lost.wanted,
            "found": self.lost.found,
            "dimension": self.lost.dimension or None,
            "text": str(self.lost),
        }
        return {
            "definition": self.name,
            "component": self.component,
            "at": str(self.at),
            "match": dict(self.matches),
            "lost": lost,
            "change": [step.to_json() for step in self.change],
        }


@dataclass(frozen=True, slots=True)
class Overridden:
    """A value that a stronger source took the place of.

    Attributes:
        value: The value, secrets masked.
        source: Where it comes from.
        at: The place, if it stands in a file.
    """

    value: Any
    source: str
    at: Span | None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"value": self.value, "source": self.source, "at": str(self.at) if self.at else None}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of a param comes from.

    Attributes:
        path: The param, keys joined with dots.
        value: Its value, secrets masked.
        source: Name of its source.
        at: The place, if it stands in a file.
        overridden: The values that it took the place of, strongest first.
    """

    path: str
    value: Any
    source: str
    at: Span | None
    overridden: tuple[Overridden, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "path": self.path,
            **Overridden(self.value, self.source, self.at).to_json(),
            "overridden": [other.to_json() for other in self.overridden],
        }


@dataclass(frozen=True, slots=True)
class KeptPin:
    """A pin that keeps an answer whatever the rules say."""

    owner: str
    reason: str
    expires: str
    at: Span

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"owner": self.owner, "reason": self.reason, "expires": self.expires, "at": str(self.at)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a request.

    Attributes:
        definition: Name of the definition.
        at: Where it stands; None for one that only the lock has.
        component: Name of the component.
        version: Its version, None if the component cannot be used.
        lifecycle: Where that version stands.
        stateful: Whether replacing it loses data.
        object_name: Name of its objects.
        is_kept_name: Whether the lock gives that name, so that nothing is replaced.
        namespace: Name of its namespace; None for a namespace itself.
        aliases: Uids that it had before.
        accepted: What may happen to its data because somebody agreed to it.
        needs: What must be there first.
        needed_by: What waits for it.
        params: Its params; those that the component sets itself last.
    """

    definition: str
    at: Span | None
    component: str
    version: str | None
    lifecycle: str | None
    stateful: bool | None
    object_name: str
    is_kept_name: bool
    namespace: str | None
    aliases: tuple[str, ...]
    accepted: tuple[str, ...]
    needs: tuple[ResourceUid, ...]
    needed_by: tuple[ResourceUid, ...]
    params: tuple[Origin, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "definition": self.definition,
            "at": str(self.at) if self.at else None,
            "component": self.component,
            "version": self.version,
            "lifecycle": self.lifecycle,
            "stateful": self.stateful,
            "name": self.object_name,
            "name_kept": self.is_kept_name,
            "namespace": self.namespace,
            "aliases": list(self.aliases),
            "accepted": list(self.accepted),
            "needs": [str(uid) for uid in self.needs],
            "needed_by": [str(uid) for uid in self.needed_by],
            "params": [origin.to_json() for origin in self.params],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one resource of an environment.

    Attributes:
        uid: The resource.
        environment: Name of the environment.
        environment_type: Its type.
        claimants: Who asks for it; the first one speaks for all.
        answer: What answers; None if nothing does, or several would equally well.
        pin: The pin that keeps the answer, if one does.
        candidates: Every definition of the type: those whose criteria hold first, best first.
        problems: What is wrong with it.
    """

    uid: ResourceUid
    environment: str
    environment_type: str
    claimants: tuple[Claimant, ...]
    answer: Answer | None
    pin: KeptPin | None
    candidates: tuple[Candidacy, ...]
    problems: tuple[Diagnostic, ...] = ()

    @property
    def winner(self) -> Candidacy | None:
        """The definition that the rules choose."""
        return next((candidate for candidate in self.candidates if candidate.lost is None), None)

    @property
    def losers(self) -> tuple[Candidacy, ...]:
        """The definitions that the rules do not choose."""
        return tuple(candidate for candidate in self.candidates if candidate.lost is not None)

    def to_json(self) -> dict[str, Any]:
        """Return the explanation as plain data; secrets are masked."""
        winner = self.winner
        return {
            "uid": str(self.uid),
            "environment": self.environment,
            "environment_type": self.environment_type,
            "claimants": [{"workload": c.workload, "name": c.name, "at": str(c.span)} for c in self.claimants],
            "answer": self.answer.to_json() if self.answer else None,
            "pin": self.pin.to_json() if self.pin else None,
            "order": [*DIMENSIONS, "priority"],
            "winner": winner.to_json() if winner else None,
            "losers": [candidate.to_json() for candidate in self.losers],
            "problems": [problem.to_json() for problem in self.problems],
        }
