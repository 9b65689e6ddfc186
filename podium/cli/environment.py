"""`podium environment`: lists environments, copies one for a while, takes down what has expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podium.cli.asking import require_answer
from podium.cli.options import ALL_WORKLOADS, common, images, parsed_images, yes
from podium.paths import project_root, shown

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from podium.cli.ephemeral import Standing
    from podium.cli.face import Face

__all__ = ["environment"]

_FAILED = 1
_DECLINED = 1


@click.group()
def environment() -> None:
    """List, clone and reap environments."""


@environment.command("list")
@common
@click.pass_obj
def list_(face: Face) -> None:
    """Show the environments of the project, and when those that are for a while expire."""
    from podium.cli.ephemeral import readable_environments, standing  # noqa: PLC0415 - loads the engine
    from podium.environment.lifetime import now  # noqa: PLC0415 - with it

    root, moment = project_root(), now()
    found = [standing(root, stated, face) for stated in readable_environments(root, face)]
    face.data(_table(found, moment), {"environments": [one.to_json(moment) for one in found]})


@environment.command()
@click.argument("base")
@click.argument("name")
@click.option("--owner", required=True, metavar="OWNER", help="Who answers for it.")
@click.option("--ttl", required=True, metavar="TTL", help="How long it lives after its last deployment: 72h, 7d.")
@images
@yes
@common
@click.pass_obj
def clone(  # noqa: PLR0913 - each is an option
    face: Face, base: str, name: str, *, owner: str, ttl: str, image_flags: tuple[str, ...], yes: bool
) -> None:
    """Write the file of an ephemeral environment NAME that has what BASE has.

    Its namespaces and hosts are its own. `--yes` allows a BASE in production, on whose cluster it works.
    """
    from podium.environment.clone import Clone, write_clone  # noqa: PLC0415 - loads the models

    given = parsed_images(image_flags)
    if ALL_WORKLOADS in given:
        raise click.UsageError("say which workload runs the image with `--image WORKLOAD=IMAGE`")
    file = write_clone(project_root(), Clone(base, name, owner, ttl, given), is_agreed=yes)
    face.data(f"wrote {shown(file)}", {"environment": name, "file": shown(file)})
    face.say(f"deploy it with `podium up -e {name}`")


@environment.command()
@yes
@click.option("--dry-run", is_flag=True, help="Only show what has expired.")
@click.option("--remove", is_flag=True, help="Remove the file and the lock of each one as well.")
@common
@click.pass_obj
def reap(face: Face, *, yes: bool, dry_run: bool, remove: bool) -> int:
    """Take down the ephemeral environments whose time is up; asks first, unless `--yes`."""
    from podium.cli.ephemeral import is_ephemeral, readable_environments, reap_all, standing  # noqa: PLC0415 - engine
    from podium.environment.lifetime import now  # noqa: PLC0415 - with it

    require_answer(yes=yes or dry_run)
    root, moment = project_root(), now()
    stated = [one for one in readable_environments(root, face) if is_ephemeral(one)]
    found = [standing(root, one, face, starts_sandbox=not dry_run) for one in stated]
    expired = [one for one in found if one.life(moment) == "expired"]
    for one in found:
        if one in expired or not one.is_known:
            face.say(f"{one.environment.name} of {one.environment.owner}: {one.told(moment)}")
    if not expired:
        face.say("nothing has expired")
    elif not dry_run and not yes and not click.confirm("Take down?", err=True):
        face.say("nothing was changed")
        return _DECLINED
    going = [] if dry_run else [one.environment for one in expired]
    reaped, problems = reap_all(root, going, face, remove=remove)
    form = {"expired": [one.to_json(moment) for one in expired], "reaped": reaped}
    face.data("", form | {"diagnostics": [problem.to_json() for problem in problems]})
    return _FAILED if problems else 0


def _table(found: Sequence[Standing], moment: datetime.datetime) -> str:
    rows = [("NAME", "TYPE", "OWNER", "TTL", "")]
    for one in found:
        stated = one.environment
        rows.append(
            (stated.name, str(stated.environment_type), stated.owner or "-", stated.ttl or "-", one.told(moment))
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)
