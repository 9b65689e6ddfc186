"""What a loss of data is told like: what would be lost, why, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from podium.diagnostics import Diagnostic, Severity, Span
from podium.lock.model import LockedResource
from podium.plan.losses import Cause, Loss, heirs, namespace_name
from podium.plan.model import Plan

__all__ = ["tell_accepted", "tell_refused"]

_MOST_CANDIDATES = 3
_MESSAGES: Final[Mapping[Cause, str]] = {
    Cause.GONE: "'{uid}' is gone, and its data would be deleted",
    Cause.COMPONENT: "'{uid}' would be answered by another component, and its data deleted",
    Cause.IDENTITY: "'{uid}' would hold other data than before",
    Cause.MAJOR: "'{uid}' would get another major version of its component, which may not keep its data",
    Cause.NAMESPACE: "'{uid}' would move to another namespace, and its data would not",
    Cause.REPLACED: "'{uid}' would be made anew, and its data deleted",
}
_PINNED = frozenset({Cause.COMPONENT, Cause.IDENTITY, Cause.MAJOR})
"""Causes that an old answer would remove."""


def tell_refused(loss: Loss, plan: Plan, source: str) -> Diagnostic:
    """Return the error for a loss that nobody has agreed to.

    Args:
        loss: The loss.
        plan: The plan.
        source: Where it is known from what is held, in words.
    """
    return Diagnostic(
        code=str(loss.cause),
        message=_MESSAGES[loss.cause].format(uid=loss.held.uid),
        span=_span(loss, plan),
        why="; ".join(_reasons(loss, source)),
        fix="\n".join(_ways_out(loss, plan)),
        related=_related(loss, plan),
    )


def tell_accepted(loss: Loss, plan: Plan) -> Diagnostic:
    """Return the warning for a loss that is agreed."""
    held = loss.held
    return Diagnostic(
        code=str(loss.cause),
        message=f"data of '{held.uid}' will be deleted: {_what(loss)}",
        span=_span(loss, plan),
        why="it was accepted",
        severity=Severity.WARNING,
    )


def _what(loss: Loss) -> str:
    held = loss.held
    name = f" as '{held.name}'" if held.name else ""
    namespace = f" in namespace '{namespace_name(held.namespace)}'" if held.namespace else ""
    version = f" {held.version}" if held.version else ""
    return f"{held.component}{version} keeps it{name}{namespace}"


def _reasons(loss: Loss, source: str) -> Iterator[str]:
    held, now = loss.held, loss.now
    yield f"{source} says: {_what(loss)}" + (f", by definition '{held.definition}'" if held.definition else "")
    yield from loss.details
    if now is None:
        yield "nothing takes it over"
    elif now.definition != held.definition:
        yield f"definition '{now.definition}' answers now"


def _ways_out(loss: Loss, plan: Plan) -> Iterator[str]:
    uid = loss.held.uid
    if _is_left_out(loss, plan):
        yield "keep it: deploy all workloads, so name no paths"
    elif loss.now is None:
        for new in _candidates(loss, plan):
            yield f"renamed: `--adopt {new}={uid}` lets the new one take the data over"
        yield "keep it: ask for it again"
    elif loss.cause in _PINNED and (pin := _pin(loss, plan)):
        yield f"keep the old answer: {pin}"
    else:
        is_locked = plan.graph is None or plan.graph.previous is not None
        yield "keep it where it is: undo the change" + ("" if is_locked else ", or take a lock that is lost back")
    yield f"give the data up: `--accept-replacement {uid}`"


def _is_left_out(loss: Loss, plan: Plan) -> bool:
    """Return whether nobody asks for a resource because only other workloads were named."""
    is_partial = plan.graph is not None and plan.graph.partial
    return loss.now is None and is_partial and not {c.workload for c in loss.held.claimants} & set(plan.workloads)


def _candidates(loss: Loss, plan: Plan) -> list[str]:
    """Return the uids that the resource may have now: of the same component, and new."""
    held = loss.held
    known = {} if plan.graph is None or plan.graph.previous is None else plan.graph.previous.resources
    found = [
        str(resource.uid)
        for resource in plan.resources
        if resource.component.name == held.component and not resource.aliases and str(resource.uid) not in known
    ]
    claimed = {claimant.workload for claimant in held.claimants}
    by_uid = heirs(plan)
    near = [uid for uid in found if claimed & {claimant.workload for claimant in by_uid[uid].claimants}]
    return (near or found)[:_MOST_CANDIDATES]


def _pin(loss: Loss, plan: Plan) -> str:
    """Return what to write into the environment's file to keep the old answer; empty where no pin would keep it."""
    held, uid = loss.held, loss.heir
    previous = plan.graph.previous if plan.graph else None
    locked = previous.resources.get(uid) if previous else None
    if locked and locked.component == held.component and held.uid == uid:
        definition = ""
    elif loss.cause is Cause.COMPONENT and _still_answers(held, plan):
        definition = f", definition: {held.definition}"
    else:
        return ""
    pin = f'"{uid}": {{owner: <team>, reason: <why>, expires: <YYYY-MM-DD>{definition}}}'
    return f"in stacks/environments/{plan.environment.name}.yaml write `pins: {{{pin}}}`"


def _still_answers(held: LockedResource, plan: Plan) -> bool:
    """Return whether the environment has the definition that answered before, with the same component."""
    definition = plan.environment.definitions.get(held.definition)
    if definition is None:
        return False
    return (definition.match.resource_type, definition.component) == (held.resource_type, held.component)


def _span(loss: Loss, plan: Plan) -> Span | None:
    """Return where the resource is asked for, or would be if it were not gone."""
    if loss.now is not None:
        return loss.now.span
    if plan.graph is None:
        return None
    claimed = {claimant.workload for claimant in loss.held.claimants}
    for loaded in plan.graph.workloads:
        if loaded.workload.name in claimed:
            return loaded.document.span_at(("resources",))
    return plan.graph.environment.document.span_at(("workloads",))


def _related(loss: Loss, plan: Plan) -> tuple[Span, ...]:
    """Return where the definitions stand that answer now and that answered before."""
    if plan.graph is None:
        return ()
    names = [*([loss.now.definition] if loss.now else []), loss.held.definition]
    known = plan.environment.definitions
    return tuple(plan.graph.environment.definition_span(name) for name in dict.fromkeys(names) if name in known)
