"""`podium status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podium.cli.options import common, environment
from podium.cli.site import open_site
from podium.cli.summary import deployed_json, deployed_text, standing_of
from podium.environment import load_environment
from podium.paths import project_root

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["status"]


@click.command()
@environment
@common
@click.pass_obj
def status(face: Face, environment: str) -> None:
    """Show what runs, whether it is ready and where it answers."""
    root = project_root()
    loaded = load_environment(root, environment)
    standing = standing_of(open_site(root, loaded.environment, face, starts_sandbox=False))
    face.data(deployed_text(standing), deployed_json(environment, standing))
