"""Findings, and how those of several environments become one: what is included stands in one place only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from podium.diagnostics import Diagnostic, listed, sort_diagnostics

__all__ = ["Finding", "merged"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic of one environment.

    Attributes:
        environment: The environment's name; empty for what belongs to none.
        diagnostic: What was found; its text does not name the environment.
    """

    environment: str
    diagnostic: Diagnostic


def merged(findings: Iterable[Finding]) -> tuple[Diagnostic, ...]:
    """Return the findings as diagnostics, those that differ by their environment only as one."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        found = finding.diagnostic
        groups.setdefault((found.code, found.severity, found.message, found.span), []).append(finding)
    return sort_diagnostics(_joined(group) for group in groups.values())


def _joined(group: list[Finding]) -> Diagnostic:
    first = group[0].diagnostic
    names = {finding.environment for finding in group if finding.environment}
    related = dict.fromkeys(span for finding in group for span in finding.diagnostic.related)
    why = f"{first.why} (in {listed(names)})" if names else first.why
    return replace(first, why=why, related=tuple(related))
