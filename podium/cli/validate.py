"""`podium validate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podium.cli.options import common, loading
from podium.spec.sources import validate_workloads

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.spec.options import LoadOptions

__all__ = ["validate"]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@loading
@common
@click.pass_obj
def validate(face: Face, paths: tuple[Path, ...], options: LoadOptions) -> int:
    """Check Score files; PATH is a file, or a folder that is searched for them."""
    result = validate_workloads(paths, options)
    face.refuse(result.diagnostics)
    if result.has_errors:
        return 1
    number = len(result.workloads)
    if not face.is_json:
        face.say(f"{number} {'workload is' if number == 1 else 'workloads are'} valid")
    return 0
