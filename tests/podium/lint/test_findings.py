"""Findings of several environments."""

from __future__ import annotations

from podium.diagnostics import Diagnostic, Span
from podium.lint.findings import Finding, merged


def test_the_same_finding_in_two_environments_is_told_once():
    """With both names, and all places that belong to it."""
    here, there = Span("base.yaml", 3), Span("dev.yaml", 1)
    findings = [
        Finding("prod", Diagnostic("L006", "wrong", here, why="because")),
        Finding("dev", Diagnostic("L006", "wrong", here, why="because", related=(there,))),
        Finding("dev", Diagnostic("L006", "wrong", there)),
    ]
    first, second = merged(findings)
    assert (first.why, first.related) == ("because (in dev, prod)", (there,))
    assert (second.span, second.why) == (there, " (in dev)")


def test_what_belongs_to_no_environment_names_none():
    """Such as a file that nobody includes."""
    (found,) = merged([Finding("", Diagnostic("L020", "unused", Span("x.yaml"), why="because"))])
    assert found.why == "because"
