"""All checks in one run; what they find is in `tests/lint_defects/`."""

from __future__ import annotations

from dataclasses import replace

from podium.diagnostics import Diagnostic, Severity, Span
from podium.lint import lint_environments
from podium.lint.survey import Survey
from tests.podium.lint.worlds import place

INTERNAL = {
    kind: {"match": {"type": kind}, "component": component}
    for kind, component in {"workload": "service", "namespace": "namespace"}.items()
}


def test_only_environments_that_are_wanted_are_told_of():
    """The others are compared with."""
    places = (place("dev", INTERNAL), place("prod", INTERNAL | {"t": {"match": {"type": "t"}}}))
    found = lint_environments(Survey(places, frozenset({"dev"}))).diagnostics
    assert [problem.code for problem in found] == ["L004"]


def test_what_is_known_already_is_part_of_the_result():
    """Sorted in, and counted."""
    known = Diagnostic("E010", "wrong", Span("dev.yaml"))
    warning = replace(known, severity=Severity.WARNING, code="E023")
    result = lint_environments(Survey((place("dev", INTERNAL),), frozenset({"dev"})), [warning, known])
    assert result.diagnostics == (known, warning)
    assert (result.count(Severity.ERROR), result.count(Severity.WARNING)) == (1, 1)


def test_files_are_looked_at_only_if_they_are_given():
    """With some of the environments it is not known who includes them."""
    here = Survey((place("dev", INTERNAL),), frozenset({"dev"}))
    assert lint_environments(here).diagnostics == ()
    assert [found.code for found in lint_environments(here, files=["stacks/x.yaml"]).diagnostics] == ["L020"]


def test_no_environment_has_no_findings():
    """Nor does it fail."""
    assert lint_environments(Survey((), frozenset())).diagnostics == ()
