"""The guard of data inside the program: what the plan would lose of what the stack's state holds.

It holds for every way to run the program, with a lock, without one, and with one that somebody has edited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from podium.diagnostics import ComponentError, Diagnostic, Severity
from podium.graph.uid import ResourceUid
from podium.lock.model import Acceptance, LockedResource
from podium.plan.guard import is_accepted, tell
from podium.plan.losses import Cause, Loss, heirs, losses, standing_of
from podium.plan.masking import masked
from podium.plan.model import Plan, PlannedResource
from podium.program.collisions import collisions
from podium.program.data import former, keeps_data, replacing
from podium.program.holding import held_by
from podium.program.monitor import RecordedResource
from podium.program.record import Recording, record
from podium.program.seen import Seen
from podium.program.state import COMPONENTS, State, StateResource

__all__ = ["Verdict", "judge"]

_STATE = "the state"

_SURROUNDINGS = "environment"
"""Type of what reads variables of whoever deploys: what follows from these is looked at each time."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard says of a plan.

    Attributes:
        diagnostics: What would be lost: errors, and warnings where it is agreed.
        given_up: Resources whose data may go.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    given_up: frozenset[ResourceUid] = frozenset()


def judge(plan: Plan, state: State, config: Mapping[str, str] | None = None, seen: Seen | None = None) -> Verdict:
    """Compare a plan with what the state holds.

    Args:
        plan: The plan, with what its run accepts.
        state: The state.
        config: The stack's configuration by full key.
        seen: What was looked at before; nothing by default.
    """
    held = held_by(state, plan)
    if not held.resources:
        return Verdict()
    plan = replace(plan, partial=False)
    found = list(losses(plan, held))
    lost = {loss.held.uid for loss in found}
    left = [resource for uid, resource in held.resources.items() if uid not in lost]
    replaced, doubts = _Replacement(plan, left, state.members()).look(config, seen)
    found += replaced
    accepted = _accepted_by_lock(plan)
    agreed = [loss for loss in found if loss.now and is_accepted(loss, plan, accepted)]
    told = [*tell(found, plan, accepted, _STATE), *doubts, *_needless(plan, found)]
    told += _collisions(plan, agreed, state, config)
    return Verdict(tuple(told), frozenset(loss.now.uid for loss in agreed if loss.now))


def _collisions(
    plan: Plan, agreed: Sequence[Loss], state: State, config: Mapping[str, str] | None
) -> Iterator[Diagnostic]:
    """Yield what is agreed to but cannot be done in one run, because the objects have the same names."""
    components = state.components
    swapped = [loss for loss in agreed if loss.now and not _is_same_class(loss.now, components[loss.held.uid])]
    if not swapped:
        return
    try:
        recorded = record(_needed_by(plan, [loss.now for loss in swapped if loss.now]), config=config)
    except ComponentError as problem:
        yield _unforeseen(problem)
        return
    yield from collisions(swapped, state.members(), _by_owner(recorded))


def _is_same_class(resource: PlannedResource, component: StateResource) -> bool:
    return component.type == f"{COMPONENTS}{resource.component.component_class.__name__}"


def _accepted_by_lock(plan: Plan) -> Sequence[Acceptance]:
    return plan.graph.previous.accepted if plan.graph and plan.graph.previous else ()


def _needless(plan: Plan, found: Sequence[Loss]) -> Iterator[Diagnostic]:
    """Yield what is accepted although nothing is lost by it (``G006``): a warning, for a run may be repeated."""
    named = {uid for loss in found for uid in (loss.held.uid, loss.heir)}
    for uid in sorted(plan.decisions.accepted - named):
        yield Diagnostic(
            code="G006",
            message=f"`--accept-replacement {uid}` accepts nothing",
            why="no data of it would be lost",
            severity=Severity.WARNING,
        )


class _Replacement:
    """Resources that stay, but may have objects replaced or deleted that hold data."""

    def __init__(
        self, plan: Plan, kept: Sequence[LockedResource], members: Mapping[str, Sequence[StateResource]]
    ) -> None:
        taking_over = heirs(plan)
        self._kept = [(resource, taking_over[resource.uid]) for resource in kept]
        self._members = members
        self._needed = _needed_by(plan, [heir for _, heir in self._kept])

    def look(self, config: Mapping[str, str] | None, seen: Seen | None) -> tuple[list[Loss], list[Diagnostic]]:
        """Return what would be lost, and what cannot be told."""
        if not self._kept:
            return [], []
        seen = None if any(r.uid.resource_type == _SURROUNDINGS for r in self._needed.resources) else seen
        question = self._question(config)
        if seen and seen.has(question):
            return [], []
        try:
            recorded = _by_owner(record(self._needed, config=config))
        except ComponentError as problem:
            return [], [_unforeseen(problem)]
        found = list(self._losses(recorded))
        if seen and not found:
            seen.keep(question)
        return found, []

    def _losses(self, recorded: Mapping[str, Sequence[RecordedResource]]) -> Iterator[Loss]:
        for held, heir in self._kept:
            uid, members = str(heir.uid), self._members[held.uid]
            details = tuple(_differences(held.uid, members, uid, recorded.get(uid, ())))
            if details:
                yield Loss(held, heir, Cause.REPLACED, details)

    def _question(self, config: Mapping[str, str] | None) -> Any:
        """Return all that the answer follows from, as plain data; of what may be secret a digest."""
        planned = [
            [standing_of(r), str(r.uid), r.name, list(map(str, r.needs)), masked(r.component, r.params)]
            for r in self._needed.resources
        ]
        held = [
            [resource.uid, str(heir.uid), [[c.urn, former(c.type, c.outputs)] for c in self._members[resource.uid]]]
            for resource, heir in self._kept
        ]
        settings = json.dumps(dict(config or {}), sort_keys=True)
        return [planned, held, hashlib.sha256(settings.encode()).hexdigest()]


def _needed_by(plan: Plan, resources: Iterable[PlannedResource]) -> Plan:
    """Return the part of a plan that some resources need, themselves included."""
    by_uid = {resource.uid: resource for resource in plan.resources}
    wanted: set[ResourceUid] = set()
    waiting = [resource.uid for resource in resources]
    while waiting:
        uid = waiting.pop()
        if uid not in wanted:
            wanted.add(uid)
            waiting += by_uid[uid].needs
    return replace(plan, resources=tuple(r for r in plan.resources if r.uid in wanted), workloads=())


def _by_owner(recording: Recording) -> Mapping[str, Sequence[RecordedResource]]:
    owners = recording.owners()
    found: dict[str, list[RecordedResource]] = {}
    for resource in recording.resources:
        if resource.parent:
            found.setdefault(owners[resource.urn], []).append(resource)
    return found


def _differences(
    old: str, before: Sequence[StateResource], new: str, after: Sequence[RecordedResource]
) -> Iterator[str]:
    """Yield which objects of a component would be replaced or deleted: those that hold data, else all of them."""
    planned = {(resource.type, resource.name.removeprefix(new)): resource for resource in after}
    kinds_known = [child for child in before if keeps_data(child.type)]
    for child in kinds_known or before:
        kind = child.type.rpartition(":")[2]
        match = planned.get((child.type, child.name.removeprefix(old)))
        if match is None:
            yield f"{kind} '{child.name}' would be deleted"
        else:
            paths = ", ".join(replacing(child.type, child.outputs, match.inputs))
            if paths:
                yield f"{kind} '{child.name}' would be replaced, because of another {paths}"


def _unforeseen(problem: ComponentError) -> Diagnostic:
    """Return the warning that a part of the guard cannot do its work (``G008``)."""
    first = problem.diagnostics[0]
    return Diagnostic(
        code="G008",
        message="whether volumes and passwords of what stays are replaced cannot be told before the run",
        span=first.span,
        why=first.message,
        fix="let the component get the value as an input, or read the preview",
        severity=Severity.WARNING,
    )
