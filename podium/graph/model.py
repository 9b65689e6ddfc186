"""The resource graph: every request with its answer, and what depends on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from podium.catalogue.match import Match
from podium.diagnostics import Diagnostic, Span
from podium.environment.load import LoadedEnvironment
from podium.graph.uid import ResourceUid
from podium.spec.load import LoadedWorkload

__all__ = ["Claimant", "Layer", "ResourceGraph", "ResourceNode"]


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who asks for a resource: a workload by the name of its claim, or a definition by an alias.

    Attributes:
        workload: Name of the workload on whose behalf it is asked.
        name: Name of the claim or alias.
        span: Where it stands.
    """

    workload: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Layer:
    """Params from one source; later layers win over earlier ones.

    Attributes:
        source: Name of the source, as ``explain`` prints it: ``definition default``, ``claim`` and so on.
        params: The values; templates refer to outputs by uid.
        spans: Where each top-level value stands.
        fixed: Whether earlier layers must not set the same keys.
    """

    source: str
    params: Mapping[str, Any]
    spans: Mapping[str, Span]
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class ResourceNode:
    """One resource of an environment.

    Attributes:
        uid: Its identity.
        claimants: Who asks for it, in order.
        match: The definition that answers.
        layers: Its params by source, weakest first.
        name: Object name.
        namespace: Uid of the namespace it lives in; None for a namespace itself.
        edges: Uids of the resources whose outputs it reads, and of its namespace.
    """

    uid: ResourceUid
    claimants: tuple[Claimant, ...]
    match: Match
    layers: tuple[Layer, ...]
    name: str
    namespace: ResourceUid | None
    edges: frozenset[ResourceUid]

    @property
    def span(self) -> Span:
        """Where the first claim stands."""
        return self.claimants[0].span


@dataclass(frozen=True, slots=True)
class ResourceGraph:
    """All resources of an environment, in an order in which they can be made.

    Attributes:
        environment: The environment.
        workloads: The workloads.
        nodes: The resources by uid, dependencies first.
        claims: For each workload, the uid behind each claim.
        warnings: What is old or doubtful.
    """

    environment: LoadedEnvironment
    workloads: tuple[LoadedWorkload, ...]
    nodes: Mapping[ResourceUid, ResourceNode]
    claims: Mapping[str, Mapping[str, ResourceUid]]
    warnings: tuple[Diagnostic, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return nodes and edges as plain data."""
        return {
            "environment": self.environment.environment.name,
            "nodes": [
                {
                    "uid": str(node.uid),
                    "definition": node.match.name,
                    "component": node.match.definition.component,
                    "claimants": [{"workload": c.workload, "name": c.name, "at": str(c.span)} for c in node.claimants],
                }
                for node in self.nodes.values()
            ],
            "edges": [
                {"from": str(node.uid), "to": str(target)}
                for node in self.nodes.values()
                for target in sorted(node.edges)
            ],
        }

    def to_text(self) -> str:
        """Return one line for each resource, with what it needs below it."""
        lines: list[str] = []
        for node in self.nodes.values():
            lines.append(f"{node.uid}  <- {node.match.name} ({node.match.definition.component})")
            lines += [f"  needs {target}" for target in sorted(node.edges)]
        return "\n".join(lines)
