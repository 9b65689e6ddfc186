"""`podium validate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podium.cli.options import common
from podium.spec import load_workloads

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["validate"]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@common
@click.pass_obj
def validate(face: Face, paths: tuple[Path, ...]) -> int:
    """Check Score files; PATH is a file, or a folder that is searched for them."""
    result = load_workloads(paths)
    face.refuse(result.diagnostics)
    if result.has_errors:
        return 1
    number = len(result.workloads)
    if not face.is_json:
        face.say(f"{number} {'workload is' if number == 1 else 'workloads are'} valid")
    return 0
