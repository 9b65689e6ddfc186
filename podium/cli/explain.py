"""`podium explain`."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING

import click

from podium.cli.options import Request, common, requesting
from podium.diagnostics import PodiumError, Severity
from podium.graph.resolve import attempt_graph
from podium.paths import project_root
from podium.plan import plan_graph
from podium.plan.explaining import explain as explain_resource
from podium.plan.explaining import find_resource, to_text

if TYPE_CHECKING:
    from podium.cli.face import Face
    from podium.graph.expand import Attempt
    from podium.plan import Plan

__all__ = ["explain"]

_COLOURS = {"good": {"fg": "green"}, "bad": {"fg": "red"}, "faint": {"dim": True}, "title": {"bold": True}}


@click.command()
@click.argument("resource", metavar="UID")
@requesting
@click.option("--all", "everything", is_flag=True, help="Show long lists in full.")
@common
@click.pass_obj
def explain(face: Face, request: Request, resource: str, everything: bool) -> None:
    """Tell why a resource is what it is, and what would change it.

    UID is the uid of a resource or the beginning of one, WORKLOAD.CLAIM, a workload, or a claim that only one resource
    has. What has no answer is explained too.
    """
    root = project_root()
    attempt = attempt_graph(root, request.environment, request.paths, request.options, request.decisions)
    graph = attempt.graph
    gone = graph.previous.resources if graph.previous else ()
    uid = find_resource(resource, [*graph.nodes, *attempt.refused], graph.claims, gone)
    plan = _planned(attempt, request, face)
    claimants = [asked.claimant for asked in attempt.refused.get(uid, ())]
    told = explain_resource(graph, uid, claimants=claimants, plan=plan, problems=attempt.problems)
    face.data(functools.partial(to_text, told, everything=everything, paint=_paint), told.to_json)


def _planned(attempt: Attempt, request: Request, face: Face) -> Plan | None:
    """Return the plan; None, and a word about it, if the environment has none."""
    errors = [problem for problem in attempt.problems if problem.severity is Severity.ERROR]
    if not errors:
        try:
            return plan_graph(attempt.graph, images=request.images, decisions=request.decisions, guarded=False)
        except PodiumError as problem:
            errors = [found for found in problem.diagnostics if found.severity is Severity.ERROR]
    number = "1 problem keeps" if len(errors) == 1 else f"{len(errors)} problems keep"
    codes = ", ".join(sorted({error.code for error in errors}))
    face.say(f"{number} '{request.environment}' from being planned ({codes}); `podium plan` shows them\n")
    return None


def _paint(text: str, style: str) -> str:
    is_wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return click.style(text, **_COLOURS[style]) if is_wanted else text  # type: ignore[arg-type]
