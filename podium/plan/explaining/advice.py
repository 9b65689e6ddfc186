"""The smallest change that makes a definition answer a request; all advice is tried before it is given."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from podium.catalogue.match import Candidate, Decision, Loss, Rank, Subject, losses
from podium.diagnostics import Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import DEFAULT_CLASS, Tier
from podium.environment.pattern import is_pattern
from podium.graph.request import NAMESPACE, WORKLOAD
from podium.graph.uid import ResourceUid
from podium.plan.explaining.model import Change, Step
from podium.spec.annotations import TEAM, TIER
from podium.spec.model import ResourceClaim

__all__ = ["Asking", "Rules", "advise"]

_LABELS = "labels."
_CLASS, _ID, _TEAM, _TIER = "class", "id", "team", "tier"
_OTHER = "other"
_TRIED = 4


@dataclass(frozen=True, slots=True)
class Asking:
    """A request, and where what it says can be changed.

    Attributes:
        uid: What is asked for.
        subject: What definitions see of it.
        place: Gives the place of a key of the request: ``class`` or ``id``.
        annotation: Gives the place of an annotation of the workload that asks.
        pins: Where the environment's pins stand.
    """

    uid: ResourceUid
    subject: Subject
    place: Callable[[str], Span]
    annotation: Callable[[str], Span]
    pins: Span

    @property
    def has_kind(self) -> bool:
        """Whether class and id are the request's own choice."""
        return self.uid.resource_type not in {WORKLOAD, NAMESPACE}


@dataclass(frozen=True, slots=True)
class _Edit:
    """A new value for one thing that definitions see."""

    field: str
    value: str | None
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All definitions of a type, and which of them answers a request; each question is asked once.

    Attributes:
        ordered: The definitions, those that go before others first.
        environment: The environment.
    """

    ordered: Sequence[Candidate]
    environment: LoadedEnvironment
    _answered: dict[tuple[object, ...], Candidate | None] = field(default_factory=dict)

    @classmethod
    def of(cls, decision: Decision, environment: LoadedEnvironment) -> Rules:
        """Return the rules that a decision was made by."""
        return cls(sorted(decision.candidates, key=_standing, reverse=True), environment)

    def first(self, subject: Subject) -> Candidate | None:
        """Return the first definition that accepts a request, whether or not it has to share that place."""
        seen = (subject.resource_class, subject.id, subject.team, subject.tier, *sorted(subject.labels.items()))
        if seen not in self._answered:
            self._answered[seen] = next((item for item in self.ordered if self._accepts(item, subject)), None)
        return self._answered[seen]

    def is_answered_by(self, candidate: Candidate, subject: Subject) -> bool:
        """Return whether a definition alone answers a request."""
        first = self.first(subject)
        if first is None or _standing(first) != _standing(candidate) or not self._accepts(candidate, subject):
            return False
        equals = (item for item in self.ordered if _standing(item) == _standing(candidate))
        return sum(self._accepts(item, subject) for item in equals) == 1

    def _accepts(self, candidate: Candidate, subject: Subject) -> bool:
        missed = losses(candidate.definition.match, subject, self.environment.environment)
        return next(missed, None) is None


def _standing(candidate: Candidate) -> tuple[Rank, int]:
    return candidate.rank, candidate.definition.priority


def advise(candidate: Candidate, decision: Decision, rules: Rules, asking: Asking) -> tuple[Step, ...]:
    """Return the edits after which a definition answers a request.

    Of several that answer equally well, the one with a larger priority does. Else edits of the request and its workload
    go before those of the environment: meeting the criteria that do not hold; if need be, not meeting one of those of
    the definition that wins; a larger priority; and a pin, which always works.

    Args:
        candidate: A definition that does not answer.
        decision: What the rules decide.
        rules: The rules.
        asking: The request.
    """
    environment = rules.environment
    if candidate.lost and candidate.lost.field == "tie":
        return (_larger_priority(candidate, decision, environment),)
    missed = list(losses(candidate.definition.match, asking.subject, environment.environment))
    for edits in _attempts(candidate, missed, rules, asking):
        if rules.is_answered_by(candidate, _edited(asking.subject, edits)):
            return tuple(_step(edit, asking) for edit in edits)
    if not missed and candidate.rank == decision.candidates[0].rank:
        return (_larger_priority(candidate, decision, environment),)
    return (Step(Change.PIN, asking.uid.text, candidate.name, asking.pins),)


def _larger_priority(candidate: Candidate, decision: Decision, environment: LoadedEnvironment) -> Step:
    priority = str(decision.candidates[0].definition.priority + 1)
    document, key = environment.document, ("definitions", candidate.name, "priority")
    at = document.span_at(key) if document.get(key) else document.key_span_at(key[:2])
    return Step(Change.DEFINITION, "priority", priority, at)


def _attempts(
    candidate: Candidate, missed: Sequence[Loss], rules: Rules, asking: Asking
) -> Iterator[tuple[_Edit, ...]]:
    """Yield sets of edits that may do, the smaller ones first."""
    wishes = [list(_meeting(loss, asking)) for loss in missed]
    for met in itertools.islice(itertools.product(*wishes), _TRIED) if all(wishes) else ():
        if met:
            yield met
        leader = rules.first(_edited(asking.subject, met))
        touched = {edit.field for edit in met}
        away = _avoiding(leader, candidate, asking) if leader else ()
        yield from ((*met, edit) for edit in away if edit.field not in touched)


def _meeting(loss: Loss, asking: Asking) -> Iterator[_Edit]:
    """Yield values that meet a criterion; none if no edit of the request or its workload can."""
    if loss.field in {_CLASS, _ID} and asking.has_kind:
        yield from (_Edit(loss.field, text) for text in _witnesses(loss.wanted, loss.field))
    elif loss.field.startswith(_LABELS):
        key = loss.field.removeprefix(_LABELS)
        if key != TIER or loss.wanted in list(Tier):
            yield _Edit({TEAM: _TEAM, TIER: _TIER}.get(key, loss.field), loss.wanted)
    elif loss.field in {_TEAM, _TIER}:
        yield _Edit(loss.field, loss.wanted)


def _witnesses(pattern: str, field: str) -> Iterator[str]:
    """Yield texts that a pattern stands for, if a claim may have them as its class or id."""
    fillers = ("", "x", _OTHER) if is_pattern(pattern) else ("",)
    texts = (pattern.replace("*", filler) for filler in fillers)
    return (text for text in texts if _is_valid(text, field))


def _is_valid(text: str, field: str) -> bool:
    """Return whether a claim may have a text as its class or id."""
    try:
        ResourceClaim.model_validate({"type": "any", field: text})
    except ValidationError:
        return False
    return True


def _avoiding(leader: Candidate, candidate: Candidate, asking: Asking) -> Iterator[_Edit]:
    """Yield values that the definition that wins does not accept, while the other one says nothing about them."""
    wins, loses, subject = leader.definition.match, candidate.definition.match, asking.subject
    if asking.has_kind and wins.resource_class and not loses.resource_class:
        yield from (_Edit(_CLASS, text, text == _OTHER) for text in (DEFAULT_CLASS, _OTHER) if _is_new(text, subject))
    if wins.tier and not loses.tier:
        yield from (_Edit(_TIER, tier) for tier in (Tier.STANDARD, Tier.EXPERIMENTAL) if tier != wins.tier)
    removable = wins.labels.keys() - loses.labels.keys() - {TEAM, TIER}
    yield from (_Edit(f"{_LABELS}{key}", None) for key in sorted(removable))
    if wins.team and not loses.team:
        yield _Edit(_TEAM, _OTHER, is_any=True)
    if asking.has_kind and wins.id and not loses.id:
        yield _Edit(_ID, _OTHER, is_any=True)


def _is_new(resource_class: str, subject: Subject) -> bool:
    return resource_class != subject.resource_class


def _edited(subject: Subject, edits: Sequence[_Edit]) -> Subject:
    labels: Mapping[str, str] = subject.labels
    for edit in edits:
        if edit.field == _CLASS:
            subject = replace(subject, resource_class=str(edit.value))
        elif edit.field == _ID:
            subject = replace(subject, id=str(edit.value))
        elif edit.field == _TEAM:
            subject, labels = replace(subject, team=str(edit.value)), {**labels, TEAM: str(edit.value)}
        elif edit.field == _TIER:
            subject, labels = replace(subject, tier=Tier(str(edit.value))), {**labels, TIER: str(edit.value)}
        else:
            key = edit.field.removeprefix(_LABELS)
            rest = {name: value for name, value in labels.items() if name != key}
            labels = rest if edit.value is None else {**rest, key: edit.value}
    return replace(subject, labels=labels)


def _step(edit: _Edit, asking: Asking) -> Step:
    if edit.field in {_CLASS, _ID}:
        return Step(Change.REQUEST, edit.field, edit.value, asking.place(edit.field), edit.is_any)
    key = {_TEAM: TEAM, _TIER: TIER}.get(edit.field, edit.field.removeprefix(_LABELS))
    return Step(Change.WORKLOAD, key, edit.value, asking.annotation(key), edit.is_any)
