"""The stage ``compose``: a plan becomes Pulumi components."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from typing import Any

import pulumi
from pydantic import ValidationError

from podium.catalogue.contract import Args, Outputs
from podium.component import Component
from podium.diagnostics import ResolutionError, Span
from podium.environment.model import Environment
from podium.graph.uid import ResourceUid
from podium.plan.model import Plan, PlannedResource
from podium.program.fill import fill
from podium.program.holding import EXPORT, data_summary
from podium.program.ownership import own_fields
from podium.program.shares import export_shares
from podium.spec.validation import args_problems

__all__ = ["COMPOSING", "compose"]

COMPOSING = "while making "
"""Start of the note on an error that tells which resource it concerns."""


def compose(plan: Plan) -> None:
    """Create every component of a plan, in order, and export what was made; runs inside a Pulumi program.

    Args:
        plan: The plan.

    Raises:
        ResolutionError: An output of one component, known only now, is no valid input of another (``R014``).
    """
    own_fields()
    provider = _cluster_provider(plan.environment)
    components: dict[ResourceUid, Component[Any, Any]] = {}
    outputs: dict[ResourceUid, Outputs] = {}
    for resource in plan.resources:
        options = pulumi.ResourceOptions(
            providers=[provider],
            depends_on=[components[uid] for uid in resource.needs],
            protect=resource.protect or None,
            # Children follow: the engine derives their former names from this one.
            aliases=[pulumi.Alias(name=former) for former in resource.aliases],
        )
        args = _args(resource, outputs)
        component = _made(resource, args, options)
        components[resource.uid] = component
        outputs[resource.uid] = component.outputs
    pulumi.export(EXPORT, _summary(plan, outputs))
    export_shares(plan, outputs)


def _made(resource: PlannedResource, args: Args, options: pulumi.ResourceOptions) -> Component[Any, Any]:
    """Create a component; an error of its author's learns whom it concerns."""
    try:
        component: Component[Any, Any] = resource.component.component_class(str(resource.uid), args, options)
    except Exception as error:
        error.add_note(f"{COMPOSING}{resource.uid}")
        raise
    return component


def _args(resource: PlannedResource, outputs: Mapping[ResourceUid, Outputs]) -> Args:
    """Return the inputs of a component; what was only known to come when they were planned is checked now."""
    model = resource.component.args_type

    def span_at(path: tuple[str | int, ...]) -> Span:
        origin = resource.provenance.get(str(path[0])) if path else None
        return (origin and origin.span) or resource.span

    try:
        return model.model_validate(fill(dict(resource.params), outputs))
    except ValidationError as problem:
        source = f"component '{resource.component.name}' answers {resource.uid}"
        raise ResolutionError(*args_problems(problem, model, span_at, source)) from None


def _cluster_provider(environment: Environment) -> pulumi.ProviderResource:
    """Return the provider of the environment's cluster.

    It names the context, so that a changed current context can never send an environment to another cluster. Where the
    kubeconfig lies is left to the machine.
    """
    version = importlib.metadata.version("pulumi-kubernetes")
    options = pulumi.ResourceOptions(version=version)
    return pulumi.ProviderResource("kubernetes", "cluster", {"context": environment.context}, options)


def _summary(plan: Plan, outputs: Mapping[ResourceUid, Outputs]) -> dict[str, Any]:
    """Return what was made, without secrets: for `podium status`, other stacks and the guard of later runs."""
    return {
        "environment": plan.environment.name,
        "workloads": {name: [str(r.uid) for r in plan.resources_of(name)] for name in plan.workloads},
        "resources": {str(r.uid): _resource_summary(r, outputs[r.uid]) for r in plan.resources},
    }


def _resource_summary(resource: PlannedResource, outputs: Outputs) -> dict[str, Any]:
    secret = {name for name, is_secret in resource.outputs.items() if is_secret}
    public = {k: v for k, v in outputs.as_mapping().items() if k not in secret and v is not None}
    return {
        "type": resource.uid.resource_type,
        "component": resource.component.name,
        "version": resource.component.version,
        "outputs": public,
        **data_summary(resource),
    }
