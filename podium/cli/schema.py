"""`podium schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from podium.catalogue.score_schema import offers_of, score_schema
from podium.cli.options import common
from podium.diagnostics import Diagnostic, PodiumError
from podium.environment import load_environment
from podium.paths import project_root

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["schema"]


@click.command()
@click.option("-e", "--environment", metavar="ENV", help="Allow only what this environment serves.")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write into a file instead of stdout."
)
@common
@click.pass_obj
def schema(face: Face, environment: str | None, output: Path | None) -> None:
    """Print the JSON Schema of Score files, resource types included, for editors."""
    offers = offers_of(load_environment(project_root(), environment).environment) if environment else None
    made = score_schema(offers)
    text = json.dumps(made, indent=2)
    if output is None:
        face.data(text, made)
        return
    try:
        output.write_text(f"{text}\n", encoding="utf-8")
    except OSError as problem:
        raise PodiumError(_unwritable(output, problem)) from None
    face.say(f"wrote {output}; name it in a Score file's first line: # yaml-language-server: $schema={output}")


def _unwritable(output: Path, problem: OSError) -> Diagnostic:
    message = f"cannot write '{output}': {str(problem.strerror).lower()}"
    return Diagnostic("U002", message, fix="name a file in a folder that exists and is yours")
