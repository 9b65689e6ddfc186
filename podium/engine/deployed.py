"""What a stack's state says is deployed: workloads, resources, endpoints."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podium.engine.events import Urn, parse_urn

__all__ = [
    "Deployed",
    "DeployedResource",
    "DeployedWorkload",
    "Endpoint",
    "ObjectRef",
    "protected_components",
    "protected_members",
    "read_deployed",
]

_SERVERS = ("DaemonSet", "Deployment", "StatefulSet")
_CONTROLLERS = (*_SERVERS, "CronJob", "Job")
_WORKLOAD = "workload"

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class ObjectRef:
    """A Kubernetes object that runs pods.

    Attributes:
        namespace: Its namespace.
        kind: ``Deployment``, ``StatefulSet``, ``DaemonSet``, ``Job`` or ``CronJob``.
        name: Its name.
    """

    namespace: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class DeployedWorkload:
    """A workload and the object that runs it."""

    name: str
    runs_as: ObjectRef
    images: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeployedResource:
    """An instance of a component that serves workloads.

    Attributes:
        uid: The resource's uid, which is the component's logical name.
        type: Its resource type, such as ``postgres``.
        component: The component's class.
        runs_as: The objects that must be ready for it; empty when it runs no pods.
    """

    uid: str
    type: str
    component: str
    runs_as: tuple[ObjectRef, ...]


@dataclass(frozen=True, slots=True, order=True)
class Endpoint:
    """Where something answers.

    Attributes:
        owner: Name of the workload or resource.
        kind: ``service`` inside the cluster, ``route`` from outside.
        address: ``host:port``, or a URL.
    """

    owner: str
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class Deployed:
    """Everything a stack holds that people ask about; each part sorted by name."""

    workloads: tuple[DeployedWorkload, ...]
    resources: tuple[DeployedResource, ...]
    endpoints: tuple[Endpoint, ...]

    @property
    def objects(self) -> tuple[ObjectRef, ...]:
        """All objects that run pods, sorted, each one once."""
        resources = (ref for resource in self.resources for ref in resource.runs_as)
        return tuple(sorted({*(w.runs_as for w in self.workloads), *resources}))


def read_deployed(state: State) -> Deployed:
    """Return what a stack's state holds.

    Args:
        state: The ``deployment`` part of an exported state.
    """
    resources = [r for r in state.get("resources") or () if not r.get("delete")]
    by_urn = {resource["urn"]: resource for resource in resources}
    members: dict[str, list[State]] = {r["urn"]: [] for r in resources if parse_urn(r["urn"]).is_component}
    for resource in resources:
        for component in _components_above(resource, by_urn):
            members[component].append(resource)
    workloads = [found for urn, below in members.items() for found in _workloads(urn, below)]
    others = [_resource(parse_urn(urn), below) for urn, below in members.items() if _type_of(urn) != _WORKLOAD]
    return Deployed(
        workloads=tuple(sorted(workloads, key=lambda w: w.name)),
        resources=tuple(sorted(others, key=lambda r: r.uid)),
        endpoints=tuple(sorted({e for urn, below in members.items() for e in _endpoints(parse_urn(urn).label, below)})),
    )


def protected_components(state: State) -> tuple[str, ...]:
    """Return the logical names of the components that the engine refuses to delete, sorted.

    Args:
        state: The ``deployment`` part of an exported state.
    """
    protected = (parse_urn(r["urn"]) for r in state.get("resources") or () if r.get("protect"))
    return tuple(sorted(urn.name for urn in protected if urn.is_component))


def protected_members(state: State, components: Collection[str]) -> tuple[str, ...]:
    """Return the URNs of all that the engine refuses to delete of some components, themselves included, sorted.

    Args:
        state: The ``deployment`` part of an exported state.
        components: Logical names of the components.
    """
    resources = [r for r in state.get("resources") or () if not r.get("delete")]
    by_urn = {resource["urn"]: resource for resource in resources}
    wanted = {urn for urn in by_urn if parse_urn(urn).is_component and parse_urn(urn).name in components}
    members = (r for r in resources if r["urn"] in wanted or wanted & set(_components_above(r, by_urn)))
    return tuple(sorted(r["urn"] for r in members if r.get("protect")))


def _components_above(resource: State, by_urn: Mapping[str, State]) -> Iterable[str]:
    parent: str = resource.get("parent") or ""
    while parent in by_urn:
        if parse_urn(parent).is_component:
            yield parent
        parent = by_urn[parent].get("parent") or ""


def _workloads(urn: str, below: Sequence[State]) -> Iterable[DeployedWorkload]:
    if _type_of(urn) != _WORKLOAD:
        return
    for resource in _of_kind(below, *_CONTROLLERS):
        inside = ("spec", "jobTemplate", "spec") if _ref(resource).kind == "CronJob" else ("spec",)
        containers = _at(resource, *inside, "template", "spec", "containers") or []
        images = tuple(container.get("image", "") for container in containers)
        yield DeployedWorkload(parse_urn(urn).label, _ref(resource), images)


def _resource(component: Urn, below: Sequence[State]) -> DeployedResource:
    objects = tuple(sorted(_ref(resource) for resource in _of_kind(below, *_SERVERS)))
    return DeployedResource(component.name, component.resource_type, component.kind, objects)


def _type_of(urn: str) -> str:
    return parse_urn(urn).resource_type


def _endpoints(owner: str, below: Sequence[State]) -> Iterable[Endpoint]:
    for service in _of_kind(below, "Service"):
        ref = _ref(service)
        for port in _at(service, "spec", "ports") or []:
            yield Endpoint(owner, "service", f"{ref.name}.{ref.namespace}.svc:{port['port']}")
    for ingress in _of_kind(below, "Ingress"):
        for rule in _at(ingress, "spec", "rules") or []:
            for path in rule.get("http", {}).get("paths", []):
                yield Endpoint(owner, "route", f"http://{rule.get('host', '*')}{path.get('path', '/')}")


def _of_kind(resources: Sequence[State], *kinds: str) -> list[State]:
    return [r for r in resources if r["type"].startswith("kubernetes:") and parse_urn(r["urn"]).kind in kinds]


def _ref(resource: State) -> ObjectRef:
    metadata = _at(resource, "metadata") or {}
    namespace, name = str(metadata.get("namespace", "default")), str(metadata.get("name", ""))
    return ObjectRef(namespace, parse_urn(resource["urn"]).kind, name)


def _at(resource: State, *keys: str) -> Any:
    value: Any = resource.get("outputs") or resource.get("inputs") or {}
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
