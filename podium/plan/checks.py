"""Checks that need the whole graph with its components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podium.catalogue.registry import ComponentInfo
from podium.catalogue.types import RESOURCE_TYPES
from podium.diagnostics import Diagnostic, Span, suggest
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.uid import ResourceUid
from podium.spec.load import LoadedWorkload
from podium.spec.placeholder import placeholders_in

__all__ = ["check_references", "check_routes"]

Components = Mapping[ResourceUid, ComponentInfo]
OutputNames = Mapping[ResourceUid, Mapping[str, bool] | None]


def check_references(graph: ResourceGraph, components: Components, outputs: OutputNames) -> Iterator[Diagnostic]:
    """Yield every placeholder that reads an output which nothing gives (``R010``).

    A workload may read what the contract of the claim's type promises; a definition, and whoever claims a type without
    a contract, may read all that the component gives.

    Args:
        graph: The graph.
        components: The component of each resource.
        outputs: Names of each resource's outputs; None where wrong params leave them unknown.
    """
    for loaded in graph.workloads:
        claims = graph.claims[loaded.workload.name]
        for placed in loaded.placeholders:
            root, name, *keys = placed.placeholder.path
            if root == "resources" and (keys or placed.bare_is_volume):
                promised = _promised(graph.nodes[claims[name]], graph, components, outputs)
                yield from _unknown_output(claims[name], keys or ["source"], promised, placed.span)
    for node in graph.nodes.values():
        for layer in node.layers:
            if layer.is_written_by_platform:
                for key, value in layer.params.items():
                    for placeholder in placeholders_in(value):
                        uid = ResourceUid.parse(placeholder.path[1])
                        given = _given(graph.nodes[uid], graph, components, outputs)
                        yield from _unknown_output(uid, list(placeholder.path[2:]), given, layer.spans[key])


@dataclass(frozen=True, slots=True)
class _Readable:
    """What may be read of a resource, and who says so; unknown names allow everything."""

    names: frozenset[str] | None
    why: str
    related: tuple[Span, ...] = ()


def _promised(node: ResourceNode, graph: ResourceGraph, components: Components, outputs: OutputNames) -> _Readable:
    contract = RESOURCE_TYPES.get(node.uid.resource_type)
    if contract is None or contract.has_open_outputs:
        return _given(node, graph, components, outputs)
    return _Readable(frozenset(contract.output_names), "a claim reads what its type gives in every environment")


def _given(node: ResourceNode, graph: ResourceGraph, components: Components, outputs: OutputNames) -> _Readable:
    component, names = components[node.uid], outputs[node.uid]
    why = f"component '{component.name}' answers {node.uid}"
    related = () if component.has_fixed_outputs else (graph.environment.definition_span(node.match.name),)
    return _Readable(None if names is None else frozenset(names), why, related)


def _unknown_output(uid: ResourceUid, keys: list[str], readable: _Readable, span: Span) -> Iterator[Diagnostic]:
    if readable.names is not None and keys[0] not in readable.names:
        outputs = sorted(readable.names)
        yield Diagnostic(
            "R010",
            f"'{uid.resource_type}' gives no output '{keys[0]}'",
            span,
            why=readable.why,
            fix=suggest(keys[0], outputs) or f"outputs: {', '.join(outputs) or 'none'}",
            related=readable.related,
        )
    elif len(keys) > 1:
        message = f"output '{keys[0]}' of '{uid.resource_type}' has no keys to look up"
        yield Diagnostic("R010", message, span, why=readable.why, fix=f"end the reference after '{keys[0]}'")


def check_routes(graph: ResourceGraph) -> Iterator[Diagnostic]:
    """Yield routes that lead to a port which their workload does not publish (``R013``)."""
    workloads = {loaded.workload.name: loaded for loaded in graph.workloads}
    for uid, node in graph.nodes.items():
        if uid.resource_type == "route":
            loaded = workloads[node.claimants[0].workload]
            for layer in node.layers:
                if "port" in layer.params:
                    yield from _closed_port(layer.params["port"], layer.spans.get("port"), loaded, node)


def _closed_port(port: object, span: Span | None, loaded: LoadedWorkload, node: ResourceNode) -> Iterator[Diagnostic]:
    ports = loaded.workload.ports
    published = {str(entry.port) for entry in ports.values()} | set(ports)
    if isinstance(port, str | int) and str(port) not in published:
        names = ", ".join(f"{name} ({entry.port})" for name, entry in sorted(ports.items()))
        yield Diagnostic(
            "R013",
            f"route leads to port '{port}', which '{loaded.workload.name}' does not publish",
            span or node.span,
            why="a route leads to a port of its own workload's service",
            fix=f"use one of {names}" if names else "add the port under 'service: ports:'",
        )
