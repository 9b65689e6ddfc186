"""`podium plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podium.cli.options import common, environment, images, parsed_images, paths
from podium.paths import project_root
from podium.plan import plan_environment

if TYPE_CHECKING:
    from pathlib import Path

    from podium.cli.face import Face

__all__ = ["plan"]


@click.command()
@environment
@images
@paths
@common
@click.pass_obj
def plan(face: Face, environment: str, image_flags: tuple[str, ...], paths: tuple[Path, ...]) -> None:
    """Show what the environment would run; no engine, no cluster."""
    planned = plan_environment(project_root(), environment, paths, images=parsed_images(image_flags))
    face.warn(planned.warnings)
    face.data(planned.render_text(), planned.to_json())
