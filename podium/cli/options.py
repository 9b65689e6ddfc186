"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from podium.cli.face import Face
from podium.diagnostics import PodiumError

__all__ = ["ALL_WORKLOADS", "common", "environment", "images", "parsed_images", "paths", "yes"]

F = TypeVar("F", bound=Callable[..., Any])

ALL_WORKLOADS = ""
"""Key of an image that was given without a workload's name."""


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    face = context.find_object(Face)
    if face is not None and value is not None:
        setattr(face, "format" if parameter.name == "output_format" else "is_quiet", value)


def common(command: F) -> F:
    """Add ``--format`` and ``--quiet``, which every command takes."""
    with_format = click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        expose_value=False,
        is_eager=True,
        callback=_remember,
        help="Form of the data on stdout.",
    )
    with_quiet = click.option(
        "--quiet", "-q", is_flag=True, expose_value=False, callback=_remember, help="Say nothing but data and errors."
    )
    return with_format(with_quiet(command))


def environment(command: F) -> F:
    """Add ``-e``, which names the environment."""
    return click.option(
        "-e", "--environment", metavar="ENV", callback=_required_environment, help="Environment to work on."
    )(command)


def paths(command: F) -> F:
    """Add ``PATH…``: Score files, or folders to search for them."""
    return click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))(command)


def images(command: F) -> F:
    """Add ``--image``, which fills ``image: .``."""
    return click.option(
        "--image",
        "image_flags",
        metavar="[WORKLOAD=]IMAGE",
        multiple=True,
        help="Image for containers that say `image: .`; repeatable.",
    )(command)


def yes(command: F) -> F:
    """Add ``--yes``, which skips the question."""
    return click.option("--yes", "-y", is_flag=True, help="Go ahead without asking.")(command)


def parsed_images(flags: tuple[str, ...]) -> Mapping[str, str]:
    """Return the image of each workload; the key ``""`` holds an image for all of them.

    Args:
        flags: ``IMAGE`` or ``WORKLOAD=IMAGE``. An image reference never has ``=`` in it.

    Raises:
        UsageError: A flag has an empty part or a workload gets two images.
    """
    found: dict[str, str] = {}
    for flag in flags:
        workload, separator, image = flag.rpartition("=")
        if not image or (separator and not workload):
            raise click.UsageError(f"'{flag}' is not of the form IMAGE or WORKLOAD=IMAGE")
        if found.setdefault(workload, image) != image:
            whom = f"workload '{workload}'" if workload else "all workloads"
            raise click.UsageError(f"`--image` is given twice for {whom}")
    return found


def _required_environment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    if value:
        return value
    known = ", ".join(_known_environments())
    raise click.UsageError("say which environment with `-e ENV`" + (f"; there are: {known}" if known else ""))


def _known_environments() -> list[str]:
    from podium.paths import project_root  # noqa: PLC0415 - only a wrong command line needs it

    try:
        folder = project_root() / "stacks/environments"
    except PodiumError:
        return []
    return sorted(file.stem for file in folder.glob("*.yaml"))
