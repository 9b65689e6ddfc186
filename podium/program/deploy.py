"""The program of a deployment: what the state holds is guarded, then the plan is composed."""

from __future__ import annotations

from dataclasses import replace

import pulumi

from podium.diagnostics import Diagnostic, GuardError, LockError, Severity, raise_if_any, render
from podium.plan.locked import check_locked
from podium.plan.model import Plan
from podium.program.compose import compose
from podium.program.guard import Verdict, judge
from podium.program.seen import Seen
from podium.program.shares import check_shares
from podium.program.state import read_state

__all__ = ["deploy"]


def deploy(plan: Plan) -> None:
    """Guard the data of the running stack, then create every component of a plan; runs inside a Pulumi program.

    Reads ``podium:locked`` of the stack's settings: whether nothing is deployed that the lock does not hold.

    Args:
        plan: The plan.

    Raises:
        LockError: The stack is locked, and the lock does not hold what is planned (``D004``, ``D005``).
        GuardError: Data would be lost, and nobody has agreed to that (``G001`` to ``G007``); nothing was registered.
        ResolutionError: Another stack does not share what the plan reads (``N017`` to ``N019``), or an output is no
            valid input (``R014``).
    """
    _check_setting(plan)
    seen = Seen(pulumi.get_root_directory(), pulumi.get_stack())
    verdict = judge(plan, read_state(), dict(pulumi.runtime.config.CONFIG.get()), seen)
    raise_if_any(GuardError, verdict.diagnostics)
    for diagnostic in verdict.diagnostics:
        if diagnostic.severity is Severity.WARNING:
            pulumi.log.warn(render(diagnostic))
    check_shares(plan)
    compose(_released(plan, verdict))


def _check_setting(plan: Plan) -> None:
    try:
        is_locked = pulumi.Config("podium").get_bool("locked")
    except pulumi.ConfigTypeError:
        why, fix = "it is 'true' or 'false'", "`pulumi config set podium:locked true` locks the stack"
        raise LockError(
            Diagnostic("D008", "the stack's setting 'podium:locked' is no truth value", None, why, fix)
        ) from None
    if is_locked:
        previous = plan.graph.previous if plan.graph else None
        raise_if_any(LockError, check_locked(plan, previous, "the stack says `podium:locked: true`"))


def _released(plan: Plan, verdict: Verdict) -> Plan:
    """Return the plan without protection for what may go: the engine would refuse to replace it."""
    if not verdict.given_up:
        return plan
    resources = (replace(r, protect=False) if r.uid in verdict.given_up else r for r in plan.resources)
    return replace(plan, resources=tuple(resources))
