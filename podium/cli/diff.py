"""`podium diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podium.cli.options import Request, deciding, formatted, images, loading, parsed_images, paths
from podium.cli.planning import planned
from podium.diagnostics import Diagnostic, LockError, Span, suggest
from podium.graph.decisions import NO_DECISIONS
from podium.lock.diff import LockDiff, diff_locks
from podium.lock.read import read_lock_file
from podium.plan.lock import lock_plan
from podium.spec.options import NO_OPTIONS
from podium.spec.reading import names_beside

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.graph.decisions import Decisions
    from podium.lock.model import Lock
    from podium.spec.options import LoadOptions

__all__ = ["diff"]

_DIFFERS = 1
_TWO = 2


@click.command()
@click.option("-e", "--environment", metavar="ENV", help="Compare the environment's lock with what the files give.")
@images
@paths
@loading
@deciding
@click.option("--exit-code", is_flag=True, help="Exit with 1 if they differ.")
@formatted("markdown")
@click.pass_obj
def diff(  # noqa: PLR0913, PLR0917 - one argument for each option
    face: Face,
    environment: str | None,
    image_flags: tuple[str, ...],
    paths: tuple[Path, ...],
    options: LoadOptions,
    decisions: Decisions,
    *,
    exit_code: bool,
) -> int:
    """Show how two locks differ: `podium diff OLD NEW`, or `podium diff -e ENV [PATH]...`."""
    if environment:
        request = Request(environment, paths, parsed_images(image_flags), options, decisions)
        found = _since_locked(face, request)
    elif len(paths) == _TWO:
        if image_flags or options != NO_OPTIONS or decisions != NO_DECISIONS:
            raise click.UsageError("options that decide something need an environment: `-e ENV`; two locks are decided")
        found = diff_locks(_read(paths[0]), _read(paths[1]))
    else:
        raise click.UsageError("give two lock files, or an environment with `-e ENV`")
    face.data(found.to_text, found.to_json, markdown=found.to_markdown)
    return _DIFFERS if exit_code and not found.is_empty else 0


def _since_locked(face: Face, request: Request) -> LockDiff:
    plan = planned(face, request, guarded=False)
    previous = plan.graph.previous if plan.graph else None
    if previous is None:
        face.say(f"'{request.environment}' has no lock yet")
    return diff_locks(previous, lock_plan(plan))


def _read(file: Path) -> Lock:
    try:
        return read_lock_file(file)
    except FileNotFoundError:
        fix = suggest(file.name, names_beside(file)) or "check the path"
        raise LockError(Diagnostic("D007", f"no lock '{file}'", Span(str(file)), fix=fix)) from None
