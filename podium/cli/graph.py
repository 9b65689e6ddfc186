"""`podium graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podium.cli.options import common, environment, loading, paths
from podium.graph import resolve_graph
from podium.paths import project_root

if TYPE_CHECKING:
    from pathlib import Path

    from podium.cli.face import Face
    from podium.spec.options import LoadOptions

__all__ = ["graph"]


@click.command()
@environment
@paths
@loading
@common
@click.pass_obj
def graph(face: Face, environment: str, paths: tuple[Path, ...], options: LoadOptions) -> None:
    """Show the resources that the workloads need, and their order."""
    resolved = resolve_graph(project_root(), environment, paths, options)
    face.data(resolved.to_text, resolved.to_json)
