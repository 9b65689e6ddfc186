"""The stage ``resolve``: from workloads and an environment to a graph, expanded until nothing more is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from podium.catalogue.match import Match, Subject, match
from podium.diagnostics import Diagnostic, ResolutionError, Span, raise_if_any
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Tier
from podium.graph.context import (
    TEAM,
    TIER,
    DefinitionScope,
    WorkloadContext,
    bind_claim,
    bind_definition,
    facts,
)
from podium.graph.model import Claimant, Layer, ResourceGraph, ResourceNode
from podium.graph.order import dependency_order
from podium.graph.uid import ResourceUid
from podium.graph.workload import workload_params
from podium.spec.load import LoadedWorkload
from podium.spec.placeholder import placeholders_in

__all__ = ["expand"]

NAMESPACE = "namespace"
WORKLOAD = "workload"


@dataclass(frozen=True, slots=True)
class _Request:
    """One demand for a uid, before it is known who else demands it."""

    uid: ResourceUid
    claimant: Claimant
    context: WorkloadContext
    source: str
    params: Mapping[str, Any] | None = None
    spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    """A uid with its answer while the graph is still growing."""

    match: Match
    scope: DefinitionScope
    name: str
    requests: list[_Request]


def expand(workloads: Sequence[LoadedWorkload], environment: LoadedEnvironment) -> ResourceGraph:
    """Match every claim and what the answers require in turn, share by uid, and order the result.

    Args:
        workloads: The workloads of the environment.
        environment: The environment.

    Raises:
        ResolutionError: With all problems: no or several definitions (``R001``, ``R002``), conflicting params
            (``R003``), ids that collide (``R004``), an unknown tier (``R005``), cycles (``R006``), a fixed value that a
            claim sets (``R007``), object names that collide (``R008``).
    """
    problems: list[Diagnostic] = []
    contexts = [_context(loaded, problems) for loaded in workloads]
    problems += _colliding_ids(contexts)
    drafts = _closure(
        [request for context in contexts for request in _seeds(context, environment)], environment, problems
    )
    nodes = {uid: _node(uid, draft, environment, problems) for uid, draft in sorted(drafts.items())}
    order, cycles = dependency_order({uid: sorted(node.edges & nodes.keys()) for uid, node in nodes.items()})
    problems += [_cycle(path, nodes) for path in cycles]
    problems += _colliding_names(nodes.values(), environment)
    raise_if_any(ResolutionError, problems)
    return ResourceGraph(
        environment=environment,
        workloads=tuple(workloads),
        nodes={uid: nodes[uid] for uid in order},
        claims={context.name: dict(context.claims) for context in contexts},
        warnings=tuple(problems),
    )


def _context(loaded: LoadedWorkload, problems: list[Diagnostic]) -> WorkloadContext:
    workload = loaded.workload
    claims = {
        name: ResourceUid.of(claim.resource_type, claim.id or f"{workload.name}.{name}", claim.resource_class)
        for name, claim in sorted(workload.claims.items())
    }
    tier = workload.annotations.get(TIER, Tier.STANDARD)
    if tier not in list(Tier):
        span = loaded.document.span_at(("metadata", "annotations", TIER))
        why = f"the annotation '{TIER}' says how much the workload matters"
        problems.append(Diagnostic("R005", f"no tier '{tier}'", span, why=why, fix=f"use one of {', '.join(Tier)}"))
        tier = Tier.STANDARD
    team = workload.annotations.get(TEAM, "platform")
    return WorkloadContext(loaded, ResourceUid.of(WORKLOAD, workload.name), claims, team, Tier(tier))


def _seeds(context: WorkloadContext, environment: LoadedEnvironment) -> Iterator[_Request]:
    """Yield what a workload asks for: its namespace, itself, its claims."""
    loaded, name = context.loaded, context.name
    here = Claimant(name, name, loaded.document.span_at(("metadata", "name")))
    yield _Request(_namespace(context, environment), here, context, "workload")
    yield _Request(context.uid, here, context, "workload", workload_params(context))
    for claim, uid in context.claims.items():
        path = ("resources", claim)
        params = loaded.workload.claims[claim].params
        yield _Request(
            uid,
            Claimant(name, claim, loaded.document.span_at((*path, "type"))),
            context,
            "claim",
            None if params is None else bind_claim(params, context),
            {key: loaded.document.span_at((*path, "params", key)) for key in params or {}},
        )


def _namespace(context: WorkloadContext, environment: LoadedEnvironment) -> ResourceUid:
    return ResourceUid.of(NAMESPACE, environment.environment.namespace_of(context.name))


def _closure(
    seeds: Sequence[_Request], environment: LoadedEnvironment, problems: list[Diagnostic]
) -> dict[ResourceUid, _Draft]:
    """Answer requests, and the requests that the answers make, until none is left."""
    drafts: dict[ResourceUid, _Draft] = {}
    unanswered: set[ResourceUid] = set()
    waiting = list(seeds)
    while waiting:
        request = waiting.pop(0)
        if request.uid in drafts:
            drafts[request.uid].requests.append(request)
        elif request.uid not in unanswered:
            answer = _answer(request, environment)
            if isinstance(answer, Diagnostic):
                problems.append(answer)
                unanswered.add(request.uid)
            else:
                drafts[request.uid] = answer
                waiting += _requirements(request, answer, environment)
    return drafts


def _answer(request: _Request, environment: LoadedEnvironment) -> _Draft | Diagnostic:
    context, uid = request.context, request.uid
    subject = Subject(
        uid.resource_type,
        uid.resource_class,
        uid.id,
        workload=context.name,
        team=context.team,
        tier=context.tier,
        labels=context.loaded.workload.annotations,
    )
    found = match(subject, environment, request.claimant.span)
    if isinstance(found, Diagnostic):
        return found
    plain = uid.id if uid.resource_type in {WORKLOAD, NAMESPACE} else uid.object_name
    name = found.definition.name or plain
    span = environment.definition_span(found.name)
    known = DefinitionScope({}, facts(environment.environment, context, uid, name), span)
    aliases = {}
    for alias, need in sorted(found.definition.requires.items()):
        place = environment.document.span_at(("definitions", found.name, "requires", alias, "id"))
        required = bind_definition(need.id, replace(known, span=place)) or uid.id
        aliases[alias] = ResourceUid.of(need.resource_type, required, need.resource_class)
    return _Draft(found, replace(known, aliases=aliases), name, [request])


def _requirements(request: _Request, draft: _Draft, environment: LoadedEnvironment) -> Iterator[_Request]:
    for alias, need in sorted(draft.match.definition.requires.items()):
        path = ("definitions", draft.match.name, "requires", alias)
        spans = {key: environment.document.span_at((*path, "params", key)) for key in need.params}
        yield _Request(
            draft.scope.aliases[alias],
            Claimant(request.context.name, alias, environment.document.span_at((*path, "type"))),
            request.context,
            f"required by {request.uid}",
            _bound(need.params, spans, draft.scope) if need.params else None,
            spans,
        )


def _bound(params: Mapping[str, Any], spans: Mapping[str, Span], scope: DefinitionScope) -> dict[str, Any]:
    """Return params of a definition with their placeholders bound, each problem at the param's own place."""
    return {key: bind_definition(value, replace(scope, span=spans[key])) for key, value in params.items()}


def _node(uid: ResourceUid, draft: _Draft, environment: LoadedEnvironment, problems: list[Diagnostic]) -> ResourceNode:
    layers = _layers(uid, draft, environment, problems)
    problems += draft.scope.problems
    namespace = None
    if uid.resource_type != NAMESPACE:
        namespace = _namespace(draft.requests[0].context, environment)
    edges = {ResourceUid.parse(p.path[1]) for layer in layers for p in placeholders_in(dict(layer.params))}
    return ResourceNode(
        uid=uid,
        claimants=tuple(request.claimant for request in draft.requests),
        match=draft.match,
        layers=tuple(layers),
        name=draft.name,
        namespace=namespace,
        edges=frozenset(edges | ({namespace} if namespace else set())),
    )


def _layers(uid: ResourceUid, draft: _Draft, environment: LoadedEnvironment, problems: list[Diagnostic]) -> list[Layer]:
    """Return the sources of a resource's params, weakest first: tier, definition, claim, fixed."""
    definition, name = draft.match.definition, draft.match.name
    document, tier = environment.document, draft.requests[0].context.tier
    tiered = environment.environment.tiers.get(tier, {}).get(uid.resource_type, {})

    def written(source: str, params: Mapping[str, Any], path: tuple[str, ...], *, fixed: bool = False) -> Layer:
        spans = {key: document.span_at((*path, key)) for key in params}
        return Layer(source, _bound(params, spans, draft.scope), spans, fixed=fixed)

    asked = _agreed(uid, draft.requests, problems)
    layers = [
        written("tier default", tiered, ("tiers", str(tier), uid.resource_type)),
        written("definition default", definition.params, ("definitions", name, "params")),
        Layer(asked.source, asked.params or {}, asked.spans),
        written("definition fixed", definition.fixed, ("definitions", name, "fixed"), fixed=True),
    ]
    problems += _set_although_fixed(uid, layers)
    return [layer for layer in layers if layer.params]


def _agreed(uid: ResourceUid, requests: Sequence[_Request], problems: list[Diagnostic]) -> _Request:
    """Return the first request that brings params; another one with other params is a conflict."""
    with_params = [request for request in requests if request.params is not None]
    if not with_params:
        return requests[0]
    first, *others = with_params
    problems += [_conflict(uid, first, other) for other in others if other.params != first.params]
    return first


def _conflict(uid: ResourceUid, first: _Request, other: _Request) -> Diagnostic:
    return Diagnostic(
        "R003",
        f"'{other.claimant.workload}' and '{first.claimant.workload}' ask for {uid} with different params",
        other.claimant.span,
        why="the same type, class and id is one shared resource, so its params are stated once",
        fix="remove the params from one of the two, or give one another id",
        related=(first.claimant.span,),
    )


def _set_although_fixed(uid: ResourceUid, layers: Sequence[Layer]) -> Iterator[Diagnostic]:
    asked, fixed = layers[-2], layers[-1]
    for key in sorted(asked.params.keys() & fixed.params.keys()):
        if asked.params[key] != fixed.params[key]:
            yield Diagnostic(
                "R007",
                f"'{key}' of {uid} is fixed to '{fixed.params[key]}' here",
                asked.spans.get(key),
                why="the environment's definition does not let a claim choose it",
                fix=f"remove '{key}' or ask for '{fixed.params[key]}'",
                related=tuple(span for span in (fixed.spans.get(key),) if span),
            )


def _colliding_ids(contexts: Sequence[WorkloadContext]) -> Iterator[Diagnostic]:
    """Yield explicit ids that are the private id of another claim; the two would silently become one resource."""
    private = {
        uid: context.loaded.document.key_span_at(("resources", claim))
        for context in contexts
        for claim, uid in context.claims.items()
        if context.loaded.workload.claims[claim].id is None
    }
    for context in contexts:
        for claim, uid in context.claims.items():
            if context.loaded.workload.claims[claim].id is not None and uid in private:
                yield Diagnostic(
                    "R004",
                    f"id '{uid.id}' is the private id of another claim",
                    context.loaded.document.span_at(("resources", claim, "id")),
                    why="a claim without an id gets '<workload>.<claim>'; the two would be one resource",
                    fix="choose another id, or give both claims the same explicit id to share the resource",
                    related=(private[uid],),
                )


def _cycle(path: Sequence[ResourceUid], nodes: Mapping[ResourceUid, ResourceNode]) -> Diagnostic:
    return Diagnostic(
        "R006",
        f"resources need each other: {' -> '.join(str(uid) for uid in path)}",
        nodes[path[0]].span,
        why="each reads an output of the next, so none can be made first",
        fix="remove one of the references",
        related=tuple(nodes[uid].span for uid in path[1:-1]),
    )


def _colliding_names(nodes: Iterable[ResourceNode], environment: LoadedEnvironment) -> Iterator[Diagnostic]:
    """Yield resources that would share an object name: a workload's name, or one that a definition sets."""
    taken: dict[tuple[ResourceUid, str], ResourceNode] = {}
    for node in nodes:
        first = taken.setdefault((node.namespace, node.name), node) if node.namespace else node
        if first is not node and node.namespace:
            yield Diagnostic(
                "R008",
                f"{first.uid} and {node.uid} would both be named '{node.name}' in namespace '{node.namespace.id}'",
                node.span,
                why="an object's name is unique in its namespace",
                fix="rename the workload, or take 'name:' out of the definition",
                related=(first.span, environment.definition_span(node.match.name)),
            )
