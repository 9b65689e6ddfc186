"""Resources that another stack owns: whether they are shared, and whether both sides ask for the same, offline."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podium.catalogue.contract import ANY_TYPE
from podium.diagnostics import Diagnostic, PodiumError, Severity, Span, listed, suggest
from podium.environment.load import environment_names, load_environment
from podium.environment.pattern import fits
from podium.lock.model import SECRET, Lock, LockedResource
from podium.lock.read import lock_file, read_lock
from podium.paths import shown
from podium.plan.model import Plan, PlannedResource
from podium.spec.placeholder import placeholders_in
from podium.spec.values import to_text

__all__ = ["Owned", "Reference", "check_sharing", "conflicts", "matching", "references"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource of a plan that another stack owns.

    Attributes:
        resource: The resource of the plan.
        stack: The owner's stack.
        uid: The resource there.
    """

    resource: PlannedResource
    stack: str
    uid: str

    @property
    def claimed(self) -> Mapping[str, Any]:
        """What is asked for here: params that the owner must have given too, those known later left out."""
        own = self.resource.component.args_type.model_fields
        return {k: v for k, v in self.resource.params.items() if k not in own and not placeholders_in(v)}

    @property
    def claimant(self) -> str:
        """Who asks first, as ``workload.claim``."""
        first = self.resource.claimants[0]
        return f"{first.workload}.{first.name}"

    def span_of(self, key: str) -> Span:
        """Return where a param stands; the claim's own place where it stands nowhere."""
        origin = self.resource.provenance.get(key)
        return (origin and origin.span) or self.resource.span


@dataclass(frozen=True, slots=True)
class Owned:
    """What the owner of a shared resource gave it.

    Attributes:
        params: Params by name.
        claimants: Who asks for it there, as ``workload.claim``.
        is_complete: Whether a param that is not there was not given; otherwise nothing is known about it.
        place: The file that says so.
    """

    params: Mapping[str, Any]
    claimants: tuple[str, ...]
    is_complete: bool
    place: Span | None = None


def references(plan: Plan) -> Iterator[Reference]:
    """Yield the resources of a plan that other stacks own."""
    for resource in plan.resources:
        if resource.component.resource_type == ANY_TYPE:
            uid = resource.params.get("resource") or resource.uid.text
            yield Reference(resource, str(resource.params["stack"]), str(uid))


def matching(patterns: Iterable[str], uids: Iterable[str]) -> frozenset[str]:
    """Return the uids that an environment's ``shares:`` name.

    Args:
        patterns: Uids, ``*`` for any text.
        uids: The resources that there are.
    """
    wanted = tuple(patterns)
    return frozenset(uid for uid in uids if any(fits(pattern, uid) for pattern in wanted))


def conflicts(reference: Reference, owned: Owned) -> Iterator[Diagnostic]:
    """Yield the params that a claim and the owner of its resource give different values (``C013``).

    Args:
        reference: The claim.
        owned: What the owner gave.
    """
    for key, value in sorted(reference.claimed.items()):
        is_unknown = owned.params.get(key) == SECRET if key in owned.params else not owned.is_complete
        if not is_unknown and not (key in owned.params and _is_same(value, owned.params[key])):
            owner = owned.claimants[0] if owned.claimants else "its environment"
            yield Diagnostic(
                "C013",
                f"'{reference.claimant}' and '{owner}' of stack '{reference.stack}' ask for {reference.uid} with "
                f"different params: '{key}'",
                reference.span_of(key),
                why="a resource that stacks share has one set of params, its owner's",
                fix=f"remove '{key}' here, or ask for what '{reference.stack}' gives",
                related=(owned.place,) if owned.place else (),
            )


def check_sharing(plan: Plan, root: Path) -> Iterator[Diagnostic]:
    """Yield what is wrong with references to other stacks, as far as the project's own files tell.

    Args:
        plan: The plan.
        root: The project's folder, in which the owner's environment and its lock may be.

    Yields:
        A reference to the stack itself (``C014``), to what the owner's environment does not share (``C011``), to what
        its lock does not hold (``C010``, a warning: it may be deployed all the same), to outputs that it does not give
        (``C012``), and params that contradict the owner's (``C013``).
    """
    shares = functools.cache(functools.partial(_shares, root))
    lock = functools.cache(functools.partial(_lock, root))
    for reference in references(plan):
        if reference.stack == plan.environment.name:
            yield _own_stack(reference)
            continue
        patterns = shares(reference.stack)
        if patterns is not None and not matching(patterns, [reference.uid]):
            yield _not_shared(reference, patterns)
            continue
        held = lock(reference.stack)
        if held is not None:
            yield from _against_lock(reference, held, lock_file(root, reference.stack))


def _shares(root: Path, stack: str) -> Sequence[str] | None:
    """Return the patterns of the owner's environment; None where it is not in the project, or has problems itself."""
    if stack not in environment_names(root):
        return None
    try:
        return load_environment(root, stack).environment.shares
    except PodiumError:
        return None


def _lock(root: Path, stack: str) -> Lock | None:
    return read_lock(root, stack) if stack in environment_names(root) else None


def _against_lock(reference: Reference, lock: Lock, file: Path) -> Iterator[Diagnostic]:
    place = Span(shown(file))
    locked = lock.resources.get(reference.uid)
    if locked is None:
        yield _not_locked(reference, lock, place)
        return
    yield from _missing_outputs(reference, locked, place)
    claimants = tuple(f"{claimant.workload}.{claimant.name}" for claimant in locked.claimants)
    yield from conflicts(reference, Owned(locked.params, claimants, is_complete=False, place=place))


def _own_stack(reference: Reference) -> Diagnostic:
    why = "a reference leads to another stack"
    fix = "let a component answer, or name another stack"
    message = f"{reference.resource.uid} refers to its own stack '{reference.stack}'"
    return Diagnostic("C014", message, reference.span_of("stack"), why=why, fix=fix)


def _not_shared(reference: Reference, patterns: Sequence[str]) -> Diagnostic:
    return Diagnostic(
        "C011",
        f"environment '{reference.stack}' does not share {reference.uid}",
        reference.span_of("resource"),
        why=f"under 'shares:' it has: {listed(patterns)}",
        fix=f"add '{reference.uid}' under 'shares:' of stacks/environments/{reference.stack}.yaml",
    )


def _not_locked(reference: Reference, lock: Lock, place: Span) -> Diagnostic:
    alike = [uid for uid in lock.resources if uid.startswith(f"{reference.resource.uid.resource_type}.")]
    return Diagnostic(
        "C010",
        f"the lock of '{reference.stack}' holds no {reference.uid}",
        reference.span_of("resource"),
        why="a shared resource is one that its owner has",
        fix=suggest(reference.uid, alike) or f"renew it with `podium lock -e {reference.stack}`",
        severity=Severity.WARNING,
        related=(place,),
    )


def _missing_outputs(reference: Reference, locked: LockedResource, place: Span) -> Iterator[Diagnostic]:
    for name, is_secret in sorted(reference.resource.outputs.items()):
        message = ""
        if name not in locked.outputs:
            message = f"{reference.uid} of '{reference.stack}' gives no output '{name}'"
        elif locked.outputs[name] and not is_secret:
            message = f"output '{name}' of {reference.uid} is secret in '{reference.stack}', and is not here"
        if message:
            why = f"it gives: {listed(locked.outputs)}"
            fix = "correct 'outputs:' of the definition"
            yield Diagnostic("C012", message, reference.span_of("outputs"), why=why, fix=fix, related=(place,))


def _is_same(one: Any, other: Any) -> bool:
    """Return whether two values mean the same: a version may be written as a number or as text."""
    if isinstance(one, str | int | float) and isinstance(other, str | int | float):
        return to_text(one) == to_text(other)
    return bool(one == other)
