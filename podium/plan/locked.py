"""Whether the lock of an environment still holds what the files give."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from podium.diagnostics import Diagnostic, Span
from podium.lock.diff import ImageChange, LockDiff, NamedChange, ResourceChange, diff_locks
from podium.lock.model import Lock, LockedResource
from podium.lock.read import LOCK_FOLDER, lock_file
from podium.lock.text import value_text
from podium.lock.values import Change
from podium.paths import shown
from podium.plan.lock import lock_plan
from podium.plan.model import Plan, PlannedResource

__all__ = ["check_locked"]

_MANY = 100
"""So many differences are told; who writes the lock anew sees all."""


def check_locked(plan: Plan, previous: Lock | None, asked: str = "") -> Iterator[Diagnostic]:
    """Yield what the lock does not hold: that there is none (``D004``), or each difference (``D005``).

    Args:
        plan: The plan.
        previous: The lock that the environment has.
        asked: Who wants nothing else, in words; the plan tells by default.
    """
    why = f"{asked or _asked(plan)}, so only what the lock holds is deployed"
    fix = f"`podium lock -e {plan.environment.name}` writes down what is decided now; have it reviewed"
    if previous is None:
        message = f"environment '{plan.environment.name}' has no lock"
        yield Diagnostic("D004", message, _lock_span(plan), why=why, fix=fix)
        return
    found = _Differences(plan, diff_locks(previous, lock_plan(plan))).told()
    for message, span in itertools.islice(found, _MANY):
        yield Diagnostic("D005", message, span, why=why, fix=fix)
    rest = sum(1 for _ in found)
    if rest:
        yield Diagnostic("D005", f"the lock differs in {rest} more places", _lock_span(plan), why=why, fix=fix)


def _asked(plan: Plan) -> str:
    return "`--locked` is given" if plan.decisions.locked else "the environment says `locked: true`"


def _lock_span(plan: Plan) -> Span:
    name = plan.environment.name
    root = plan.graph.root if plan.graph else None
    return Span(shown(lock_file(root, name)) if root else str(LOCK_FOLDER / f"podium.lock.{name}.json"))


class _Differences:
    """The differences of a plan and its lock, each with its place in the files."""

    def __init__(self, plan: Plan, diff: LockDiff) -> None:
        self._graph = plan.graph
        self._planned = {str(resource.uid): resource for resource in plan.resources}
        self._nowhere = _lock_span(plan)
        self._diff = diff

    def told(self) -> Iterator[tuple[str, Span]]:
        """Yield each difference as a message with its place."""
        diff = self._diff
        for resource in diff.removed:
            yield f"the lock holds {resource.uid}, which nothing asks for any more", self._nowhere
        for resource in diff.added:
            yield f"the lock does not hold {resource.uid}", self._span(resource)
        for change in diff.changed:
            yield from self._changed(change)
        for image in diff.images:
            yield _image(image), self._image_span(image)
        for workload in diff.workloads:
            yield _named("workload", workload), self._workload_span(workload.name)
        for definition in diff.definitions:
            yield _named("definition", definition), self._definition_span(definition.name)

    def _changed(self, change: ResourceChange) -> Iterator[tuple[str, Span]]:
        if change.is_renamed:
            yield f"the lock holds {change.before.uid}, which is {change.after.uid} now", self._span(change.after)
        for one in change.changes:
            yield f"{change.after.uid}: {_words(one)}", self._place(change.after, one)

    def _span(self, resource: LockedResource) -> Span:
        planned = self._planned.get(resource.uid)
        return planned.span if planned else self._nowhere

    def _place(self, resource: LockedResource, change: Change) -> Span:
        planned = self._planned.get(resource.uid)
        top, _, path = change.path.partition(".")
        if planned is None:
            return self._nowhere
        return (_provenance(planned, path) if top == "params" else None) or planned.span

    def _image_span(self, image: ImageChange) -> Span:
        for loaded in self._graph.workloads if self._graph else ():
            if loaded.workload.name == image.workload:
                return loaded.document.span_at(("containers", image.container, "image"))
        return self._nowhere

    def _workload_span(self, name: str) -> Span:
        for loaded in self._graph.workloads if self._graph else ():
            if loaded.workload.name == name:
                return loaded.document.span_at(("metadata", "name"))
        return self._nowhere

    def _definition_span(self, name: str) -> Span:
        known = self._graph.environment if self._graph else None
        if known and name in known.environment.definitions:
            return known.definition_span(name)
        return self._nowhere


def _provenance(planned: PlannedResource, path: str) -> Span | None:
    """Return where the value at a path comes from, or its nearest parent that comes from a file."""
    while path:
        origin = planned.provenance.get(path)
        if origin and origin.span:
            return origin.span
        path = path.rpartition(".")[0]
    return None


def _words(change: Change) -> str:
    return f"{change.path} is {value_text(change.new)}, in the lock {value_text(change.old)}"


def _image(change: ImageChange) -> str:
    name = f"{change.workload}/{change.container}"
    return f"the image of {name} is '{change.new or 'nothing'}', in the lock '{change.old or 'nothing'}'"


def _named(kind: str, change: NamedChange) -> str:
    if change.sign == "+":
        return f"the lock does not hold {kind} '{change.name}'"
    if change.sign == "-":
        return f"the lock holds {kind} '{change.name}', which is not in use any more"
    if any(one.path == "digest" for one in change.changes) and kind == "workload":
        return f"the Score file of '{change.name}' is not the one that was locked"
    return f"{kind} '{change.name}': {'; '.join(_words(one) for one in change.changes)}"
