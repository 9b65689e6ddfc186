"""Checks that need the whole graph with its components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podium.catalogue.registry import ComponentInfo
from podium.diagnostics import Diagnostic, Span, suggest
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.uid import ResourceUid
from podium.spec.load import LoadedWorkload
from podium.spec.placeholder import placeholders_in
from podium.spec.rules import placed_placeholders

__all__ = ["check_references", "check_routes"]

Components = Mapping[ResourceUid, ComponentInfo]


def check_references(graph: ResourceGraph, components: Components) -> Iterator[Diagnostic]:
    """Yield every placeholder that reads an output which the answering component does not give (``R010``)."""
    for loaded in graph.workloads:
        claims = graph.claims[loaded.workload.name]
        for placed in placed_placeholders(loaded.workload, loaded.document):
            root, name, *keys = placed.placeholder.path
            if root == "resources":
                yield from _unknown_output(claims[name], keys or ["source"], components, placed.span)
    for node in graph.nodes.values():
        for layer in node.layers:
            if layer.source.startswith(("definition", "tier", "required")):
                for key, value in layer.params.items():
                    for placeholder in placeholders_in(value):
                        uid = ResourceUid.parse(placeholder.path[1])
                        yield from _unknown_output(uid, list(placeholder.path[2:]), components, layer.spans[key])


def _unknown_output(uid: ResourceUid, keys: list[str], components: Components, span: Span) -> Iterator[Diagnostic]:
    component = components[uid]
    outputs = sorted(component.outputs_type.model_fields)
    if keys[0] not in outputs:
        yield Diagnostic(
            "R010",
            f"'{uid.resource_type}' gives no output '{keys[0]}'",
            span,
            why=f"component '{component.name}' answers {uid}",
            fix=suggest(keys[0], outputs) or f"outputs: {', '.join(outputs) or 'none'}",
        )
    elif len(keys) > 1:
        message = f"output '{keys[0]}' of '{uid.resource_type}' has no keys to look up"
        why = f"component '{component.name}' answers {uid}"
        yield Diagnostic("R010", message, span, why=why, fix=f"end the reference after '{keys[0]}'")


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
