"""`podium lock`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from podium.cli.options import Request, formatted, requesting
from podium.cli.planning import planned
from podium.lock.diff import diff_locks
from podium.lock.read import lock_file
from podium.lock.write import is_written, write_lock
from podium.paths import project_root, shown
from podium.plan.lock import lock_plan

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["lock"]

_DIFFERS = 1


@click.command()
@requesting
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the lock would change.")
@formatted("markdown")
@click.pass_obj
def lock(face: Face, request: Request, *, check: bool) -> int:
    """Write down what is decided for an environment, and show what that changes."""
    root = project_root()
    plan = planned(face, replace(request, decisions=replace(request.decisions, relocking=not check)))
    new, file = lock_plan(plan), lock_file(root, request.environment)
    diff = diff_locks(plan.graph.previous if plan.graph else None, new)
    face.data(diff.to_text, diff.to_json, markdown=diff.to_markdown)
    if is_written(root, new):
        face.say(f"{shown(file)} is up to date")
        return 0
    if check:
        face.say(f"{shown(file)} would change; write it with `podium lock -e {request.environment}`")
        return _DIFFERS
    write_lock(root, new)
    face.say(f"wrote {shown(file)}")
    return 0
