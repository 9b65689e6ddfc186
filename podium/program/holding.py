"""What the state holds of data, in the form of a lock: so the same rules tell what a plan would lose of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from podium.lock.model import Lock, LockedClaimant, LockedResource
from podium.plan.identity import identity_of
from podium.plan.losses import heirs
from podium.plan.masking import masked
from podium.plan.model import Plan, PlannedResource
from podium.program.data import PASSWORD, VOLUME_CLAIM, keeps_data
from podium.program.state import COMPONENTS, State, StateResource

__all__ = ["DATA", "EXPORT", "data_summary", "held_by"]

EXPORT: Final = "podium"
"""Name of the stack output that holds what was made."""

DATA: Final = "data"
"""Key, in what is exported of a resource, of what a later run has to know if the resource holds data."""

_WORKLOAD = "workload"


def data_summary(resource: PlannedResource) -> dict[str, Any]:
    """Return what a later run has to know of a resource that holds data; without secrets, empty for any other.

    Args:
        resource: The resource.
    """
    if not resource.component.stateful:
        return {}
    content = {
        "definition": resource.definition,
        "name": resource.name,
        "namespace": str(resource.namespace) if resource.namespace else None,
        "claimants": [[claimant.workload, claimant.name] for claimant in resource.claimants],
        "params": masked(resource.component, resource.params),
        "identity": identity_of(resource),
    }
    # As text: the engine drops what is null, and gives every number back as a floating one.
    return {DATA: json.dumps(content, sort_keys=True)}


def held_by(state: State, plan: Plan) -> Lock:
    """Return the resources of a state that hold data, as a lock.

    The stack's outputs say what they are. A run that failed has not written them; then the components tell by what they
    are made of that they hold data, and neither version nor inputs are known.

    Args:
        state: The state.
        plan: The plan that is going to be made of it.
    """
    summary = state.outputs.get(EXPORT)
    entries = (summary.get("resources") if isinstance(summary, dict) else None) or {}
    members, taking_over = state.members(), heirs(plan)
    found = (
        _held(component, entries.get(uid), members[uid], taking_over.get(uid))
        for uid, component in state.components.items()
    )
    return Lock(plan.environment.name, resources={resource.uid: resource for resource in found if resource})


def _held(
    component: StateResource,
    entry: Mapping[str, Any] | None,
    members: Sequence[StateResource],
    heir: PlannedResource | None,
) -> LockedResource | None:
    content = entry.get(DATA) if entry else None
    if entry and isinstance(content, str):
        return _told(component, entry, json.loads(content), heir)
    if _holds_data(component, members):
        return _guessed(component, members, heir)
    return None


def _told(
    component: StateResource, entry: Mapping[str, Any], content: Mapping[str, Any], heir: PlannedResource | None
) -> LockedResource:
    """Return a resource as the stack's outputs tell of it."""
    return LockedResource(
        uid=component.name,
        definition=content["definition"],
        component=_component_name(component, heir, str(entry["component"])),
        version=str(entry["version"]),
        stateful=True,
        name=content["name"],
        namespace=content["namespace"],
        claimants=tuple(LockedClaimant(*claimant) for claimant in content["claimants"]),
        params=content["params"],
        identity=content["identity"],
    )


def _guessed(
    component: StateResource, members: Sequence[StateResource], heir: PlannedResource | None
) -> LockedResource:
    """Return a resource of which only the state's URNs and objects tell."""
    metadata = next(_metadata(members), {})
    return LockedResource(
        uid=component.name,
        definition="",
        component=_component_name(component, heir, _class_of(component)),
        version=heir.component.version if heir else "",
        stateful=True,
        name=str(metadata.get("name", "")),
        namespace=f"namespace.default#{metadata['namespace']}" if "namespace" in metadata else None,
        claimants=(),
    )


def _component_name(component: StateResource, heir: PlannedResource | None, known: str) -> str:
    """Return the component's name: the heir's own if they have the same class, and never the heir's if they have not.

    The class is in the URN. Another class is another URN, so the engine makes everything anew, whatever the name is.
    """
    if heir is None:
        return known
    same = heir.component.component_class.__name__ == _class_of(component)
    if same:
        return heir.component.name
    return known if known != heir.component.name else f"{known} ({_class_of(component)})"


def _holds_data(component: StateResource, members: Sequence[StateResource]) -> bool:
    """Return whether a component holds data, by what it is made of; the salts of workloads are none."""
    kinds = {VOLUME_CLAIM} if component.name.startswith(f"{_WORKLOAD}.") else {VOLUME_CLAIM, PASSWORD}
    return any(child.type in kinds or (child.type not in {PASSWORD} and keeps_data(child.type)) for child in members)


def _metadata(members: Sequence[StateResource]) -> Iterator[Mapping[str, Any]]:
    for child in members:
        if child.type == VOLUME_CLAIM:
            yield child.outputs.get("metadata") or {}


def _class_of(component: StateResource) -> str:
    return component.type.removeprefix(COMPONENTS)
