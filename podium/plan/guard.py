"""The guard of data: nothing that holds data goes, or makes room, unless somebody has agreed to that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from podium.diagnostics import Diagnostic, suggest
from podium.lock.model import Acceptance, Lock
from podium.plan.losses import NOTHING, Loss, heirs, losses, standing, standing_of
from podium.plan.model import Plan
from podium.plan.remedies import tell_accepted, tell_refused

__all__ = ["check_data", "is_accepted", "open_acceptances", "tell"]


def check_data(plan: Plan, previous: Lock | None) -> Iterator[Diagnostic]:
    """Yield what would be lost: errors, and warnings where it is agreed.

    Args:
        plan: The plan, with what its run accepts.
        previous: The lock that the environment had before.
    """
    if previous is None:
        return
    yield from _unknown(plan, previous)
    yield from tell(losses(plan, previous), plan, previous.accepted, "the lock")


def tell(found: Iterable[Loss], plan: Plan, accepted: Sequence[Acceptance], source: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each loss: an error, or a warning where it is agreed.

    Args:
        found: The losses.
        plan: The plan.
        accepted: What the lock says is agreed.
        source: Where it is known from what is held, in words.
    """
    for loss in found:
        if is_accepted(loss, plan, accepted):
            yield tell_accepted(loss, plan)
        else:
            yield tell_refused(loss, plan, source)


def is_accepted(loss: Loss, plan: Plan, accepted: Sequence[Acceptance]) -> bool:
    """Return whether a loss is agreed: for this run, or by the lock for exactly this change."""
    now = {str(loss.now.uid)} if loss.now else set()
    if plan.decisions.accepted & {loss.held.uid, *now}:
        return True
    return Acceptance(loss.held.uid, loss.before, loss.after) in accepted


def open_acceptances(plan: Plan, previous: Lock | None) -> tuple[Acceptance, ...]:
    """Return what the new lock says is agreed, sorted: what this run agrees to, and what was agreed and still holds.

    An agreement is for one change. It is kept while the plan is what that change leads to, so that every stack that is
    deployed from the lock may make it, and it is dropped as soon as the plan says something else.

    Args:
        plan: The plan, with what its run accepts.
        previous: The lock that the environment had before.
    """
    if previous is None:
        return ()
    taking_over = heirs(plan)
    kept = {
        acceptance
        for acceptance in previous.accepted
        if acceptance.after == standing_of(taking_over.get(acceptance.uid))
    }
    return tuple(sorted(kept | set(_agreed(plan, previous))))


def _agreed(plan: Plan, previous: Lock) -> Iterator[Acceptance]:
    """Yield what this run agrees to: whatever changes for the resources that it names, lost by rule or by provider."""
    taking_over = heirs(plan)
    for uid, held in previous.resources.items():
        heir = taking_over.get(uid)
        if held.stateful and plan.decisions.accepted & {uid, str(heir.uid) if heir else uid}:
            before = standing(held.component, held.version, held.identity, held.params)
            after = standing_of(heir)
            if before != after:
                yield Acceptance(uid, before, after)


def _unknown(plan: Plan, previous: Lock) -> Iterator[Diagnostic]:
    """Yield what is accepted although there is no such resource (``G006``)."""
    known = {*previous.resources, *heirs(plan)}
    for uid in sorted(plan.decisions.accepted - known):
        yield Diagnostic(
            code="G006",
            message=f"`--accept-replacement {uid}` accepts nothing",
            why="neither the lock nor the plan has such a resource",
            fix=suggest(uid, known) or f"give the uid that a diagnostic names; {NOTHING} is lost by it now",
        )
