"""The stage ``plan``: components, checked inputs and references for every resource of a graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from podium.catalogue.compliance import ignored_params
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.types import RESOURCE_TYPES
from podium.collecting import collecting_later
from podium.diagnostics import (
    Diagnostic,
    GuardError,
    LockError,
    ResolutionError,
    Span,
    raise_if_any,
    sort_diagnostics,
)
from podium.graph.context import output_reference
from podium.graph.decisions import NO_DECISIONS, Decisions
from podium.graph.layers import Provenance, merged
from podium.graph.model import CLAIM, Layer, ResourceGraph, ResourceNode
from podium.graph.resolve import resolve_graph
from podium.graph.uid import ResourceUid
from podium.plan.checks import check_references, check_routes
from podium.plan.claims import check_claims
from podium.plan.components import Components, components_of
from podium.plan.exposed import check_exposed
from podium.plan.guard import check_data
from podium.plan.images import ImageSources, check_images, fill_images, image_sources
from podium.plan.locked import check_locked
from podium.plan.model import Plan, PlannedResource
from podium.plan.places import input_span
from podium.plan.secrets import separate_secrets
from podium.plan.services import check_service_names
from podium.plan.sharing import check_sharing
from podium.spec.options import NO_OPTIONS, LoadOptions
from podium.spec.placeholder import Placeholder, Template
from podium.spec.validation import args_problems

__all__ = ["plan_environment", "plan_graph"]


@collecting_later()
def plan_environment(  # noqa: PLR0913 - every option of the command line that a plan depends on
    root: Path,
    environment: str,
    paths: Sequence[Path] = (),
    *,
    options: LoadOptions = NO_OPTIONS,
    images: Mapping[str, str] | None = None,
    strict: bool = False,
    decisions: Decisions = NO_DECISIONS,
    guarded: bool = True,
) -> Plan:
    """Plan an environment of a project, offline.

    Args:
        root: The project's folder.
        environment: The environment's name.
        paths: Score files or folders; empty for those that the environment names.
        options: Overrides, and where sources may lie.
        images: Images for ``image: .`` by workload; the key ``""`` means any workload.
        strict: Whether a missing image is an error.
        decisions: What is decided beside the files.
        guarded: Whether data that would be lost is an error; otherwise it is only told, among the warnings.

    Raises:
        PodiumError: With all diagnostics of the stage that failed.
    """
    graph = resolve_graph(root, environment, paths, options, decisions)
    plan = plan_graph(graph, images=images or {}, strict=strict, decisions=decisions, guarded=guarded)
    shared = list(check_sharing(plan, root))
    raise_if_any(ResolutionError, shared)
    return replace(plan, warnings=sort_diagnostics((*plan.warnings, *shared))) if shared else plan


def plan_graph(
    graph: ResourceGraph,
    *,
    images: Mapping[str, str],
    strict: bool = False,
    decisions: Decisions = NO_DECISIONS,
    guarded: bool = True,
) -> Plan:
    """Plan a graph: import the components it names, merge and check their inputs.

    Args:
        graph: The graph.
        images: Images given on the command line.
        strict: Whether a missing image is an error.
        decisions: What is decided beside the files.
        guarded: Whether data that would be lost is an error; otherwise it is only told, among the warnings.

    Raises:
        PodiumError: Components that cannot be loaded (``C00x``), all problems of inputs and references (``R01x``), data
            that would be lost (``G00x``), or decisions that the lock does not hold (``D00x``).
    """
    components, warnings = components_of(graph)
    known = image_sources(graph, images)
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
    plan = Plan(
        environment=graph.environment.environment,
        resources=tuple(resources),
        workloads=tuple(loaded.workload.name for loaded in graph.workloads),
        warnings=sort_diagnostics((*graph.warnings, *warnings, *problems)),
        graph=graph,
        decisions=decisions,
        partial=graph.partial,
    )
    losses = list(check_data(plan, graph.previous))
    if guarded:
        raise_if_any(GuardError, losses)
    plan = replace(plan, warnings=sort_diagnostics((*plan.warnings, *losses)))
    if decisions.locked or (strict and plan.environment.locked):
        raise_if_any(LockError, check_locked(plan, graph.previous))
    return plan


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The params of one resource, and where each comes from."""

    params: dict[str, Any]
    provenance: dict[str, Provenance]


def _inputs(node: ResourceNode, component: ComponentInfo) -> _Inputs:
    """Return the params of all layers as one, and what follows from the place."""
    contract = RESOURCE_TYPES.get(node.uid.resource_type)
    ignored = ignored_params(component, contract)
    found = merged([_without(layer, ignored) if layer.source == CLAIM else layer for layer in node.layers])
    params, provenance = found.params, found.provenance
    for key, value in _given_by_place(node).items():
        if key in component.args_type.model_fields and key not in params:
            params[key], provenance[key] = value, Provenance("environment")
    return _Inputs(params, provenance)


def _without(layer: Layer, ignored: Set[str]) -> Layer:
    """Return a layer without the params that the component has no use for."""
    if not layer.params.keys() & ignored:
        return layer
    return replace(layer, params={key: value for key, value in layer.params.items() if key not in ignored})


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
    images: ImageSources,
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
        name=node.name,
        namespace=node.namespace,
        aliases=node.aliases,
    )


def _given_by_place(node: ResourceNode) -> dict[str, Any]:
    """Return what follows from which resource it is and where it lives: uid, object name and namespace."""
    given: dict[str, Any] = {"name": node.name, "uid": node.uid.text}
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
