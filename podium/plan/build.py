"""The stage ``plan``: components, checked inputs and references for every resource of a graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from podium.catalogue.registry import ComponentInfo, load_component
from podium.diagnostics import ComponentError, Diagnostic, ResolutionError, Span, raise_if_any, sort_diagnostics
from podium.graph.context import output_reference
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.resolve import resolve_graph
from podium.graph.uid import ResourceUid
from podium.plan.checks import check_references, check_routes
from podium.plan.images import check_images, fill_images
from podium.plan.model import Plan, PlannedResource, Provenance
from podium.plan.secrets import separate_secrets
from podium.spec.placeholder import Placeholder, Template
from podium.spec.validation import args_problems

__all__ = ["plan_environment", "plan_graph"]

_IN_SCORE: Mapping[str, tuple[str, ...]] = {"ports": ("service", "ports"), "annotations": ("metadata", "annotations")}
"""Where the inputs of a workload's component stand in a Score file, if not under their own names."""

Components = Mapping[ResourceUid, ComponentInfo]


def plan_environment(
    root: Path,
    environment: str,
    paths: Sequence[Path] = (),
    *,
    images: Mapping[str, str] | None = None,
    strict: bool = False,
) -> Plan:
    """Plan an environment of a project, offline.

    Args:
        root: The project's folder.
        environment: The environment's name.
        paths: Score files or folders; empty for those that the environment names.
        images: Images for ``image: .`` by workload; the key ``""`` means any workload.
        strict: Whether a missing image is an error.

    Raises:
        PodiumError: With all diagnostics of the stage that failed.
    """
    return plan_graph(resolve_graph(root, environment, paths), images=images or {}, strict=strict)


def plan_graph(graph: ResourceGraph, *, images: Mapping[str, str], strict: bool = False) -> Plan:
    """Plan a graph: import the components it names, merge and check their inputs.

    Args:
        graph: The graph.
        images: Images given on the command line.
        strict: Whether a missing image is an error.

    Raises:
        PodiumError: Components that cannot be loaded (``C00x``), or all problems of inputs and references (``R01x``).
    """
    components = _components(graph)
    known = {**graph.environment.environment.images, **images}
    problems = list(check_images(graph, images, strict=strict))
    problems += check_references(graph, components)
    problems += check_routes(graph)
    resources = [_resource(node, graph, components, known) for node in graph.nodes.values()]
    for resource in resources:
        problems += _input_problems(resource, graph)
    raise_if_any(ResolutionError, problems)
    return Plan(
        environment=graph.environment.environment,
        resources=tuple(resources),
        workloads=tuple(loaded.workload.name for loaded in graph.workloads),
        warnings=sort_diagnostics((*graph.warnings, *problems)),
    )


def _components(graph: ResourceGraph) -> dict[ResourceUid, ComponentInfo]:
    """Load the component of every node; each module is imported once."""
    loaded: dict[ResourceUid, ComponentInfo] = {}
    problems: list[Diagnostic] = []
    for uid, node in graph.nodes.items():
        name = node.match.definition.component
        span = graph.environment.document.span_at(("definitions", node.match.name, "component"))
        try:
            loaded[uid] = load_component(name, span)
        except ComponentError as problem:
            problems += problem.diagnostics
            continue
        if loaded[uid].resource_type != uid.resource_type:
            message = f"component '{name}' provides '{loaded[uid].resource_type}', not '{uid.resource_type}'"
            why = f"definition '{node.match.name}' answers requests for '{uid.resource_type}'"
            problems.append(Diagnostic("C004", message, span, why=why, fix="name a component of that type"))
    raise_if_any(ComponentError, problems)
    return loaded


def _resource(
    node: ResourceNode, graph: ResourceGraph, components: Components, images: Mapping[str, str]
) -> PlannedResource:
    component = components[node.uid]
    params, provenance = _merged(node)
    if node.uid.resource_type == "workload" and "containers" in params:
        containers = fill_images(params["containers"], node.claimants[0].workload, images)
        params["containers"] = separate_secrets(containers, lambda p: _is_secret(p, components))
    for key, value in _given_by_place(node).items():
        if key in component.args_type.model_fields and key not in params:
            params[key], provenance[key] = value, Provenance("environment")
    keeps_data = graph.environment.environment.environment_type.keeps_data
    return PlannedResource(
        uid=node.uid,
        definition=node.match.name,
        component=component,
        params=params,
        provenance=provenance,
        needs=tuple(sorted(node.edges)),
        claimants=node.claimants,
        protect=component.stateful and keeps_data,
    )


def _merged(node: ResourceNode) -> tuple[dict[str, Any], dict[str, Provenance]]:
    """Return the params of all layers, later ones winning key by key, and the source of each."""
    params: dict[str, Any] = {}
    provenance: dict[str, Provenance] = {}
    for layer in node.layers:
        for key, value in layer.params.items():
            params[key] = value
            provenance[key] = Provenance(layer.source, layer.spans.get(key))
    return params, provenance


def _given_by_place(node: ResourceNode) -> dict[str, Any]:
    """Return what follows from where a resource lives: its object name and its namespace."""
    given: dict[str, Any] = {"name": node.name}
    if node.namespace:
        given["namespace"] = Template((output_reference(node.namespace, "name"),))
    return given


def _is_secret(placeholder: Placeholder, components: Components) -> bool:
    target = components.get(ResourceUid.parse(placeholder.path[1]))
    return target is not None and placeholder.path[2] in target.secrets


def _input_problems(resource: PlannedResource, graph: ResourceGraph) -> Iterator[Diagnostic]:
    try:
        resource.component.args_type.model_validate(dict(resource.params))
    except ValidationError as problem:
        yield from args_problems(
            problem,
            resource.component.args_type,
            lambda path: _input_span(resource, path, graph),
            f"component '{resource.component.name}' answers {resource.uid}",
        )


def _input_span(resource: PlannedResource, path: tuple[str | int, ...], graph: ResourceGraph) -> Span:
    """Return where an input stands: in the claim, the environment, or the workload itself."""
    origin = resource.provenance.get(str(path[0])) if path else None
    if origin and origin.span:
        return origin.span
    if origin and origin.source == "workload":
        loaded = next(w for w in graph.workloads if w.workload.name == resource.claimants[0].workload)
        return loaded.document.span_at((*_IN_SCORE.get(str(path[0]), (path[0],)), *path[1:]))
    return resource.span
