"""Params that nobody accepts, that nobody sets, that are never used, and values that are always refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from podium.catalogue.compliance import PLACED
from podium.catalogue.contract import input_names
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.types import RESOURCE_TYPES
from podium.diagnostics import Diagnostic, Severity, Span, listed, suggest
from podium.lint.findings import Finding
from podium.lint.requirements import needs_of
from podium.lint.survey import Place, Rule, Survey
from podium.spec.document import Path
from podium.spec.validation import args_problems

__all__ = ["accepts", "check_missing", "check_params", "check_required_params", "check_unused", "check_values"]

_NO_INPUT = "\0"
"""A key that no model knows: with it among the inputs, checks of several inputs together are not run."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Params that stand together, and whom they reach.

    Attributes:
        code: Code of a param that one of those does not take.
        what: Who sets them, as a message says it.
        path: Their path in the file.
        params: The params.
        reached: The definitions whose components get them.
    """

    code: str
    what: str
    path: Path
    params: Mapping[str, Any]
    reached: tuple[Rule, ...]


def accepts(component: ComponentInfo, param: str) -> bool:
    """Return whether a component has an input."""
    return param in input_names(component.args_type) or _is_open(component)


def _is_open(component: ComponentInfo) -> bool:
    return component.args_type.model_config.get("extra") == "allow"


def check_params(survey: Survey) -> Iterator[Finding]:
    """Yield params that a component does not take: of a definition (``L006``), a tier or the environment (``L007``)."""
    for place in survey.wanted():
        for group in (*_own(place), *_common(place)):
            for key in group.params:
                deaf = [rule for rule in group.reached if not _takes(rule, key, place, survey)]
                if deaf:
                    yield Finding(place.name, _not_taken(key, group, deaf, place, survey))


def _own(place: Place) -> Iterator[_Group]:
    for rule in place.every_rule:
        what = f"definition '{rule.name}'"
        path = ("definitions", rule.name)
        yield _Group("L006", what, (*path, "params"), rule.definition.params, (rule,))
        yield _Group("L006", what, (*path, "fixed"), rule.definition.fixed, (rule,))


def _common(place: Place) -> Iterator[_Group]:
    for tier, by_type in place.environment.tiers.items():
        for kind, params in by_type.items():
            reached = tuple(rule for rule in _reached(kind, place) if rule.definition.match.tier in {None, tier})
            yield _Group("L007", f"tier '{tier}'", ("tiers", str(tier), kind), params, reached)
    for kind, params in place.environment.fixed.items():
        yield _Group("L007", "the environment", ("fixed", kind), params, tuple(_reached(kind, place)))


def _reached(kind: str, place: Place) -> Iterator[Rule]:
    return (rule for rule in place.rules.get(kind, ()) if place.may_answer(rule))


def _takes(rule: Rule, key: str, place: Place, survey: Survey) -> bool:
    component = survey.component(place, rule)
    return component is None or accepts(component, key)


def _not_taken(key: str, group: _Group, deaf: list[Rule], place: Place, survey: Survey) -> Diagnostic:
    rule = deaf[0]
    component = survey.component(place, rule)
    known = sorted(input_names(component.args_type)) if component else []
    names = listed({f"'{rule.definition.component}'" for rule in deaf})
    message = f"{group.what} sets '{key}', which component {names} does not take"
    answering = listed({f"'{rule.name}'" for rule in deaf})
    why = f"definition {answering} answers '{rule.resource_type}' with it"
    fix = suggest(key, known) or f"inputs: {listed(known)}"
    related = () if group.code == "L006" else tuple(place.loaded.definition_span(rule.name) for rule in deaf)
    return Diagnostic(group.code, message, place.key_span(*map(str, group.path), key), why, fix, related=related)


def check_unused(survey: Survey) -> Iterator[Finding]:
    """Yield defaults that nothing ever gets: of a type nobody answers (``L008``), or always overridden (``L009``)."""
    for place in survey.wanted():
        for rule in place.every_rule:
            for key in rule.definition.params.keys() & rule.definition.fixed.keys():
                path = ("definitions", rule.name, "params", key)
                if not _is_merged(rule.definition.params[key], rule.definition.fixed[key]):
                    other = place.span("definitions", rule.name, "fixed", key)
                    yield Finding(place.name, _overridden(f"definition '{rule.name}'", key, place, path, (other,)))
        for group in _common(place):
            kind = str(group.path[-1])
            if kind not in place.rules:
                yield Finding(place.name, _for_nobody(group, kind, place))
            elif group.path[0] == "tiers":
                yield from _tier_overridden(group, kind, place)


def _is_merged(one: Any, other: Any) -> bool:
    """Return whether two values of the same param become one, key by key."""
    return isinstance(one, dict) and isinstance(other, dict)


def _tier_overridden(group: _Group, kind: str, place: Place) -> Iterator[Finding]:
    decreed = place.environment.fixed.get(kind, {})
    for key, value in group.params.items():
        spans = [_overriding(key, value, decreed, rule, place) for rule in group.reached]
        if spans and all(spans):
            related = tuple(span for span in spans if span is not None)
            path = (*map(str, group.path), key)
            yield Finding(place.name, _overridden(f"{group.what} for '{kind}'", key, place, path, related))


def _overriding(key: str, value: Any, decreed: Mapping[str, Any], rule: Rule, place: Place) -> Span | None:
    """Return where a tier's default is overridden for a definition; None if it may hold."""
    if key in decreed and not _is_merged(value, decreed[key]):
        return place.span("fixed", rule.resource_type, key)
    for part, params in (("params", rule.definition.params), ("fixed", rule.definition.fixed)):
        if key in params and not _is_merged(value, params[key]):
            return place.span("definitions", rule.name, part, key)
    return None


def _overridden(what: str, key: str, place: Place, path: tuple[str, ...], related: tuple[Span, ...]) -> Diagnostic:
    why = "stronger values are set for all that it reaches: fixed over definition over tier"
    message, span = f"'{key}' of {what} is always overridden", place.key_span(*path)
    return Diagnostic("L009", message, span, why, "remove it, or the other value", Severity.WARNING, related)


def _for_nobody(group: _Group, kind: str, place: Place) -> Diagnostic:
    message = f"{group.what} sets params of '{kind}', which nothing answers here"
    fix = suggest(kind, place.rules) or "remove it, or add a definition"
    span = place.key_span(*map(str, group.path))
    return Diagnostic("L008", message, span, "params follow the type of what is asked for", fix, Severity.WARNING)


def check_required_params(survey: Survey) -> Iterator[Finding]:
    """Yield params of requirements that a component which answers does not take (``L010``)."""
    for place in survey.wanted():
        for rule in place.every_rule:
            for need in (need for need in needs_of(rule) if need.requirement.params):
                answering = tuple(need.answering(place))
                group = _Group(
                    "L010", f"definition '{rule.name}'", (*need.path, "params"), need.requirement.params, answering
                )
                for key in group.params:
                    deaf = [other for other in answering if not _takes(other, key, place, survey)]
                    if deaf:
                        yield Finding(place.name, _not_taken(key, group, deaf, place, survey))


def check_values(survey: Survey) -> Iterator[Finding]:
    """Yield values that a component refuses whatever a claim says (``L012``)."""
    for place in survey.wanted():
        for group in (*_own(place), *_common(place)):
            for rule in group.reached:
                component = survey.component(place, rule)
                if component is not None:
                    yield from (Finding(place.name, found) for found in _refused(group, component, place))


def _refused(group: _Group, component: ComponentInfo, place: Place) -> Iterator[Diagnostic]:
    known = {key: value for key, value in group.params.items() if accepts(component, key) and not _is_open_text(value)}
    if not known or _is_open(component):
        return
    keys: list[Path] = []

    def span_at(path: Path) -> Span:
        keys.append(path)
        return place.loaded.document.span_at((*group.path, *path))

    try:
        component.args_type.model_validate({**known, _NO_INPUT: None})
    except ValidationError as problem:
        source = f"component '{component.name}' takes it from {group.what}"
        for found in args_problems(problem, component.args_type, span_at, source):
            if keys[-1][:1] and keys[-1][0] in known and not _is_incomplete(found):
                yield replace(found, code="L012")


def _is_incomplete(found: Diagnostic) -> bool:
    """Return whether a mapping lacks a key, which another source may add."""
    return "' is missing in " in found.message


def _is_open_text(value: Any) -> bool:
    """Return whether a value has a placeholder in it, so that it is known only later."""
    if isinstance(value, dict):
        return any(_is_open_text(item) for item in value.values())
    if isinstance(value, list):
        return any(_is_open_text(item) for item in value)
    return isinstance(value, str) and "$" in value


def check_missing(survey: Survey) -> Iterator[Finding]:
    """Yield inputs that a component needs and that neither a claim nor anybody else sets (``L013``)."""
    for place in survey.wanted():
        for rule in place.every_rule:
            component, contract = survey.component(place, rule), RESOURCE_TYPES.get(rule.resource_type)
            if component is None or contract is None:
                continue
            given = PLACED | contract.param_names | rule.definition.params.keys() | rule.definition.fixed.keys()
            given |= _set_by_others(rule.resource_type, place)
            fields = component.args_type.model_fields.items()
            needed = {field.alias or name for name, field in fields if field.is_required()}
            for key in sorted(needed - given):
                yield Finding(place.name, _missing(key, rule, component, place))


def _set_by_others(kind: str, place: Place) -> set[str]:
    """Return the params of a type that the environment, a tier or a requirement may set."""
    found = set(place.environment.fixed.get(kind, ()))
    for by_type in place.environment.tiers.values():
        found |= by_type.get(kind, {}).keys()
    for rule in place.every_rule:
        for need in needs_of(rule):
            found |= need.requirement.params.keys() if need.requirement.resource_type == kind else set()
    return found


def _missing(key: str, rule: Rule, component: ComponentInfo, place: Place) -> Diagnostic:
    message = f"definition '{rule.name}' leaves out '{key}', which component '{component.name}' needs"
    why = f"a claim of '{rule.resource_type}' cannot set it, and nothing else does"
    return Diagnostic("L013", message, place.loaded.definition_span(rule.name), why, f"add '{key}:' to its params")
