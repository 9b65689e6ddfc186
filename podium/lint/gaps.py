"""Requests without an answer: made by workloads, by definitions, or answered by other environments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from podium.catalogue.match import match
from podium.catalogue.score_schema import INTERNAL
from podium.catalogue.subject import Subject
from podium.diagnostics import Diagnostic, Severity, Span, listed, suggest
from podium.environment.model import DEFAULT_CLASS, Tier
from podium.graph.uid import ResourceUid
from podium.lint.findings import Finding
from podium.lint.regions import Box, Region, everything, find
from podium.lint.requirements import Needed, needs_of
from podium.lint.survey import Place, Survey, label_of
from podium.lint.texts import TooEntangledError, Wish

__all__ = ["check_asked", "check_offered", "check_required"]

_ANY_OTHER = "*"
"""Stands for every class that nobody names."""


@dataclass(slots=True)
class _Gap:
    """What one class of a type lacks in one environment."""

    tiers: dict[Tier, Subject] = field(default_factory=dict)
    answered_in: set[str] = field(default_factory=set)


def check_asked(survey: Survey) -> Iterator[Finding]:
    """Yield what workloads ask for and no definition answers (``L003``), once for each type and class."""
    for place in survey.wanted():
        missing: dict[tuple[str, str], list[tuple[Subject, Span]]] = {}
        for subject, span in place.asked:
            if _has_no_answer(subject, place):
                missing.setdefault((subject.resource_type, subject.resource_class), []).append((subject, span))
        for (kind, name), requests in sorted(missing.items()):
            yield Finding(place.name, _asked(kind, name, requests, place))


def _asked(kind: str, name: str, requests: Sequence[tuple[Subject, Span]], place: Place) -> Diagnostic:
    tiers = listed({str(subject.tier) for subject, _ in requests})
    message = f"nothing answers '{kind}' of class '{name}' in tier {tiers}, which workloads ask for"
    why = f"for example {label_of(requests[0][0])}"
    fix = suggest(kind, place.rules) or f"add a definition that matches 'type: {kind}'"
    if kind in place.rules:
        fix = f"let a definition of '{kind}' match it too, or ask for what one matches"
    spans = tuple(span for _, span in requests[:3])
    return Diagnostic("L003", message, place.definitions_span, why, fix, related=spans)


def check_offered(survey: Survey) -> Iterator[Finding]:
    """Yield what other environments answer and this one does not (``L004``), once for each type and its classes.

    What every workload asks for, its namespace and itself, counts as answered elsewhere.
    """
    for place in survey.wanted():
        others = [other for other in survey.places if other is not place]
        kinds = sorted({kind for other in others for kind in other.rules} | INTERNAL)
        for kind in kinds:
            gaps = _gaps(kind, place, others, survey)
            if kind not in place.rules and gaps:
                yield Finding(place.name, _no_type(kind, gaps, place))
            elif kind in place.rules:
                for names in _alike(gaps):
                    yield Finding(place.name, _offered(kind, names, gaps, place))


def _alike(gaps: Mapping[str, _Gap]) -> Iterator[list[str]]:
    """Yield the classes that lack an answer in the same tiers together."""
    by_tiers: dict[frozenset[Tier], list[str]] = {}
    for name, gap in sorted(gaps.items()):
        by_tiers.setdefault(frozenset(gap.tiers), []).append(name)
    yield from by_tiers.values()


def _gaps(kind: str, place: Place, others: Sequence[Place], survey: Survey) -> Mapping[str, _Gap]:
    known = _classes(kind, survey)
    told = {(s.resource_type, s.resource_class) for s, _ in place.asked if _has_no_answer(s, place)}
    own = place.boxes(kind)
    offers = [(rule.region, other.name) for other in others for rule in other.rules.get(kind, ())]
    offers += [(everything(kind), "every workload")] if kind in INTERNAL else []
    gaps: dict[str, _Gap] = {}
    for region, source in offers:
        found = {(name, tier) for name, gap in gaps.items() if source in gap.answered_in for tier in gap.tiers}
        for name, tier, witness in _uncovered(region, own, known, found):
            if (kind, name) not in told:
                gap = gaps.setdefault(name, _Gap())
                gap.tiers.setdefault(tier, witness)
                gap.answered_in.add(source)
    return gaps


def _has_no_answer(subject: Subject, place: Place) -> bool:
    uid = ResourceUid.of(subject.resource_type, subject.id, subject.resource_class)
    if uid.text in place.environment.pins:
        return False
    found = match(subject, place.loaded, None)
    return isinstance(found, Diagnostic) and found.code == "R001"


def _classes(kind: str, survey: Survey) -> list[str]:
    """Return the classes of a type that somebody names."""
    named = {wish.text for place in survey.places for box in place.boxes(kind) for wish in [box.get("class")] if wish}
    asked = {subject.resource_class for place in survey.places for subject, _ in place.asked}
    return sorted({DEFAULT_CLASS, *asked, *(text for text in named if "*" not in text)})


def _uncovered(
    region: Region | None, own: Sequence[Box], known: Sequence[str], found: Collection[tuple[str, Tier]]
) -> Iterator[tuple[str, Tier, Subject]]:
    """Yield classes and tiers of a region in which a request is left that no box accepts, with that request.

    Args:
        region: Where to look.
        own: The boxes.
        known: The classes that somebody names.
        found: Classes and tiers that need not be looked at.
    """
    try:
        if find(region, own) is None:
            return
        for name, part in _by_class(region, known):
            for tier in (tier for tier in Tier if (name, tier) not in found):
                left = find(part.within({"tier": Wish(tier)}), own)
                if left is not None:
                    yield name, tier, left.example()
    except TooEntangledError:
        return


def _by_class(region: Region | None, known: Sequence[str]) -> Iterator[tuple[str, Region]]:
    rest = region
    for name in known:
        part = region.within({"class": Wish(name)}) if region else None
        if part is not None:
            yield name, part
        rest = rest.without("class", Wish(name)) if rest else None
    if rest is not None:
        yield _ANY_OTHER, rest


def _no_type(kind: str, gaps: Mapping[str, _Gap], place: Place) -> Diagnostic:
    sources = listed({source for gap in gaps.values() for source in gap.answered_in})
    message = f"nothing answers '{kind}' of any class, in any tier"
    why = f"answered or needed by: {sources}"
    fix = f"add a definition that matches 'type: {kind}'"
    return Diagnostic("L004", message, place.definitions_span, why, fix, Severity.WARNING)


def _offered(kind: str, names: Sequence[str], gaps: Mapping[str, _Gap], place: Place) -> Diagnostic:
    classes = _named(names)
    gap = gaps[names[-1] if len(names) > 1 else names[0]]
    tiers = "any tier" if len(gap.tiers) == len(Tier) else f"tier {listed(map(str, gap.tiers))}"
    message = f"not every '{kind}' of {classes} has an answer in {tiers}"
    sources = listed({source for name in names for source in gaps[name].answered_in})
    why = f"for example {label_of(next(iter(gap.tiers.values())))}; answered or needed by: {sources}"
    fix = f"let a definition of '{kind}' match it too"
    return Diagnostic("L004", message, place.definitions_span, why, fix, Severity.WARNING)


def _named(classes: Sequence[str]) -> str:
    named = listed(f"'{name}'" for name in classes if name != _ANY_OTHER)
    if list(classes) == [_ANY_OTHER]:
        return "a class that nobody names"
    return f"class {named}" + (" or any other" if _ANY_OTHER in classes else "")


def check_required(survey: Survey) -> Iterator[Finding]:
    """Yield what definitions require and nothing answers (``L005``)."""
    for place in survey.wanted():
        for rule in place.every_rule:
            for need in needs_of(rule) if place.may_answer(rule) else ():
                try:
                    left = need.unanswered(place)
                except TooEntangledError:
                    continue
                if left is not None:
                    yield Finding(place.name, _required(need, left, place))


def _required(need: Needed, cause: Region, place: Place) -> Diagnostic:
    kind, verb = need.requirement.resource_type, "coprovisions" if need.is_beside else "requires"
    has_type = kind in place.rules
    message = f"definition '{need.rule.name}' {verb} '{kind}', which "
    message += "not always has an answer" if has_type else "nothing answers"
    others = () if has_type else place.rules.keys() - {need.rule.resource_type}
    fix = suggest(kind, others) or f"add a definition that matches what is asked of '{kind}'"
    span = place.loaded.document.span_at((*need.path, "type"))
    return Diagnostic("L005", message, span, f"it answers {label_of(cause.example())}", fix)
