"""Which component, in which version, answers each request of a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from podium.catalogue.compliance import misfits
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.versions import Chosen, choose, ranges_of
from podium.diagnostics import ComponentError, Diagnostic, Span, raise_if_any
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.uid import ResourceUid
from podium.lock.model import Lock

__all__ = ["Components", "components_of"]

Components: TypeAlias = Mapping[ResourceUid, ComponentInfo]


@dataclass(frozen=True, slots=True)
class _ComponentKey:
    """What the version of a component follows from."""

    definition: str
    component: str
    exact: str | None
    previous: str | None

    @classmethod
    def of(cls, node: ResourceNode, previous: Lock | None) -> _ComponentKey:
        """Return that of a node: the lock's version counts only for the component that the lock has."""
        component = node.match.definition.component
        known = previous.resources if previous else {}
        locked = next((known[uid] for uid in (str(node.uid), *node.aliases) if uid in known), None)
        held = locked.version if locked and locked.component == component else None
        return cls(node.match.name, component, node.version, held)


def components_of(graph: ResourceGraph) -> tuple[Components, list[Diagnostic]]:
    """Return the component of every node; each is chosen and held against its type's contract once.

    Args:
        graph: The graph; its previous lock says what a resource runs on already.

    Returns:
        The components by uid, and warnings.

    Raises:
        ComponentError: Components that cannot be loaded, or no version of which fits (``C00x``), all of them.
    """
    keys = {uid: _ComponentKey.of(node, graph.previous) for uid, node in graph.nodes.items()}
    nodes = {keys[uid]: node for uid, node in graph.nodes.items()}
    loaded: dict[_ComponentKey, ComponentInfo] = {}
    problems: list[Diagnostic] = []
    for key, node in nodes.items():
        span = graph.environment.document.span_at(("definitions", key.definition, "component"))
        try:
            chosen = _chosen(key, node, graph, span)
        except ComponentError as problem:
            problems += problem.diagnostics
            continue
        problems += chosen.warnings
        component = loaded[key] = chosen.component
        problems += misfits(component, node.uid.resource_type, key.definition, span)
    raise_if_any(ComponentError, problems)
    return {uid: loaded[key] for uid, key in keys.items()}, problems


def _chosen(key: _ComponentKey, node: ResourceNode, graph: ResourceGraph, span: Span) -> Chosen:
    ranges = ranges_of(graph.environment, key.definition, node.match.definition)
    return choose(key.component, ranges, exact=key.exact, previous=key.previous, span=span)
