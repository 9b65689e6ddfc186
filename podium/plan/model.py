"""What planning gives."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podium.catalogue.registry import ComponentInfo
from podium.diagnostics import Diagnostic, Span
from podium.environment.model import Environment
from podium.graph.decisions import NO_DECISIONS, Decisions
from podium.graph.layers import Provenance
from podium.graph.model import Claimant, ResourceGraph
from podium.graph.uid import ResourceUid
from podium.plan.masking import masked
from podium.spec.placeholder import Template

__all__ = ["Plan", "PlannedResource", "Provenance", "printable"]


@dataclass(frozen=True, slots=True)
class PlannedResource:
    """One resource, ready to be composed.

    Attributes:
        uid: Its identity; ``str(uid)`` is Pulumi's logical name.
        definition: Name of the definition that answers.
        component: The component.
        params: Checked inputs by name; templates stand for outputs of other resources.
        provenance: Where each input came from.
        needs: Uids that must exist first, sorted.
        claimants: Who asks for it.
        protect: Whether the engine must refuse to delete it.
        name: Object name.
        namespace: Uid of the namespace it lives in; None for a namespace itself.
        aliases: Uids that it had before, latest first; it takes over what they had.
    """

    uid: ResourceUid
    definition: str
    component: ComponentInfo
    params: Mapping[str, Any]
    provenance: Mapping[str, Provenance]
    needs: tuple[ResourceUid, ...]
    claimants: tuple[Claimant, ...]
    protect: bool
    name: str = ""
    namespace: ResourceUid | None = None
    aliases: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """Where the first claim stands."""
        return self.claimants[0].span

    @property
    def outputs(self) -> Mapping[str, bool]:
        """Public names of the outputs, and for each whether it is secret."""
        return self.component.output_names(self.params)

    def to_json(self) -> dict[str, Any]:
        """Return the resource as ``podium plan --format json`` prints it."""
        return {
            "uid": str(self.uid),
            "type": self.uid.resource_type,
            "class": self.uid.resource_class,
            "definition": self.definition,
            "component": self.component.name,
            "version": self.component.version,
            "params": masked(self.component, self.params),
            "provenance": {
                key: {"source": origin.source, "at": str(origin.span) if origin.span else None}
                for key, origin in sorted(self.provenance.items())
            },
            "outputs": {name: {"secret": is_secret} for name, is_secret in sorted(self.outputs.items())},
            "needs": [str(uid) for uid in self.needs],
            "protect": self.protect,
        }


@dataclass(frozen=True)
class Plan:
    """Everything an environment will hold, in the order in which it is made.

    Attributes:
        environment: The environment.
        resources: The resources, dependencies first.
        workloads: Names of the workloads, sorted.
        warnings: What is old or doubtful.
        graph: The graph that it was made from.
        decisions: What was decided beside the files.
        partial: Whether only some of the environment's workloads were planned, so that what others have is not gone.
    """

    environment: Environment
    resources: tuple[PlannedResource, ...]
    workloads: tuple[str, ...]
    warnings: tuple[Diagnostic, ...] = ()
    graph: ResourceGraph | None = None
    decisions: Decisions = NO_DECISIONS
    partial: bool = False

    def resources_of(self, workload: str) -> Iterator[PlannedResource]:
        """Yield what a workload asks for and all that this needs; what is shared belongs to each of its workloads."""
        wanted: set[int] = set()
        waiting = list(self._claimed.get(workload, ()))
        while waiting:
            position = waiting.pop()
            if position not in wanted:
                wanted.add(position)
                waiting += [self._positions[uid] for uid in self.resources[position].needs]
        yield from (self.resources[position] for position in sorted(wanted))

    @functools.cached_property
    def _positions(self) -> Mapping[ResourceUid, int]:
        return {resource.uid: position for position, resource in enumerate(self.resources)}

    @functools.cached_property
    def _claimed(self) -> Mapping[str, Sequence[int]]:
        """Where the resources are that each workload asks for itself."""
        claimed: dict[str, list[int]] = {}
        for position, resource in enumerate(self.resources):
            for claimant in resource.claimants:
                claimed.setdefault(claimant.workload, []).append(position)
        return claimed

    def to_json(self) -> dict[str, Any]:
        """Return the plan as plain data; cost and violations are empty until they are asked for."""
        return {
            "environment": self.environment.name,
            "workloads": [
                {"name": name, "resources": [resource.to_json() for resource in self.resources_of(name)]}
                for name in self.workloads
            ],
            "cost": None,
            "violations": [],
        }

    def render_text(self) -> str:
        """Return the plan as a person reads it: workloads, and below each its resources and their answers."""
        lines = [f"environment {self.environment.name} ({self.environment.environment_type})"]
        for name in self.workloads:
            lines.append(f"\n{name}")
            rows = [(str(r.uid), r.component.name, r.definition) for r in self.resources_of(name)]
            width, middle = (max(len(row[column]) for row in rows) for column in (0, 1))
            lines += [f"  {uid:{width}}  {component:{middle}}  by {by}" for uid, component, by in rows]
        return "\n".join(lines)


def printable(value: Any) -> Any:
    """Return nested params as JSON data, a template as the text of its placeholders."""
    if isinstance(value, Template):
        return str(value)
    if isinstance(value, Mapping):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value
