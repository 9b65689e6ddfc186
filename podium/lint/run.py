"""All checks of environments, in one run."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from podium.catalogue.rules import check_rules
from podium.diagnostics import Diagnostic, Severity, sort_diagnostics
from podium.lint.chains import check_chains
from podium.lint.findings import Finding, merged
from podium.lint.gaps import check_asked, check_offered, check_required
from podium.lint.outputs import check_components, check_outputs
from podium.lint.params import check_missing, check_params, check_required_params, check_unused, check_values
from podium.lint.ranking import check_ties, check_undecided, check_unreachable
from podium.lint.survey import Survey
from podium.lint.unused import check_criteria, check_files, check_images, check_pins, check_ranges, check_shares

__all__ = ["LintResult", "lint_environments"]

_CHECKS = (
    check_unreachable,
    check_ties,
    check_undecided,
    check_asked,
    check_offered,
    check_required,
    check_components,
    check_params,
    check_unused,
    check_required_params,
    check_values,
    check_missing,
    check_outputs,
    check_criteria,
    check_images,
    check_shares,
    check_pins,
    check_ranges,
    check_chains,
)


@dataclass(frozen=True, slots=True)
class LintResult:
    """What was found.

    Attributes:
        diagnostics: The findings in the order of files and lines.
    """

    diagnostics: tuple[Diagnostic, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings there are of a severity."""
        return sum(found.severity is severity for found in self.diagnostics)


def lint_environments(
    survey: Survey, problems: Iterable[Diagnostic] = (), files: Sequence[str] | None = None
) -> LintResult:
    """Look for what is wrong with environments, whatever is asked of them.

    Args:
        survey: The environments, with what is known around them.
        problems: What is known to be wrong already, such as the form of a file.
        files: Files below ``stacks/`` that environments may include; None if that is not to be checked.

    Returns:
        The findings. What stands in an included file is told once, with the environments that it was found in.
    """
    known = [*problems, *_own(survey)]
    checks = [check(survey) for check in _CHECKS]
    findings = list(itertools.chain.from_iterable(checks))
    findings += check_files(survey, files) if files is not None else ()
    return LintResult(sort_diagnostics([*known, *merged(_new(findings, known))]))


def _own(survey: Survey) -> Iterator[Diagnostic]:
    """Yield what is told of an environment whenever it is used, and what expires soon."""
    for place in survey.wanted():
        yield from place.loaded.warnings
        yield from check_rules(place.loaded)


def _new(findings: Iterable[Finding], known: Sequence[Diagnostic]) -> Iterator[Finding]:
    """Yield the findings without outputs and params of requirements that the type's contract has refused already."""
    refused = {found.span for found in known if found.span is not None}
    for finding in findings:
        if finding.diagnostic.code not in {"L010", "L011"} or finding.diagnostic.span not in refused:
            yield finding
