"""The stage ``plan``: components, checked inputs and references for every resource of a graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from podium.catalogue.compliance import breaches, ignored_params
from podium.catalogue.registry import ComponentInfo, load_component
from podium.catalogue.types import RESOURCE_TYPES
from podium.collecting import collecting_later
from podium.diagnostics import ComponentError, Diagnostic, ResolutionError, Span, raise_if_any, sort_diagnostics
from podium.graph.context import output_reference
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.resolve import resolve_graph
from podium.graph.uid import ResourceUid
from podium.plan.checks import check_references, check_routes
from podium.plan.claims import CLAIM, check_claims
from podium.plan.exposed import check_exposed
from podium.plan.images import check_images, fill_images
from podium.plan.model import Plan, PlannedResource, Provenance
from podium.plan.places import input_span
from podium.plan.secrets import separate_secrets
from podium.plan.services import check_service_names
from podium.spec.options import NO_OPTIONS, LoadOptions
from podium.spec.placeholder import Placeholder, Template
from podium.spec.validation import args_problems

__all__ = ["plan_environment", "plan_graph"]

Components = Mapping[ResourceUid, ComponentInfo]


@collecting_later()
def plan_environment(  # noqa: PLR0913 - every option of the command line that a plan depends on
    root: Path,
    environment: str,
    paths: Sequence[Path] = (),
    *,
    options: LoadOptions = NO_OPTIONS,
    images: Mapping[str, str] | None = None,
    strict: bool = False,
) -> Plan:
    """Plan an environment of a project, offline.

    Args:
        root: The project's folder.
        environment: The environment's name.
        paths: Score files or folders; empty for those that the environment names.
        options: Overrides, and where sources may lie.
        images: Images for ``image: .`` by workload; the key ``""`` means any workload.
        strict: Whether a missing image is an error.

    Raises:
        PodiumError: With all diagnostics of the stage that failed.
    """
    return plan_graph(resolve_graph(root, environment, paths, options), images=images or {}, strict=strict)


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
    inputs = {uid: _inputs(node, components[uid]) for uid, node in graph.nodes.items()}
    outputs = {uid: _output_names(components[uid], given.params) for uid, given in inputs.items()}
    problems = list(check_images(graph, images, strict=strict))
    problems += check_references(graph, components, outputs)
    problems += check_routes(graph)
    problems += check_exposed(graph, outputs)
    resources = [
        _resource(node, graph, components[uid], _finished(node, inputs[uid], outputs, known))
        for uid, node in graph.nodes.items()
    ]
    problems += check_service_names(resources, graph)
    problems = _once([*problems, *_wrong_inputs(graph, components, resources)])
    raise_if_any(ResolutionError, problems)
    return Plan(
        environment=graph.environment.environment,
        resources=tuple(resources),
        workloads=tuple(loaded.workload.name for loaded in graph.workloads),
        warnings=sort_diagnostics((*graph.warnings, *problems)),
    )


def _components(graph: ResourceGraph) -> dict[ResourceUid, ComponentInfo]:
    """Return the component of every node; that of each definition is loaded and held against its contract once."""
    loaded: dict[str, ComponentInfo] = {}
    problems: list[Diagnostic] = []
    for node in {node.match.name: node for node in graph.nodes.values()}.values():
        definition = node.match.name
        span = graph.environment.document.span_at(("definitions", definition, "component"))
        try:
            component = loaded[definition] = load_component(node.match.definition.component, span)
        except ComponentError as problem:
            problems += problem.diagnostics
            continue
        wanted = node.uid.resource_type
        if component.resource_type != wanted:
            message = f"component '{component.name}' provides '{component.resource_type}', not '{wanted}'"
            why = f"definition '{definition}' answers requests for '{wanted}'"
            problems.append(Diagnostic("C004", message, span, why=why, fix="name a component of that type"))
        else:
            problems += _broken_promises(component, span)
    raise_if_any(ComponentError, problems)
    return {uid: loaded[node.match.name] for uid, node in graph.nodes.items()}


def _broken_promises(component: ComponentInfo, span: Span) -> Iterator[Diagnostic]:
    for breach in breaches(component):
        message = f"component '{component.name}' {breach}"
        why = f"every answer to '{component.resource_type}' keeps the contract of that type"
        fix = f"change components/{component.name}.py, or name another component"
        yield Diagnostic("C005", message, span, why=why, fix=fix)


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The params of one resource, and where each comes from."""

    params: dict[str, Any]
    provenance: dict[str, Provenance]


def _inputs(node: ResourceNode, component: ComponentInfo) -> _Inputs:
    """Return the params of all layers, later ones winning key by key, and what follows from the place."""
    contract = RESOURCE_TYPES.get(node.uid.resource_type)
    ignored = ignored_params(component, contract)
    params: dict[str, Any] = {}
    provenance: dict[str, Provenance] = {}
    for layer in node.layers:
        for key, value in layer.params.items():
            if layer.source != CLAIM or key not in ignored:
                params[key] = value
                provenance[key] = Provenance(layer.source, layer.spans.get(key))
    for key, value in _given_by_place(node).items():
        if key in component.args_type.model_fields and key not in params:
            params[key], provenance[key] = value, Provenance("environment")
    return _Inputs(params, provenance)


def _output_names(component: ComponentInfo, params: Mapping[str, Any]) -> Mapping[str, bool] | None:
    """Return the names of a resource's outputs, or None where they follow from params that are wrong."""
    if not component.has_fixed_outputs and not _is_valid(component, params):
        return None
    return component.output_names(params)


def _is_valid(component: ComponentInfo, params: Mapping[str, Any]) -> bool:
    try:
        component.args_type.model_validate(dict(params))
    except ValidationError:
        return False
    return True


def _finished(
    node: ResourceNode,
    inputs: _Inputs,
    outputs: Mapping[ResourceUid, Mapping[str, bool] | None],
    images: Mapping[str, str],
) -> _Inputs:
    """Return the inputs of a workload with its images filled in and its secrets kept apart, any other as they are."""
    if node.uid.resource_type != "workload" or "containers" not in inputs.params:
        return inputs

    def is_secret(placeholder: Placeholder) -> bool:
        names = outputs.get(ResourceUid.parse(placeholder.path[1])) or {}
        return names.get(placeholder.path[2], False)

    containers = fill_images(inputs.params["containers"], node.claimants[0].workload, images)
    return _Inputs(inputs.params | {"containers": separate_secrets(containers, is_secret)}, inputs.provenance)


def _resource(node: ResourceNode, graph: ResourceGraph, component: ComponentInfo, inputs: _Inputs) -> PlannedResource:
    keeps_data = graph.environment.environment.environment_type.keeps_data
    return PlannedResource(
        uid=node.uid,
        definition=node.match.name,
        component=component,
        params=inputs.params,
        provenance=inputs.provenance,
        needs=tuple(sorted(node.edges)),
        claimants=node.claimants,
        protect=component.stateful and keeps_data,
    )


def _given_by_place(node: ResourceNode) -> dict[str, Any]:
    """Return what follows from where a resource lives: its object name and its namespace."""
    given: dict[str, Any] = {"name": node.name}
    if node.namespace:
        given["namespace"] = Template((output_reference(node.namespace, "name"),))
    return given


def _input_problems(resource: PlannedResource, graph: ResourceGraph, told: set[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with a component's inputs, without the params that the check of the claim has told of."""
    keys: list[str] = []

    def span_at(path: tuple[str | int, ...]) -> Span:
        keys.append(str(path[0]) if path else "")
        return input_span(resource, path, graph)

    try:
        resource.component.args_type.model_validate(dict(resource.params))
    except ValidationError as problem:
        source = f"component '{resource.component.name}' answers {resource.uid}"
        found = args_problems(problem, resource.component.args_type, span_at, source)
        yield from (item for item in found if keys[-1] not in told)


def _wrong_inputs(
    graph: ResourceGraph, components: Components, resources: Sequence[PlannedResource]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with claims by their contracts, then what else is wrong with the components' inputs."""
    told: dict[ResourceUid, set[str]] = defaultdict(set)
    for uid, key, problem in check_claims(graph, components):
        told[uid].add(key)
        yield problem
    for resource in resources:
        yield from _input_problems(resource, graph, told[resource.uid])


def _once(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return each problem once: one line of the environment file may be an input of many resources."""
    first = {(problem.code, problem.message, problem.span): problem for problem in reversed(problems)}
    return list(reversed(first.values()))
