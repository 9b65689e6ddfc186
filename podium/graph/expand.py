"""The stage ``resolve``: from workloads and an environment to a graph, expanded until nothing more is asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from podium.catalogue.match import Match, Subject, match
from podium.diagnostics import Diagnostic, ResolutionError, raise_if_any
from podium.environment.load import LoadedEnvironment
from podium.graph.conflicts import (
    colliding_ids,
    colliding_names,
    cycle_problem,
    different_claims,
    set_although_fixed,
)
from podium.graph.context import DefinitionScope, WorkloadContext, bind_definition, facts
from podium.graph.model import Claimant, Layer, ResourceGraph, ResourceNode
from podium.graph.request import NAMESPACE, WORKLOAD, Request, namespace_uid, seeds, speaker, workload_context
from podium.graph.scaling import check_scaling
from podium.graph.target import Pointer, unknown_workload
from podium.graph.uid import ResourceUid
from podium.graph.written import Needed, Written, WrittenDefinition, written_definition, written_tier
from podium.spec.load import LoadedWorkload
from podium.spec.order import dependency_order
from podium.spec.placeholder import placeholders_in

__all__ = ["expand"]

_LONGEST_CHAIN = 50
"""More answers than this, each required by the one before, are taken for a chain without end."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A uid with its answer while the graph is still growing."""

    match: Match
    written: WrittenDefinition
    scope: DefinitionScope
    name: str
    speaker: Request
    requests: list[Request]


@dataclass(frozen=True, slots=True)
class _World:
    """What requests are answered from."""

    environment: LoadedEnvironment
    workloads: Mapping[str, WorkloadContext]
    problems: list[Diagnostic]
    definition: Callable[[str], WrittenDefinition]
    tier: Callable[[str, str], Written]

    @classmethod
    def of(
        cls, environment: LoadedEnvironment, contexts: Sequence[WorkloadContext], problems: list[Diagnostic]
    ) -> _World:
        return cls(
            environment,
            {context.name: context for context in contexts},
            problems,
            functools.cache(lambda name: written_definition(name, environment)),
            functools.cache(lambda tier, kind: written_tier(tier, kind, environment)),
        )


def expand(workloads: Sequence[LoadedWorkload], environment: LoadedEnvironment) -> ResourceGraph:
    """Match every claim and what the answers require in turn, share by uid, and order the result.

    The order in which workloads and claims are given makes no difference.

    Args:
        workloads: The workloads of the environment.
        environment: The environment.

    Raises:
        ResolutionError: With all problems: no or several definitions (``R001``, ``R002``), conflicting params or
            metadata (``R003``), ids that collide (``R004``), an unknown tier (``R005``), cycles (``R006``), a fixed
            value that a claim sets (``R007``), object names that collide (``R008``), references to workloads or ports
            that are not there (``R017``, ``R018``), autoscalers that cannot be (``R020``, ``R022``), a shared reference
            to several workloads (``R021``).
    """
    ordered = sorted(workloads, key=lambda loaded: loaded.workload.name)
    problems: list[Diagnostic] = []
    contexts = [workload_context(loaded, problems) for loaded in ordered]
    world = _World.of(environment, contexts, problems)
    problems += colliding_ids(contexts)
    drafts = _closure([request for context in contexts for request in seeds(context, environment)], world)
    known = {uid.text: uid for uid in drafts}
    nodes = {known[text]: _node(known[text], drafts[known[text]], known, world) for text in sorted(known)}
    order, cycles = dependency_order({uid: node.edges for uid, node in nodes.items()})
    problems += [cycle_problem(path, nodes) for path in cycles]
    problems += colliding_names(nodes.values(), environment)
    problems += check_scaling(nodes)
    raise_if_any(ResolutionError, problems)
    return ResourceGraph(
        environment=environment,
        workloads=tuple(ordered),
        nodes={uid: nodes[uid] for uid in order},
        claims={context.name: dict(context.claims) for context in contexts},
        warnings=tuple(problems),
    )


def _closure(asked: Iterable[Request], world: _World) -> dict[ResourceUid, _Draft]:
    """Answer requests in waves: what the answers of one require is the next, until one asks for nothing new."""
    drafts: dict[ResourceUid, _Draft] = {}
    refused: set[ResourceUid] = set()
    for _ in range(_LONGEST_CHAIN):
        wave: dict[ResourceUid, list[Request]] = {}
        for request in asked:
            if request.uid in drafts:
                drafts[request.uid].requests.append(request)
            elif request.uid not in refused:
                wave.setdefault(request.uid, []).append(request)
        if not wave:
            return drafts
        answers = {uid: _answer(requests, world) for uid, requests in wave.items()}
        world.problems.extend(answer for answer in answers.values() if isinstance(answer, Diagnostic))
        refused |= {uid for uid, answer in answers.items() if isinstance(answer, Diagnostic)}
        found = {uid: answer for uid, answer in answers.items() if isinstance(answer, _Draft)}
        drafts |= found
        asked = [request for draft in found.values() for request in _requirements(draft, world)]
    world.problems.extend(_without_end(request) for request in asked)
    return drafts


def _without_end(request: Request) -> Diagnostic:
    return Diagnostic(
        "R006",
        f"requirements without end, so far up to {request.uid.resource_type}.{request.uid.resource_class}",
        request.claimant.span,
        why=f"each of {_LONGEST_CHAIN} answers requires another resource",
        fix="give the requirement an id that does not grow",
    )


def _answer(requests: list[Request], world: _World) -> _Draft | Diagnostic:
    """Return the answer to all requests for a uid that a wave has; the one that speaks for them is answered."""
    asking, environment = speaker(requests), world.environment
    context, uid = asking.context, asking.uid
    workload = world.workloads.get(uid.id)
    if uid.resource_type == WORKLOAD and (workload is None or workload.uid != uid):
        return _no_such_workload(asking, world)
    found = match(_subject(asking), environment, asking.claimant.span)
    if isinstance(found, Diagnostic):
        return found
    plain = uid.id if uid.resource_type in {WORKLOAD, NAMESPACE} else uid.object_name
    name, written = found.definition.name or plain, world.definition(found.name)
    known = facts(environment.environment, context, uid, claim=asking.claimant.name, name=name)
    pointer = None if asking.is_workload else Pointer(requests, world.workloads, environment, written.span).fact
    scope = DefinitionScope({}, known, written.span, target=pointer)
    aliases = {need.alias: _required(need, uid, scope) for need in written.needs}
    return _Draft(found, written, replace(scope, aliases=aliases) if aliases else scope, name, asking, requests)


def _required(need: Needed, uid: ResourceUid, scope: DefinitionScope) -> ResourceUid:
    """Return the uid of what a definition requires; without an id it has that of the request being answered."""
    required = bind_definition(need.requirement.id, scope, need.id_span) or uid.id
    return ResourceUid.of(need.requirement.resource_type, str(required), need.requirement.resource_class)


def _subject(request: Request) -> Subject:
    context, uid = request.context, request.uid
    return Subject(
        uid.resource_type,
        uid.resource_class,
        uid.id,
        workload=context.name,
        team=context.team,
        tier=context.tier,
        labels=context.loaded.workload.annotations,
    )


def _no_such_workload(request: Request, world: _World) -> Diagnostic:
    why = "it is asked for here, and nothing but a Score file makes a workload"
    if request.uid.id in world.workloads:
        message, fix = f"no workload '{request.uid.id}' of class '{request.uid.resource_class}'", "remove the class"
        return Diagnostic("R017", message, request.span_at("class"), why="a workload has no class", fix=fix)
    has_id = request.document.get((*request.path, "id")) is not None
    span = request.span_at("id") if has_id else request.key_span()
    return unknown_workload(request.uid.id, span, world.workloads, why)


def _requirements(draft: _Draft, world: _World) -> Iterator[Request]:
    request, document = draft.speaker, world.environment.document
    for need in draft.written.needs:
        claimant = Claimant(request.context.name, need.alias, need.span)
        params = need.params.bound(draft.scope) if need.params.params else None
        source, uid = f"required by {request.uid}", draft.scope.aliases[need.alias]
        yield Request(uid, claimant, request.context, source, document, need.path, params)


def _node(uid: ResourceUid, draft: _Draft, known: Mapping[str, ResourceUid], world: _World) -> ResourceNode:
    layers = _layers(uid, draft, world)
    world.problems.extend(draft.scope.problems)
    world.problems.extend(different_claims(draft.requests))
    context = draft.speaker.context
    namespace = None if uid.resource_type == NAMESPACE else namespace_uid(context.name, world.environment)
    read = {placeholder.path[1] for layer in layers for placeholder in placeholders_in(layer.params)}
    edges = {known[text] for text in read if text in known}
    others = (request for request in draft.requests if request is not draft.speaker)
    return ResourceNode(
        uid=uid,
        claimants=tuple(request.claimant for request in (draft.speaker, *others)),
        match=draft.match,
        layers=tuple(layers),
        name=draft.name,
        namespace=namespace,
        edges=frozenset({*edges, namespace} if namespace and namespace.text in known else edges),
    )


def _layers(uid: ResourceUid, draft: _Draft, world: _World) -> list[Layer]:
    """Return the sources of a resource's params, weakest first: tier, definition, claim, fixed."""
    tiered = world.tier(str(draft.speaker.context.tier), uid.resource_type)
    default, fixed = draft.written.params, draft.written.fixed
    asking = speaker(draft.requests)
    asked = Layer(asking.source, asking.params or {}, asking.spans)
    decreed = Layer("definition fixed", fixed.bound(draft.scope), fixed.spans, fixed=True)
    world.problems.extend(set_although_fixed(uid, asked, decreed))
    layers = [
        Layer("tier default", tiered.bound(draft.scope), tiered.spans),
        Layer("definition default", default.bound(draft.scope), default.spans),
        asked,
        decreed,
    ]
    return [layer for layer in layers if layer.params]
