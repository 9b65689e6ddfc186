"""Checks of what claims set, against the contracts of their types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from podium.catalogue.contract import input_names
from podium.catalogue.registry import ComponentInfo
from podium.catalogue.types import RESOURCE_TYPES, ResourceType
from podium.diagnostics import Diagnostic, Span, suggest
from podium.graph.model import CLAIM, COPROVISIONED, REQUIRED, Layer, ResourceGraph, ResourceNode
from podium.graph.uid import ResourceUid
from podium.spec.validation import args_problems

__all__ = ["check_claims"]


def check_claims(
    graph: ResourceGraph, components: Mapping[ResourceUid, ComponentInfo]
) -> Iterator[tuple[ResourceUid, str, Diagnostic]]:
    """Check what claims set: params that the type does not know (``R015``), wrong or missing ones (``R014``).

    A type without a contract is left to its component's own inputs.

    Args:
        graph: The graph.
        components: The component of each resource.

    Yields:
        The resource, the param, and what is wrong with it.
    """
    for uid, node in graph.nodes.items():
        contract = RESOURCE_TYPES.get(uid.resource_type)
        if contract and _is_claimed(node, graph):
            layer = next((layer for layer in node.layers if layer.source == CLAIM), Layer(CLAIM, {}, {}))
            for key in sorted(layer.params.keys() - contract.param_names):
                yield uid, key, _unknown(key, node, contract, components[uid], _key_span(key, layer))
            yield from ((uid, *found) for found in _wrong(node, layer, contract))


def _is_claimed(node: ResourceNode, graph: ResourceGraph) -> bool:
    """Return whether a workload's claim, not a definition, says what is wanted."""
    if any(layer.source.startswith((REQUIRED, COPROVISIONED)) for layer in node.layers):
        return False
    return any(graph.claims[claimant.workload].get(claimant.name) == node.uid for claimant in node.claimants)


def _unknown(
    key: str, node: ResourceNode, contract: ResourceType, component: ComponentInfo, span: Span | None
) -> Diagnostic:
    known = sorted(contract.param_names)
    fix = suggest(key, known) or f"params: {', '.join(known) or 'none'}"
    if key in input_names(component.args_type):
        fix = f"let the environment set it, in definition '{node.match.name}'"
    why = "a claim sets what its type takes in every environment"
    return Diagnostic("R015", f"'{contract.name}' takes no param '{key}'", span, why=why, fix=fix)


def _wrong(node: ResourceNode, layer: Layer, contract: ResourceType) -> Iterator[tuple[str, Diagnostic]]:
    known = {key: value for key, value in layer.params.items() if key in contract.param_names}
    try:
        contract.params.model_validate(known)
    except ValidationError as problem:
        keys: list[str] = []

        def span_at(path: tuple[str | int, ...]) -> Span:
            keys.append(str(path[0]) if path else "")
            return layer.spans.get(keys[-1]) or node.span

        for found in args_problems(problem, contract.params, span_at, f"the contract of type '{contract.name}'"):
            yield keys[-1], found


def _key_span(key: str, layer: Layer) -> Span | None:
    """Return the place of a param's key in the claim that brings the params."""
    return layer.document.key_span_at((*layer.path, key)) if layer.document else layer.spans.get(key)
