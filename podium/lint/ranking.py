"""Definitions that never answer, and definitions between which nothing decides."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podium.catalogue.match import decide
from podium.diagnostics import Diagnostic, Severity, Span, listed
from podium.lint.findings import Finding
from podium.lint.regions import find
from podium.lint.survey import Place, Rule, Survey, foreign_field, label_of
from podium.lint.texts import TooEntangledError

__all__ = ["check_ties", "check_undecided", "check_unreachable"]

_WINNERS = "of all definitions that accept a request the most specific one answers"


def check_unreachable(survey: Survey) -> Iterator[Finding]:
    """Yield definitions that answer in no environment that holds them (``L001``)."""
    holders: dict[Span, list[Place]] = {}
    for place in survey.places:
        for name in place.environment.definitions:
            holders.setdefault(place.loaded.definition_span(name), []).append(place)
    for span, places in holders.items():
        name = next(n for n in places[0].environment.definitions if places[0].loaded.definition_span(n) == span)
        reasons = [_reason(name, place) for place in places]
        if all(reasons):
            for place, reason in zip(places, reasons, strict=True):
                if place.name in survey.told and reason is not None:
                    yield Finding(place.name, _unreachable(name, span, reason))


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why a definition never answers in an environment."""

    why: str
    fix: str
    related: tuple[Span, ...] = ()


def _reason(name: str, place: Place) -> _Reason | None:
    """Return why a definition never answers in an environment; None if it does."""
    if name in place.pinned:
        return None
    criteria = place.environment.definitions[name].match
    field = foreign_field(criteria, place.environment)
    if field is not None:
        fix = "remove it, or include it where its criteria hold"
        return _Reason(
            f"its criterion '{field}' does not hold", fix, (place.span("definitions", name, "match", field),)
        )
    rule = next(rule for rule in place.rules[criteria.resource_type] if rule.name == name)
    if place.may_answer(rule):
        return None
    if rule.region is None:
        return _Reason("no request can meet its criteria", "remove it, or correct its criteria")
    beaten_by = _fewest(rule, place.before(rule))
    names = " and ".join(f"'{other.name}'" for other in beaten_by)
    before = "goes before it" if len(beaten_by) == 1 else "together go before it"
    spans = tuple(place.loaded.definition_span(other.name) for other in beaten_by)
    fix = "remove it, or give it criteria that the others lack"
    return _Reason(f"{names} {before} on everything that it matches", fix, spans)


def _fewest(rule: Rule, others: Sequence[Rule]) -> list[Rule]:
    """Return a smallest set of definitions that leave a definition nothing: without any of them something is left.

    Where that takes too long to say, all are returned.
    """
    try:
        return _needed(rule, others)
    except TooEntangledError:
        return list(others)


def _needed(rule: Rule, others: Sequence[Rule]) -> list[Rule]:
    near = [other for other in others if rule.region and rule.region.within(other.box)]
    for other in near:
        if find(rule.region, [other.box]) is None:
            return [other]
    needed = near
    for other in near:
        fewer = [kept for kept in needed if kept is not other]
        if find(rule.region, [kept.box for kept in fewer]) is None:
            needed = fewer
    return sorted(needed, key=lambda kept: kept.name)


def _unreachable(name: str, span: Span, reason: _Reason) -> Diagnostic:
    message = f"definition '{name}' never answers"
    return Diagnostic("L001", message, span, reason.why, reason.fix, Severity.WARNING, reason.related)


def check_ties(survey: Survey) -> Iterator[Finding]:
    """Yield definitions that answer a request equally well (``L002``), once for each set of them."""
    for place in survey.wanted():
        for rules in place.rules.values():
            told: set[frozenset[str]] = set()
            for _, equals in itertools.groupby(rules, key=lambda rule: rule.standing):
                for one, other in itertools.combinations(sorted(equals, key=lambda rule: rule.name), 2):
                    if not any({one.name, other.name} <= names for names in told):
                        yield from _tie(one, other, place, told)


def _tie(one: Rule, other: Rule, place: Place, told: set[frozenset[str]]) -> Iterator[Finding]:
    try:
        common = one.region.within(other.box) if one.region else None
        left = find(common, [rule.box for rule in place.before(one)])
    except TooEntangledError:
        return
    if left is None:
        return
    witness = left.example()
    names = sorted(candidate.name for candidate in decide(witness, place.loaded).tied)
    told.add(frozenset(names))
    first, *others = names
    quoted = " and ".join(f"'{name}'" for name in names)
    message = f"definitions {quoted} answer equally well: {label_of(witness)}"
    fix = "add a criterion to one of them, or a larger 'priority'"
    related = tuple(place.loaded.definition_span(name) for name in others)
    span = place.loaded.definition_span(first)
    yield Finding(place.name, Diagnostic("L002", message, span, _WINNERS, fix, related=related))


def check_undecided(survey: Survey) -> Iterator[Finding]:
    """Yield types whose definitions overlap in too many ways to be decided (``L022``)."""
    for place in survey.wanted():
        kinds = {rule.resource_type: rule.name for rule in place.every_rule if rule.name in place.undecided}
        for kind, name in sorted(kinds.items()):
            names = listed(rule.name for rule in place.rules[kind])
            message = f"definitions of '{kind}' overlap in too many ways to tell which of them answer"
            why = f"nothing is said about {names}"
            span = place.loaded.definition_span(name)
            fix = "use fewer criteria at a time"
            yield Finding(place.name, Diagnostic("L022", message, span, why, fix, Severity.WARNING))
