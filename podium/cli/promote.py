"""`podium promote`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from podium.cli.options import formatted, loading
from podium.diagnostics import listed
from podium.lock.write import write_lock
from podium.paths import project_root, shown
from podium.plan.promote import Promotion
from podium.plan.promote import promote as promotion

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.spec.options import LoadOptions

__all__ = ["promote"]

_WOULD_CHANGE = 1


@click.command()
@click.option("--from", "source", required=True, metavar="ENV", help="Environment that has proven something.")
@click.option("--to", "target", required=True, metavar="ENV", help="Environment that is to run it.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the lock would change.")
@click.argument("workloads", nargs=-1, metavar="[WORKLOAD]...")
@loading
@formatted("markdown")
@click.pass_obj
def promote(  # noqa: PLR0913 - each is an option
    face: Face, *, source: str, target: str, check: bool, workloads: tuple[str, ...], options: LoadOptions
) -> int:
    """Write into the lock of one environment the images that another one has locked; shows what changes.

    Without WORKLOAD, all that both environments run. Nothing is deployed: review the lock, then `podium up -e ENV`.
    """
    root = project_root()
    found = promotion(root, source, target, workloads, options)
    face.warn(found.warnings)
    for container, image in sorted(found.images.items()):
        face.say(f"{container}: {image}")
    if found.left_out:
        face.say(f"not run by '{target}': {listed(found.left_out)}")
    _show(face, found)
    if found.difference.is_empty:
        face.say(f"'{target}' has all of it locked already")
        return 0
    if check:
        return _WOULD_CHANGE
    face.say(f"wrote {shown(write_lock(root, found.lock))}; review it, then deploy it with `podium up -e {target}`")
    return 0


def _show(face: Face, found: Promotion) -> None:
    if face.format == "markdown":
        click.echo(found.difference.to_markdown())
        return
    form = {
        "images": dict(sorted(found.images.items())),
        "left_out": list(found.left_out),
        "diff": found.difference.to_json(),
        "diagnostics": [warning.to_json() for warning in found.warnings],
    }
    face.data(found.difference.to_text, form)
