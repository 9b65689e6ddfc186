"""`podium lint`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podium.cli.options import common, loading, paths
from podium.collecting import collecting_later
from podium.diagnostics import Severity
from podium.lint import lint_environments
from podium.lint.load import load_survey
from podium.paths import project_root

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.lint import LintResult
    from podium.spec.options import LoadOptions

__all__ = ["lint"]


@click.command()
@click.option(
    "-e",
    "--environment",
    "environments",
    metavar="ENV",
    multiple=True,
    help="Environment to look at, by default all; repeatable.",
)
@click.option("--strict", is_flag=True, help="Let warnings fail the command too.")
@paths
@loading
@common
@click.pass_obj
def lint(
    face: Face, environments: tuple[str, ...], paths: tuple[Path, ...], options: LoadOptions, *, strict: bool
) -> int:
    """Find what is wrong with environments before anybody asks; PATH are Score files that ask."""
    with collecting_later():
        loaded = load_survey(project_root(), environments, paths, options)
        result = lint_environments(loaded.survey, loaded.problems, loaded.files)
    face.refuse(result.diagnostics)
    if not face.is_json:
        face.say(_summary(result, len(loaded.survey.told)))
    return int(bool(result.count(Severity.ERROR) or (strict and result.diagnostics)))


def _summary(result: LintResult, environments: int) -> str:
    errors, warnings = result.count(Severity.ERROR), result.count(Severity.WARNING)
    looked = "1 environment" if environments == 1 else f"{environments} environments"
    return f"{looked}: {_number(errors, 'error')}, {_number(warnings, 'warning')}"


def _number(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"
