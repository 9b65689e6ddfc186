"""The resource graph: every request with its answer, and what depends on what."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from podium.catalogue.match import Match
from podium.diagnostics import Diagnostic, Span
from podium.environment.load import LoadedEnvironment
from podium.graph.uid import ResourceUid
from podium.lock.model import Lock
from podium.spec.document import Node, Path
from podium.spec.load import LoadedWorkload

__all__ = [
    "CLAIM",
    "COMMAND_LINE",
    "COPROVISIONED",
    "REQUIRED",
    "WORKLOAD_ITSELF",
    "Claimant",
    "Layer",
    "ResourceGraph",
    "ResourceNode",
]

CLAIM: Final = "claim"
"""Source of the params that a workload's claim sets."""

WORKLOAD_ITSELF: Final = "workload"
"""Source of the params of a workload's own component."""

REQUIRED: Final = "required by"
"""Begin of the source of what a definition sets where it requires something."""

COPROVISIONED: Final = "coprovisioned by"
"""Begin of the source of what a definition sets for what it asks for beside its answer."""

COMMAND_LINE: Final = "command line"
"""Source of the params that are decided for one run."""


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
        document: The document that holds the params, if one mapping of a file does.
        path: Path of that mapping.
    """

    source: str
    params: Mapping[str, Any]
    spans: Mapping[str, Span]
    fixed: bool = False
    document: Node | None = field(default=None, repr=False, compare=False)
    path: Path = field(default=(), repr=False, compare=False)

    @property
    def is_written_by_platform(self) -> bool:
        """Whether it stands in an environment file."""
        return self.source not in {CLAIM, WORKLOAD_ITSELF, COMMAND_LINE}

    def span_at(self, path: Path) -> Span | None:
        """Return the place of a value below the params, or of its nearest parent that is in the file."""
        if len(path) > 1 and self.document is not None:
            return self.document.span_at((*self.path, *path))
        return self.spans.get(str(path[0]))


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
        edges: Uids of the resources that must be there first: those that its definition requires, those whose outputs
            it reads, what is coprovisioned for its dependencies, and its namespace.
        aliases: Uids that it had before, latest first.
        version: The version that its component must have, where a pin keeps it; else None.
    """

    uid: ResourceUid
    claimants: tuple[Claimant, ...]
    match: Match
    layers: tuple[Layer, ...]
    name: str
    namespace: ResourceUid | None
    edges: frozenset[ResourceUid]
    aliases: tuple[str, ...] = ()
    version: str | None = None

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
        previous: The lock that the environment had before; None without one.
        root: The project's folder, absolute; None where there are no files.
        partial: Whether the environment has more workloads than these.
    """

    environment: LoadedEnvironment
    workloads: tuple[LoadedWorkload, ...]
    nodes: Mapping[ResourceUid, ResourceNode]
    claims: Mapping[str, Mapping[str, ResourceUid]]
    warnings: tuple[Diagnostic, ...] = ()
    previous: Lock | None = None
    partial: bool = False
    root: pathlib.Path | None = None

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
