"""What a plan would lose of the data that is held already.

What is held is a lock: the one in the file, or one that was read from the stack's state. The rules are the same.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from podium.lock.model import Lock, LockedResource
from podium.plan.identity import identity_of
from podium.plan.masking import masked
from podium.plan.model import Plan, PlannedResource

__all__ = ["NOTHING", "Cause", "Loss", "heirs", "losses", "namespace_name", "standing", "standing_of"]

NOTHING: Final = "nothing"
"""What takes the place of a resource that goes."""


class Cause(enum.StrEnum):
    """Why data is lost; the values are the codes of the diagnostics."""

    GONE = "G001"
    COMPONENT = "G002"
    IDENTITY = "G003"
    MAJOR = "G004"
    NAMESPACE = "G005"
    REPLACED = "G007"


@dataclass(frozen=True, slots=True)
class Loss:
    """Data of one resource that would be lost.

    Attributes:
        held: What holds the data.
        now: What takes its place; None where it goes.
        cause: Why the data is lost.
        details: What differs, in words.
    """

    held: LockedResource
    now: PlannedResource | None
    cause: Cause
    details: tuple[str, ...] = ()

    @property
    def heir(self) -> str:
        """Uid of what takes its place; empty where it goes."""
        return str(self.now.uid) if self.now else ""

    @property
    def before(self) -> str:
        """What holds the data, as an acceptance writes it."""
        held = self.held
        return standing(held.component, held.version, held.identity, held.params)

    @property
    def after(self) -> str:
        """What takes its place, as an acceptance writes it."""
        return standing_of(self.now)


def losses(plan: Plan, held: Lock) -> Iterator[Loss]:
    """Yield what a plan would lose, by uid; each resource once, with the gravest cause.

    What other workloads had is not gone where only some workloads were planned.

    Args:
        plan: The plan.
        held: What is held already.
    """
    taking_over = heirs(plan)
    moved = {old: str(heir.uid) for old, heir in taking_over.items() if old != str(heir.uid)}
    for uid, resource in sorted(held.resources.items()):
        if not resource.stateful:
            continue
        heir = taking_over.get(uid)
        if heir is not None:
            yield from _changed(resource, heir, moved)
        elif not plan.partial or any(claimant.workload in plan.workloads for claimant in resource.claimants):
            yield Loss(resource, None, Cause.GONE)


def heirs(plan: Plan) -> Mapping[str, PlannedResource]:
    """Return the resource that has, or takes over, what each uid had; a uid itself is over an alias."""
    own = {str(resource.uid): resource for resource in plan.resources}
    return {alias: resource for resource in plan.resources for alias in resource.aliases} | own


def standing(component: str, version: str, identity: Mapping[str, Any], params: Mapping[str, Any]) -> str:
    """Return what holds data as one text: the component, its version, which data it is, and a digest of all inputs.

    Args:
        component: Name of the component.
        version: Its version.
        identity: The inputs that say which data it holds.
        params: All inputs as plain data, secrets masked.
    """
    known = [f"{key}={_text(value)}" for key, value in sorted(identity.items()) if value is not None]
    inputs = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
    return " ".join([f"{component}@{version}", *known, f"inputs:{inputs[:12]}"])


def standing_of(resource: PlannedResource | None) -> str:
    """Return the text of :func:`standing` for a planned resource; ``nothing`` for none."""
    if resource is None:
        return NOTHING
    component = resource.component
    params = masked(component, resource.params)
    return standing(component.name, component.version, identity_of(resource), params)


def namespace_name(uid: str | None) -> str:
    """Return the name of a namespace by its uid; empty for none."""
    return (uid or "").partition("#")[2]


def _changed(held: LockedResource, heir: PlannedResource, moved: Mapping[str, str]) -> Iterator[Loss]:
    cause, details = _difference(held, heir, moved)
    if cause is not None:
        yield Loss(held, heir, cause, details)


def _difference(
    held: LockedResource, heir: PlannedResource, moved: Mapping[str, str]
) -> tuple[Cause | None, tuple[str, ...]]:
    component = heir.component
    if held.component != component.name:
        return Cause.COMPONENT, (f"component '{held.component}' becomes '{component.name}'",)
    if _major(held.version) != _major(component.version):
        return Cause.MAJOR, (f"version {held.version} becomes {component.version}",)
    now = str(heir.namespace) if heir.namespace else None
    if "namespace" in held.identity and held.namespace != now:
        return Cause.NAMESPACE, (f"namespace '{namespace_name(held.namespace)}' becomes '{namespace_name(now)}'",)
    different = tuple(_different_identity(held.identity, identity_of(heir), moved))
    return (Cause.IDENTITY, different) if different else (None, ())


def _different_identity(before: Mapping[str, Any], after: Mapping[str, Any], moved: Mapping[str, str]) -> Iterator[str]:
    """Yield which of the inputs have other values; one that only the new version of the component has is none."""
    for key, value in sorted(before.items()):
        if _as_moved(value, moved) != after.get(key):
            yield f"{key} {_text(value)} becomes {_text(after.get(key))}"


def _as_moved(value: Any, moved: Mapping[str, str]) -> Any:
    """Return a value as it reads once the resources that it refers to have their new uids."""
    if isinstance(value, str) and "${" in value:
        for old, new in moved.items():
            value = value.replace(f"${{{old}.", f"${{{new}.")
    return value


def _major(version: str) -> int | str:
    try:
        return Version(version).major
    except InvalidVersion:
        return version


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
