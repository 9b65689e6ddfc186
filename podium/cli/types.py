"""`podium types`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podium.catalogue.listing import list_types
from podium.cli.options import common
from podium.environment import load_environment
from podium.environment.load import environment_names
from podium.paths import project_root

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["types"]


@click.command()
@click.option("-e", "--environment", metavar="ENV", help="Show only what this environment serves.")
@common
@click.pass_obj
def types(face: Face, environment: str | None) -> None:
    """Show what claims may ask for: the types, what they take and give, and what answers them."""
    root = project_root()
    names = [environment] if environment else environment_names(root)
    listed = list_types([load_environment(root, name) for name in names], all_contracts=environment is None)
    face.data("\n\n".join(entry.to_text() for entry in listed), {"types": [entry.to_json() for entry in listed]})
