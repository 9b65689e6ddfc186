"""What stands in environments for nobody: criteria that no workload meets, images, shares, pins, ranges, files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from podium.diagnostics import Diagnostic, Severity, Span, listed, suggest
from podium.environment.pattern import fits, is_pattern
from podium.lint.findings import Finding
from podium.lint.survey import Survey

__all__ = [
    "check_criteria",
    "check_files",
    "check_images",
    "check_pins",
    "check_ranges",
    "check_shares",
]


def check_criteria(survey: Survey) -> Iterator[Finding]:
    """Yield criteria that no workload meets (``L015``), where all workloads of the environment are known."""
    for place in survey.wanted():
        if not (place.knows_all and place.asked):
            continue
        subjects = [subject for subject, _ in place.asked]
        known = {
            "workload": {subject.workload for subject in subjects},
            "team": {subject.team for subject in subjects},
            "tier": {str(subject.tier) for subject in subjects},
        }
        for subject in subjects:
            for key, text in subject.labels.items():
                known.setdefault(f"labels.{key}", set()).add(text)
        for rule in (rule for rule in place.every_rule if rule.name not in place.pinned):
            for name, wish in rule.box.items():
                if name not in {"class", "id"} and wish.text not in known.get(name, ()):
                    path = ("definitions", rule.name, "match", *name.split(".", 1))
                    found = _never_met(name, wish.text, sorted(known.get(name, ())), place.span(*path))
                    yield Finding(place.name, found)


def _never_met(name: str, text: str, known: Sequence[str], span: Span) -> Diagnostic:
    what = f"label '{name.removeprefix('labels.')}'" if name.startswith("labels.") else name
    has = f"has {what} '{text}'" if name != "workload" else f"is called '{text}'"
    message, why = f"no workload {has}", f"the environment's workloads have: {listed(known)}"
    fix = suggest(text, known) or "remove the criterion, or the definition"
    return Diagnostic("L015", message, span, why, fix, Severity.WARNING)


def check_images(survey: Survey) -> Iterator[Finding]:
    """Yield images for workloads or containers that are not there (``L016``), where all workloads are known."""
    for place in survey.wanted():
        if not place.knows_all:
            continue
        containers = {loaded.workload.name: set(loaded.workload.containers) for loaded in place.workloads}
        known = {*containers, *(f"{name}.{inner}" for name, inners in containers.items() for inner in inners)}
        for key in place.environment.images.keys() - known:
            message = f"an image is given for '{key}', which is no workload and no container of one"
            fix = suggest(key, known) or f"workloads: {listed(containers)}"
            why = "images are given by workload, or by 'workload.container'"
            span = place.key_span("images", key)
            yield Finding(place.name, Diagnostic("L016", message, span, why, fix, Severity.WARNING))


def check_shares(survey: Survey) -> Iterator[Finding]:
    """Yield shares that match no resource (``L017``): of all that the workloads need, or of a type nobody answers."""
    for place in survey.wanted():
        uids = None if place.graph is None else [uid.text for uid in place.graph.nodes]
        for index, pattern in enumerate(place.environment.shares):
            span = place.loaded.document.span_at(("shares", index))
            kind = pattern.partition(".")[0]
            known = uids if uids is not None else () if is_pattern(kind) or kind in place.rules else sorted(place.rules)
            if known and not any(fits(pattern, uid) for uid in known):
                why, fix = "it is held against 'type.class#id'", suggest(pattern, known) or "remove it"
                message = f"'{pattern}' shares nothing"
                yield Finding(place.name, Diagnostic("L017", message, span, why, fix, Severity.WARNING))


def check_pins(survey: Survey) -> Iterator[Finding]:
    """Yield pins of types that nothing answers, and of resources that nobody asks for (``L018``)."""
    for place in survey.wanted():
        uids = None if place.graph is None else {uid.text for uid in place.graph.nodes}
        for uid in place.environment.pins:
            kind = uid.partition(".")[0]
            if uids is not None and uid not in uids:
                why, known = "no workload needs that resource", sorted(uids)
            elif kind not in place.rules:
                why, known = f"nothing answers '{kind}' here", sorted(place.rules)
            else:
                continue
            fix, span = suggest(uid, known) or "remove the pin", place.key_span("pins", uid)
            message = f"a pin keeps '{uid}', which nobody asks for"
            yield Finding(place.name, Diagnostic("L018", message, span, why, fix, Severity.WARNING))


def check_ranges(survey: Survey) -> Iterator[Finding]:
    """Yield ranges for components that no definition names (``L014``)."""
    for place in survey.wanted():
        named = {definition.component for definition in place.environment.definitions.values()}
        for component in place.environment.components.keys() - named:
            message = f"a range is given for component '{component}', which no definition names"
            fix = suggest(component, named) or "remove it"
            why, span = (
                "ranges choose among the versions of what definitions name",
                place.key_span("components", component),
            )
            yield Finding(place.name, Diagnostic("L014", message, span, why, fix, Severity.WARNING))


def check_files(survey: Survey, files: Sequence[str]) -> Iterator[Finding]:
    """Yield files that could be included and are not (``L020``).

    Args:
        survey: The environments.
        files: Files below ``stacks/`` that are no environments, as a user would write their paths.
    """
    used = {str(Path(file)) for place in survey.places for file in place.loaded.files}
    for file in files:
        if str(Path(file)) not in used:
            message = "no environment includes this file"
            why, fix = "definitions answer only where an environment includes them", "include it, or remove it"
            yield Finding("", Diagnostic("L020", message, Span(file), why, fix, Severity.WARNING))
