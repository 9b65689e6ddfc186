"""`podium plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podium.cli.options import Request, common, requesting
from podium.cli.planning import planned

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["plan"]


@click.command()
@requesting
@common
@click.pass_obj
def plan(face: Face, request: Request) -> None:
    """Show what the environment would run; no engine, no cluster."""
    found = planned(face, request)
    face.data(found.render_text, found.to_json)
