"""`podium plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podium.cli.options import Request, common, requesting
from podium.paths import project_root
from podium.plan import plan_environment

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["plan"]


@click.command()
@requesting
@common
@click.pass_obj
def plan(face: Face, request: Request) -> None:
    """Show what the environment would run; no engine, no cluster."""
    planned = plan_environment(
        project_root(), request.environment, request.paths, options=request.options, images=request.images
    )
    face.warn(planned.warnings)
    face.data(planned.render_text, planned.to_json)
