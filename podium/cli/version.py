"""`podium version`."""

from __future__ import annotations

import importlib.metadata
import platform
from typing import TYPE_CHECKING

import click

from podium.cli.options import common

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["podium_version", "version"]


def podium_version() -> str:
    """Return the version of the installed distribution."""
    return importlib.metadata.version("podium")


@click.command()
@common
@click.pass_obj
def version(face: Face) -> None:
    """Show the versions of Podium, its engine library and Python."""
    versions = {
        "podium": podium_version(),
        "pulumi": importlib.metadata.version("pulumi"),
        "python": platform.python_version(),
    }
    face.data("\n".join(f"{name} {number}" for name, number in versions.items()), versions)
