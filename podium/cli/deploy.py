"""The verbs that run the engine: `preview`, `up`, `destroy`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import click

from podium.cli.asking import require_answer
from podium.cli.options import Request, common, environment, requesting, yes
from podium.cli.planning import planned
from podium.cli.progress import observing
from podium.cli.site import Site, open_site
from podium.cli.summary import change_lines, run_json, tell_deployed
from podium.diagnostics import Diagnostic, EngineError
from podium.engine.deployed import protected_components
from podium.engine.operations import Operation, RunResult, run
from podium.engine.protection import unprotected
from podium.engine.stack import exported_state
from podium.environment import load_environment
from podium.paths import project_root, shown
from podium.plan import Plan
from podium.plan.lock import record_lock
from podium.program import deploy, preflight

if TYPE_CHECKING:
    from podium.cli.face import Face

__all__ = ["destroy", "preview", "up"]

_DECLINED = 1


@click.command()
@requesting
@common
@click.pass_obj
def preview(face: Face, request: Request) -> None:
    """Show what `up` would change."""
    plan, site = _opened(face, request)
    _finish(face, _run(face, Operation.PREVIEW, site, plan), plan)


@click.command()
@requesting
@yes
@common
@click.pass_obj
def up(face: Face, request: Request, *, yes: bool) -> int:
    """Make an environment run the workloads; asks first, unless `--yes`."""
    require_answer(yes=yes)
    plan, site = _opened(face, request, strict=True)
    with unprotected(site.target, plan.decisions.accepted):
        if not yes and not _agreed(face, _run(face, Operation.PREVIEW, site, plan)):
            return _DECLINED
        _record(face, plan)
        _finish(face, _run(face, Operation.UP, site, plan), plan)
    tell_deployed(face, site)
    return 0


@click.command()
@environment
@yes
@common
@click.pass_obj
def destroy(face: Face, environment: str, *, yes: bool) -> int:
    """Take down what `up` made; asks first, unless `--yes`."""
    require_answer(yes=yes)
    root = project_root()
    site = open_site(root, load_environment(root, environment).environment, face)
    _refuse_protected(environment, site)
    if not yes and not _agreed(face, _run(face, Operation.PREVIEW_DESTROY, site)):
        return _DECLINED
    _finish(face, _run(face, Operation.DESTROY, site))
    return 0


def _refuse_protected(environment: str, site: Site) -> None:
    """Refuse as a whole what the engine would refuse in the middle, with the workloads already gone."""
    kept = protected_components(exported_state(site.target) or {})
    if kept:
        raise EngineError(
            Diagnostic(
                code="N008",
                message=f"'{environment}' holds protected data: {', '.join(kept)}",
                why="outside development, what holds data is protected, and nothing is deleted while it is",
                fix=f"`pulumi state unprotect --all -s {environment}` gives the protection up; then destroy again",
            )
        )


def _opened(face: Face, request: Request, *, strict: bool = False) -> tuple[Plan, Site]:
    plan = planned(face, request, strict=strict)
    site = open_site(project_root(), plan.environment, face)
    preflight(plan, site.target.environ)
    return plan, site


def _record(face: Face, plan: Plan) -> None:
    """Write down what the run accepts before it is done, so that every other run of the program agrees."""
    if not plan.decisions.accepted:
        return
    if plan.graph is None or plan.graph.previous is None:
        face.say(f"not recorded what is accepted: no lock; `podium lock -e {plan.environment.name}` writes the first")
        return
    face.say(f"recorded what is accepted in {shown(record_lock(project_root(), plan))}")


def _run(face: Face, operation: Operation, site: Site, plan: Plan | None = None) -> RunResult:
    program = functools.partial(deploy, plan) if plan is not None else _nothing
    with observing(face, operation) as observer:
        return run(operation, site.target, program, observer=observer)


def _nothing() -> None:
    """Create nothing: the program of a run that works on the state."""


def _agreed(face: Face, previewed: RunResult) -> bool:
    for line in change_lines(previewed):
        click.echo(line, err=True)
    if previewed.is_noop or click.confirm("Go ahead?", err=True):
        return True
    face.say("nothing was changed")
    return False


def _finish(face: Face, result: RunResult, plan: Plan | None = None) -> None:
    face.warn(result.diagnostics)
    form = run_json(result, plan.warnings if plan else ())
    if result.operation.changes_things:
        face.say(change_lines(result)[-1])
        face.data("", form)
    else:
        face.data("\n".join(change_lines(result)), form)
