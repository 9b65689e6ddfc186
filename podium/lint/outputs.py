"""Outputs that definitions read and that not every answer gives, and components that cannot answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from podium.catalogue.compliance import misfits
from podium.catalogue.contract import ANY_TYPE
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.versions import choose, ranges_of
from podium.diagnostics import ComponentError, Diagnostic, Span, listed, suggest
from podium.lint.findings import Finding
from podium.lint.requirements import Needed, needs_of
from podium.lint.survey import Place, Rule, Survey
from podium.spec.document import Path
from podium.spec.placeholder import parse_template

__all__ = ["check_components", "check_outputs"]


def check_components(survey: Survey) -> Iterator[Finding]:
    """Yield definitions whose component cannot be had, or cannot answer (``C001`` to ``C009``)."""
    for place in survey.wanted():
        for rule in place.every_rule:
            span = place.span("definitions", rule.name, "component")
            chosen = survey.chosen(place, rule)
            found = list(_choice(rule, span, place)) if chosen is None or chosen.warnings else []
            found += misfits(chosen.component, rule.resource_type, rule.name, span) if chosen else ()
            yield from (Finding(place.name, each) for each in found)


def _choice(rule: Rule, span: Span, place: Place) -> Sequence[Diagnostic]:
    """Return what is told when the component of a definition is chosen."""
    try:
        return choose(
            rule.definition.component, ranges_of(place.loaded, rule.name, rule.definition), span=span
        ).warnings
    except ComponentError as error:
        return error.diagnostics


def check_outputs(survey: Survey) -> Iterator[Finding]:
    """Yield placeholders that read an output which not every answer to the requirement gives (``L011``)."""
    for place in survey.wanted():
        for rule in place.every_rule:
            needs = {need.alias: need for need in needs_of(rule) if not need.is_beside}
            for span, root, keys in _read(rule, place):
                if root == "self" and keys:
                    yield from _self(rule, keys[0], span, place, survey)
                if root == "resources" and len(keys) > 1 and keys[0] in needs:
                    yield from _output(needs[keys[0]], keys[1], span, place, survey)


def _read(rule: Rule, place: Place) -> Iterator[tuple[Span, str, list[str]]]:
    """Yield the placeholders of a definition: place, what is read from, and the keys."""
    path, definition = ("definitions", rule.name), rule.definition
    values: list[tuple[Any, Path]] = [(definition.params, (*path, "params")), (definition.fixed, (*path, "fixed"))]
    values += [(need.requirement.params, (*need.path, "params")) for need in needs_of(rule)]
    for value, where in values:
        for text, at in _texts(value, where):
            for placeholder in parse_template(text).placeholders:
                yield place.loaded.document.span_at(at), placeholder.path[0], list(placeholder.path[1:])


def _texts(value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    if isinstance(value, str):
        yield value, path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


def _output(need: Needed, output: str, span: Span, place: Place, survey: Survey) -> Iterator[Finding]:
    kind = need.requirement.resource_type
    lacking = [rule for rule in need.answering(place) if not _gives(rule, output, place, survey)]
    if lacking:
        yield Finding(place.name, _not_given(_Read(kind, output, span), lacking, place, survey))


def _self(rule: Rule, output: str, span: Span, place: Place, survey: Survey) -> Iterator[Finding]:
    if not _gives(rule, output, place, survey):
        yield Finding(place.name, _not_given(_Read(rule.resource_type, output, span), [rule], place, survey))


def _gives(rule: Rule, output: str, place: Place, survey: Survey) -> bool:
    component = survey.component(place, rule)
    names = _given(rule, component, place) if component else None
    return names is None or output in names


def _given(rule: Rule, component: ComponentInfo, place: Place) -> Mapping[str, bool] | None:
    """Return the outputs of an answer; None where they follow from params that are known only later."""
    if component.has_fixed_outputs:
        return component.output_names({})
    if component.resource_type == ANY_TYPE:
        return None
    fixed = place.environment.fixed.get(rule.resource_type, {})
    params = {**rule.definition.params, **rule.definition.fixed, **fixed}
    try:
        component.args_type.model_validate(params)
    except ValidationError:
        return None
    return component.output_names(params)


@dataclass(frozen=True, slots=True)
class _Read:
    """An output that is read, and where."""

    kind: str
    output: str
    span: Span


def _not_given(read: _Read, lacking: list[Rule], place: Place, survey: Survey) -> Diagnostic:
    components = [survey.component(place, rule) for rule in lacking]
    known = {
        name
        for rule, component in zip(lacking, components, strict=True)
        if component
        for name in _given(rule, component, place) or ()
    }
    names = listed({f"'{rule.definition.component}'" for rule in lacking})
    message = f"output '{read.output}' of '{read.kind}' is not given by component {names}"
    answering = listed({f"'{rule.name}'" for rule in lacking})
    why = f"definition {answering} may answer"
    fix = suggest(read.output, known) or f"outputs: {listed(known)}"
    related = tuple(place.loaded.definition_span(rule.name) for rule in lacking)
    return Diagnostic("L011", message, read.span, why, fix, related=related)
