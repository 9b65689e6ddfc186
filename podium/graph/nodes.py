"""From answers to the nodes of a graph: layers of params, edges, and who asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from podium.diagnostics import Diagnostic
from podium.graph.answer import Draft, World
from podium.graph.conflicts import different_claims, set_although_fixed
from podium.graph.decided import decided_layers
from podium.graph.decisions import ParamOverride
from podium.graph.model import WORKLOAD_ITSELF, Layer, ResourceNode
from podium.graph.request import NAMESPACE, Request, namespace_uid, speaker
from podium.graph.uid import ResourceUid
from podium.spec.placeholder import placeholders_in

__all__ = ["node_of"]


def node_of(
    draft: Draft,
    known: Mapping[str, ResourceUid],
    world: World,
    decided: Sequence[ParamOverride],
    problems: list[Diagnostic],
) -> ResourceNode:
    """Return the node of an answer, without aliases and without the edges that only the whole graph tells.

    Args:
        draft: The answer, with all requests.
        known: The uids of the graph by their texts.
        world: What requests are answered from.
        decided: What the command line sets.
        problems: Filled with what contradicts (``R003``, ``R007``) or cannot be read (``E020``).
    """
    uid, context = draft.speaker.uid, draft.speaker.context
    layers = list(_layers(draft, world, problems))
    layers += decided_layers(uid, layers, decided, problems)
    problems += draft.scope.problems
    problems += different_claims(draft.requests)
    namespace = None if uid.resource_type == NAMESPACE else namespace_uid(context.name, world.environment)
    others = (request for request in draft.requests if request is not draft.speaker)
    return ResourceNode(
        uid=uid,
        claimants=tuple(request.claimant for request in (draft.speaker, *others)),
        match=draft.match,
        layers=tuple(layers),
        name=draft.name,
        namespace=namespace,
        edges=frozenset(known[text] for text in _needed(draft, layers, namespace) if text in known),
        version=draft.version,
    )


def _needed(draft: Draft, layers: Sequence[Layer], namespace: ResourceUid | None) -> Iterator[str]:
    """Yield what must be there first: what is required, what is read, and the namespace."""
    yield from (uid.text for uid in draft.scope.aliases.values())
    yield from (placeholder.path[1] for layer in layers for placeholder in placeholders_in(layer.params))
    if namespace:
        yield namespace.text


def _layers(draft: Draft, world: World, problems: list[Diagnostic]) -> Iterator[Layer]:
    """Yield the sources of a resource's params, weakest first, without those that set nothing."""
    uid, written, scope = draft.speaker.uid, draft.written, draft.scope
    tiered = world.tier(str(draft.speaker.context.tier), uid.resource_type)
    if tiered.params:
        yield tiered.layer("tier default", scope)
    if written.params.params:
        yield written.params.layer("definition default", scope)
    asked = _asked(speaker(draft.requests))
    if asked.params:
        yield asked
    sources = (("definition fixed", written.fixed), ("environment fixed", world.fixed(uid.resource_type)))
    fixed = [stated.layer(source, scope, fixed=True) for source, stated in sources if stated.params]
    problems += set_although_fixed(uid, asked, fixed)
    yield from fixed


def _asked(request: Request) -> Layer:
    """Return what a request sets; what a workload sets for itself stands all over its file."""
    if request.source == WORKLOAD_ITSELF:
        return Layer(request.source, request.params or {}, {})
    path = (*request.path, "params")
    return Layer(request.source, request.params or {}, request.spans, document=request.document, path=path)
