"""From a plan to its lock."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from pydantic_core import to_json

from podium.catalogue.match import Match
from podium.catalogue.registry import ComponentInfo
from podium.collecting import collecting_later
from podium.environment.model import ResourceDefinition
from podium.graph.model import ResourceGraph
from podium.graph.request import WORKLOAD
from podium.graph.uid import ResourceUid
from podium.lock.model import Lock, LockedClaimant, LockedResource, LockedWorkload
from podium.lock.partial import with_others
from podium.lock.write import write_lock
from podium.plan.guard import open_acceptances
from podium.plan.identity import identity_of
from podium.plan.masking import mask_written, masked
from podium.plan.model import Plan, PlannedResource
from podium.spec.load import LoadedWorkload

__all__ = ["lock_plan", "record_lock"]

_LONGEST = 2000
"""Longer text in params is kept by its digest: it shows that it changed, and that is all a lock is for."""

Written = Mapping[str, Any]
"""A definition as it stands in the environment's file, secrets masked."""


@collecting_later()
def lock_plan(plan: Plan) -> Lock:
    """Return all that was decided for a plan.

    Args:
        plan: The plan of an environment, with its graph.
    """
    graph = _graph(plan)
    definitions = _Definitions(graph, plan)
    resources = {str(resource.uid): _resource(resource, definitions.name_of(resource)) for resource in plan.resources}
    lock = Lock(
        environment=plan.environment.name,
        workloads={loaded.workload.name: _workload(loaded, graph, resources) for loaded in graph.workloads},
        resources=resources,
        definitions=definitions.written,
        accepted=tuple(sorted(open_acceptances(plan, graph.previous))),
    )
    return with_others(lock, graph.previous) if plan.partial and graph.previous else lock


def record_lock(root: Path, plan: Plan) -> Path:
    """Write the lock of a plan, and return its file.

    Args:
        root: The project's folder.
        plan: The plan.

    Raises:
        LockError: It cannot be written (``D006``).
    """
    return write_lock(root, lock_plan(plan))


def _graph(plan: Plan) -> ResourceGraph:
    if plan.graph is None:
        raise ValueError("a plan without its graph cannot be locked")
    return plan.graph


def _resource(resource: PlannedResource, definition: str) -> LockedResource:
    component = resource.component
    return LockedResource(
        uid=str(resource.uid),
        definition=definition,
        component=component.name,
        version=component.version,
        stateful=component.stateful,
        name=resource.name,
        namespace=str(resource.namespace) if resource.namespace else None,
        claimants=tuple(LockedClaimant(claimant.workload, claimant.name) for claimant in resource.claimants),
        needs=tuple(str(uid) for uid in resource.needs),
        params=_short(masked(component, resource.params)),
        identity=_short(identity_of(resource)),
        outputs=dict(resource.outputs),
        aliases=resource.aliases,
    )


def _short(value: Any) -> Any:
    """Return plain data with text that is very long replaced by its digest."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else f"[{len(value)} characters, sha256:{_sha256(value.encode())}]"
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items()}
    return [_short(item) for item in value] if isinstance(value, list) else value


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _workload(loaded: LoadedWorkload, graph: ResourceGraph, resources: Mapping[str, LockedResource]) -> LockedWorkload:
    name = loaded.workload.name
    containers = resources[str(ResourceUid.of(WORKLOAD, name))].params.get("containers", {})
    return LockedWorkload(
        name=name,
        file=_relative(loaded.file, graph.root),
        digest=_digest(loaded),
        images={container: str(params["image"]) for container, params in containers.items()},
    )


def _relative(file: str, root: Path | None) -> str:
    """Return the path of a file relative to the project, the same wherever it was named from."""
    return PurePath(os.path.relpath(file, root) if root else file).as_posix()


def _digest(loaded: LoadedWorkload) -> str:
    """Return the digest of a Score document with its overrides and the files it names, images aside."""
    document = loaded.document.plain()
    containers = {
        name: {key: value for key, value in container.items() if key != "image"}
        for name, container in document["containers"].items()
    }
    content = to_json(_in_order({**document, "containers": containers}))
    return f"sha256:{_sha256(content)}"


def _in_order(value: Any) -> Any:
    """Return nested data with the keys of mappings sorted: their order in the file says nothing."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(item) for item in value] if isinstance(value, list) else value


class _Definitions:
    """The definitions that answer, each content under one name.

    A pin keeps a definition as it was, under the name that it had; if the environment's own of that name answers too,
    the kept one gets a digest behind its name.
    """

    def __init__(self, graph: ResourceGraph, plan: Plan) -> None:
        self.written: dict[str, Written] = {}
        self._graph = graph
        self._own = graph.environment.environment.definitions
        self._names: dict[tuple[str, int], str] = {}
        self._components: dict[str, dict[tuple[str, str], ComponentInfo]] = defaultdict(dict)
        for resource in plan.resources:
            component = resource.component
            self._components[resource.uid.resource_type][component.name, component.version] = component
        self._in_use = {node.match.name for node in graph.nodes.values() if self._is_own(node.match)}

    def name_of(self, resource: PlannedResource) -> str:
        """Return the name of a resource's definition in the lock, and keep what it says."""
        match = self._graph.nodes[resource.uid].match
        key = (match.name, id(match.definition))
        if key not in self._names:
            self._names[key] = self._kept(match)
        return self._names[key]

    def _is_own(self, match: Match) -> bool:
        return self._own.get(match.name) == match.definition

    def _kept(self, match: Match) -> str:
        written, name = self._mask(match.definition), match.name
        is_replaced = name in self._in_use and not self._is_own(match)
        if is_replaced or self.written.get(name, written) != written:
            name = f"{name}@{_sha256(to_json(_in_order(written)))[:8]}"
        self.written[name] = written
        return name

    def _mask(self, definition: ResourceDefinition) -> Written:
        written: dict[str, Any] = definition.model_dump(mode="json", by_alias=True, exclude_unset=True)
        for key in {"params", "fixed"} & written.keys():
            written[key] = self._masked(definition.match.resource_type, written[key])
        for key in {"requires", "coprovision"} & written.keys():
            for request in (request for request in written[key].values() if "params" in request):
                request["params"] = self._masked(request["type"], request["params"])
        return written

    def _masked(self, resource_type: str, params: Written) -> Written:
        """Return params of requests for a type; all components that answer such requests may get them."""
        return mask_written(self._components[resource_type].values(), params)
