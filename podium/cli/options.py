"""Options that several commands share."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from podium.cli.face import Face
from podium.diagnostics import PodiumError

if TYPE_CHECKING:
    from podium.graph.decisions import Decisions
    from podium.spec.options import LoadOptions

__all__ = [
    "ALL_WORKLOADS",
    "Request",
    "common",
    "deciding",
    "environment",
    "formatted",
    "images",
    "is_text",
    "load_options",
    "loading",
    "parsed_images",
    "paths",
    "requesting",
    "yes",
]

F = TypeVar("F", bound=Callable[..., Any])

ALL_WORKLOADS = ""
"""Key of an image that was given without a workload's name."""

_WORKLOAD = re.compile(r"[a-z0-9][a-z0-9-]*[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Request:
    """What a command is asked to plan.

    Attributes:
        environment: The environment's name.
        paths: Score files or folders; empty for those that the environment names.
        images: Images for ``image: .`` by workload.
        options: How the Score files are loaded.
        decisions: What is decided beside the files.
    """

    environment: str
    paths: tuple[Path, ...]
    images: Mapping[str, str]
    options: LoadOptions
    decisions: Decisions


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    face = context.find_object(Face)
    if face is not None and value is not None:
        setattr(face, "format" if parameter.name == "output_format" else "is_quiet", value)


def common(command: F) -> F:
    """Add ``--format`` and ``--quiet``, which every command takes."""
    return formatted()(command)


def formatted(*further: str) -> Callable[[F], F]:
    """Add what :func:`common` adds, with further forms of the data; ``Face.format`` holds the one that is wanted.

    Args:
        further: Names of the forms besides ``text`` and ``json``.
    """
    with_format = click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json", *further]),
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
    return lambda command: with_format(with_quiet(command))


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


def loading(command: F) -> Callable[..., Any]:
    """Add ``--overrides-file``, ``--override-property`` and ``--allow-sources``; the command gets ``options``.

    ``options`` is a :class:`podium.spec.options.LoadOptions`.
    """

    @functools.wraps(command)
    def with_options(
        *args: Any, overrides_files: tuple[str, ...], override_properties: tuple[str, ...], **others: Any
    ) -> Any:
        options = load_options(overrides_files, override_properties, others.pop("allowed_sources"))
        return command(*args, options=options, **others)

    for add in reversed(_LOADING):
        with_options = add(with_options)
    return with_options


def deciding(command: F) -> Callable[..., Any]:
    """Add ``--param``, ``--adopt``, ``--accept-replacement`` and ``--locked``; the command gets ``decisions``.

    ``decisions`` is a :class:`podium.graph.decisions.Decisions`.
    """

    @functools.wraps(command)
    def with_decisions(
        *args: Any, param_flags: tuple[str, ...], adopted: tuple[str, ...], accepted: tuple[str, ...], **others: Any
    ) -> Any:
        from podium.cli.decisions import parsed_decisions  # noqa: PLC0415 - loads the models

        decisions = parsed_decisions(param_flags, adopted, accepted, locked=others.pop("locked"))
        return command(*args, decisions=decisions, **others)

    for add in reversed(_DECIDING):
        with_decisions = add(with_decisions)
    return with_decisions


def requesting(command: F) -> Callable[..., Any]:
    """Add all that a plan depends on; the command gets ``request``, a :class:`Request`.

    These are ``-e``, ``--image``, ``PATH…`` and what :func:`loading` and :func:`deciding` add.
    """

    @functools.wraps(command)
    def with_request(
        *args: Any,
        environment: str,
        paths: tuple[Path, ...],
        image_flags: tuple[str, ...],
        options: LoadOptions,
        decisions: Decisions,
        **others: Any,
    ) -> Any:
        request = Request(environment, paths, parsed_images(image_flags), options, decisions)
        return command(*args, request=request, **others)

    return environment(images(paths(loading(deciding(with_request)))))


_LOADING = (
    click.option(
        "--overrides-file",
        "overrides_files",
        metavar="[WORKLOAD=]FILE",
        multiple=True,
        help="YAML file to merge over the Score files, lists replaced; repeatable.",
    ),
    click.option(
        "--override-property",
        "override_properties",
        metavar="[WORKLOAD:]PATH=VALUE",
        multiple=True,
        help=r"YAML value to set in the Score files, empty to delete it; `\.` is a dot in a key; repeatable.",
    ),
    click.option(
        "--allow-sources",
        "allowed_sources",
        metavar="DIR",
        multiple=True,
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Folder besides a Score file's own that its files may come from; repeatable.",
    ),
)


_DECIDING = (
    click.option(
        "--param",
        "param_flags",
        metavar="UID:PATH=VALUE",
        multiple=True,
        help=r"YAML value of a resource's param, over all that the files say; `\.` is a dot in a key; repeatable.",
    ),
    click.option(
        "--adopt",
        "adopted",
        metavar="NEW=OLD",
        multiple=True,
        help="Resource that takes over what another one was before, both by uid; repeatable.",
    ),
    click.option(
        "--accept-replacement",
        "accepted",
        metavar="UID",
        multiple=True,
        help="Resource whose data may be lost; repeatable.",
    ),
    click.option("--locked", is_flag=True, help="Refuse what the environment's lock does not hold."),
)


def yes(command: F) -> F:
    """Add ``--yes``, which skips the question."""
    return click.option("--yes", "-y", is_flag=True, help="Go ahead without asking.")(command)


def parsed_images(flags: tuple[str, ...]) -> Mapping[str, str]:
    """Return the image of each workload; the key ``""`` holds an image for all of them.

    Args:
        flags: ``IMAGE`` or ``WORKLOAD=IMAGE``. An image reference never has ``=`` in it.

    Raises:
        UsageError: A flag has an empty part or holds what is no plain text, or a workload gets two images.
    """
    found: dict[str, str] = {}
    for flag in flags:
        workload, separator, image = flag.rpartition("=")
        if not image or (separator and not workload):
            raise click.UsageError(f"'{flag}' is not of the form IMAGE or WORKLOAD=IMAGE")
        if any(character.isspace() or not character.isprintable() for character in flag):
            raise click.UsageError(f"`--image` holds what no image's name does: {flag!r}")
        if found.setdefault(workload, image) != image:
            whom = f"workload '{workload}'" if workload else "all workloads"
            raise click.UsageError(f"`--image` is given twice for {whom}")
    return found


def load_options(
    overrides_files: tuple[str, ...] = (),
    override_properties: tuple[str, ...] = (),
    allowed_sources: tuple[Path, ...] = (),
) -> LoadOptions:
    r"""Return how Score files are loaded, from the options as they were given.

    What stands before the first ``=`` or ``:`` names a workload if it has the form of a workload's name; a file or a
    key that looks like one is written ``./name=x.yaml`` or with the workload's name before it.

    Args:
        overrides_files: ``FILE`` or ``WORKLOAD=FILE``.
        override_properties: ``PATH=VALUE`` or ``WORKLOAD:PATH=VALUE``.
        allowed_sources: Folders.

    Raises:
        UsageError: An option has another form.
    """
    from podium.spec.options import LoadOptions, OverridesFile, PropertyOverride  # noqa: PLC0415 - loads the models

    files: list[OverridesFile] = []
    for flag in overrides_files:
        workload, file = _for_workload(flag, "=")
        if not file:
            raise click.UsageError(f"'{flag}' is not of the form FILE or WORKLOAD=FILE")
        files.append(OverridesFile(Path(file), workload))
    properties: list[PropertyOverride] = []
    for flag in override_properties:
        target, separator, value = flag.partition("=")
        workload, path = _for_workload(target, ":")
        if not (path and separator and is_text(flag)):
            raise click.UsageError(f"'{flag}' is not of the form PATH=VALUE or WORKLOAD:PATH=VALUE")
        properties.append(PropertyOverride(path, value, workload))
    return LoadOptions(tuple(files), tuple(properties), allowed_sources)


def is_text(flag: str) -> bool:
    """Return whether an argument was valid text; Python keeps bytes that are not as halves of surrogate pairs."""
    return not any("\ud800" <= character <= "\udfff" for character in flag)


def _for_workload(text: str, separator: str) -> tuple[str, str]:
    """Return the workload that an option is for, empty for every one, and the rest of the option."""
    workload, found, rest = text.partition(separator)
    return (workload, rest) if found and _WORKLOAD.fullmatch(workload) else ("", text)


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
