"""The stage ``resolve``: from workloads and an environment to a graph, expanded until nothing more is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from podium.diagnostics import Diagnostic, ResolutionError, Severity, Span, raise_if_any
from podium.environment.load import LoadedEnvironment
from podium.graph.adoption import adoptable
from podium.graph.answer import Draft, World, answer, requests_of
from podium.graph.conflicts import colliding_ids, colliding_names, cycle_problem
from podium.graph.copies import with_edges_beside
from podium.graph.decided import undecidable
from podium.graph.decisions import NO_DECISIONS, Decisions, ParamOverride
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.moves import Moves, Standing, find_moves
from podium.graph.nodes import node_of
from podium.graph.origins import Origin, locked_origins, origin_of, without_live
from podium.graph.pins import unused_pins
from podium.graph.request import NAMESPACE, Request, namespace_uid, seeds, workload_context
from podium.graph.scaling import check_scaling
from podium.graph.uid import ResourceUid
from podium.lock.model import Lock
from podium.spec.load import LoadedWorkload
from podium.spec.order import dependency_order

__all__ = ["Attempt", "attempt", "expand"]

_LONGEST_CHAIN = 50
"""More answers than this, each asked for by the one before, are taken for a chain without end."""

_LONGEST_UID = 1000
"""So are uids longer than this: they grow with each answer."""

_LONGEST_SHOWN = 100

_MOST_ANSWERS = 1000
_MOST_ANSWERS_PER_REQUEST = 50
"""So are more answers than these two give: each asks for several others, which soon are very many."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A graph as far as it can be resolved.

    Attributes:
        graph: The resources that have an answer, in order if there are no cycles; its warnings are the warnings alone.
        refused: The requests for each uid that has no answer.
        problems: All problems, warnings too.
    """

    graph: ResourceGraph
    refused: Mapping[ResourceUid, tuple[Request, ...]]
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Closure:
    """All answers, what has none, and the places that ask for more and more."""

    drafts: dict[ResourceUid, Draft] = field(default_factory=dict)
    refused: dict[ResourceUid, list[Request]] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    endless: dict[Span, Request] = field(default_factory=dict)


def expand(
    workloads: Sequence[LoadedWorkload],
    environment: LoadedEnvironment,
    previous: Lock | None = None,
    decisions: Decisions = NO_DECISIONS,
    *,
    partial: bool = False,
) -> ResourceGraph:
    """Match every claim and what the answers ask for in turn, share by uid, and order the result.

    The order in which workloads and claims are given makes no difference.

    Args:
        workloads: The workloads of the environment.
        environment: The environment.
        previous: The lock that the environment had before.
        decisions: What is decided beside the files.
        partial: Whether the environment has more workloads than these; what only others ask for is not gone.

    Raises:
        ResolutionError: With all problems: no or several definitions (``R001``, ``R002``), conflicting params or
            metadata (``R003``), ids that collide (``R004``), an unknown tier (``R005``), cycles (``R006``), a fixed
            value that a claim sets (``R007``), object names that collide (``R008``), references to workloads or ports
            that are not there (``R017``, ``R018``), autoscalers that cannot be (``R020``, ``R022``), a shared reference
            to several workloads (``R021``), a param that cannot be set (``R024``), a pin that cannot be kept (``R025``,
            ``R026``), a resource that cannot take over from another (``R028``).
    """
    found = attempt(workloads, environment, previous, decisions, partial=partial)
    raise_if_any(ResolutionError, found.problems)
    return found.graph


def attempt(
    workloads: Sequence[LoadedWorkload],
    environment: LoadedEnvironment,
    previous: Lock | None = None,
    decisions: Decisions = NO_DECISIONS,
    *,
    partial: bool = False,
) -> Attempt:
    """Resolve as :func:`expand` does, as far as possible, whatever the problems are."""
    ordered = sorted(workloads, key=lambda loaded: loaded.workload.name)
    problems: list[Diagnostic] = []
    contexts = [workload_context(loaded, problems) for loaded in ordered]
    problems += colliding_ids(contexts)
    world = World.of(environment, contexts, previous, locked_origins(previous))
    before = _within(previous, world) if partial and previous else previous
    closure, world, guessed = _moved(_closure(world), world, before, decisions.adopted, problems)
    problems += closure.problems
    nodes = _nodes(closure, world, decisions.params, problems)
    order, cycles = dependency_order({uid: node.edges for uid, node in nodes.items()})
    problems += [cycle_problem(path, nodes) for path in cycles]
    problems += colliding_names(nodes.values(), environment)
    problems += check_scaling(nodes)
    asked = {uid.text for uid in (*nodes, *closure.refused)}
    problems += undecidable(decisions.params, asked)
    problems += unused_pins(asked, world.workloads, environment, previous)
    problems += guessed
    graph = ResourceGraph(
        environment=environment,
        workloads=tuple(ordered),
        nodes={uid: nodes[uid] for uid in order or nodes},
        claims={context.name: dict(context.claims) for context in contexts},
        warnings=tuple(problem for problem in problems if problem.severity is Severity.WARNING),
        previous=previous,
        partial=partial,
    )
    return Attempt(graph, {uid: tuple(requests) for uid, requests in closure.refused.items()}, tuple(problems))


def _closure(world: World) -> _Closure:
    """Answer requests in waves: what the answers of one ask for is the next, until one asks for nothing new."""
    closure = _Closure()
    asked = [request for context in world.workloads.values() for request in seeds(context, world.environment)]
    most = _MOST_ANSWERS + _MOST_ANSWERS_PER_REQUEST * len(asked)
    wave = _new(asked, closure)
    for _ in range(_LONGEST_CHAIN):
        if not wave or len(closure.drafts) + len(wave) > most:
            break
        wave = _new(_answered(wave, world, closure), closure)
    closure.endless.update((requests[0].claimant.span, requests[0]) for requests in wave.values())
    closure.problems.extend(_without_end(request) for request in closure.endless.values())
    return closure


def _answered(wave: Mapping[ResourceUid, list[Request]], world: World, closure: _Closure) -> list[Request]:
    """Answer the requests of a wave, and return what the answers ask for."""
    asked: list[Request] = []
    for uid, requests in wave.items():
        found = answer(requests, world)
        if isinstance(found, Diagnostic):
            closure.refused[uid] = requests
            closure.problems.append(found)
        else:
            closure.drafts[uid] = found
            asked += requests_of(found)
    grown = (request for request in asked if len(request.uid.text) > _LONGEST_UID)
    closure.endless.update((request.claimant.span, request) for request in grown)
    return [request for request in asked if len(request.uid.text) <= _LONGEST_UID]


def _new(asked: Iterable[Request], closure: _Closure) -> dict[ResourceUid, list[Request]]:
    """Return the requests for what has not been looked at; add the others to those for the same."""
    wave: dict[ResourceUid, list[Request]] = {}
    for request in asked:
        draft = closure.drafts.get(request.uid)
        known = draft.requests if draft else closure.refused.get(request.uid)
        (wave.setdefault(request.uid, []) if known is None else known).append(request)
    return wave


def _without_end(request: Request) -> Diagnostic:
    grown = f"{request.uid.resource_type}.{request.uid.resource_class}"
    message = f"requirements without end, so far up to {grown[:_LONGEST_SHOWN]}"
    why = "each answer asks for another resource, which is answered alike"
    fix = "give the requirement an id that does not grow"
    return Diagnostic("R006", message, request.claimant.span, why=why, fix=fix)


def _moved(
    closure: _Closure,
    world: World,
    before: Lock | None,
    adopted: Mapping[str, str],
    problems: list[Diagnostic],
) -> tuple[_Closure, World, list[Diagnostic]]:
    """Resolve anew where resources take over from others: with the names that these had, everything is as before.

    Returns:
        The answers, what they were given from, and warnings (``R029``) of data that was found to have moved.
    """
    uids = {uid.text for uid in closure.drafts}
    decided = adoptable(adopted, uids, world.previous, problems) if adopted else {}
    moves = _moves(closure, world, before, uids, decided)
    if not moves.pairs:
        return closure, world, []
    origins = {**world.origins, **{new: origin_of(old, world.previous) for new, old in moves.pairs.items()}}
    renamed = replace(world, origins=origins)
    again = _closure(renamed)
    told = [
        _told(draft, moves.pairs[uid.text], renamed) for uid, draft in again.drafts.items() if uid.text in moves.guessed
    ]
    return again, renamed, [warning for warning in told if warning]


def _within(previous: Lock, world: World) -> Lock:
    """Return what the lock holds of some workloads and of nobody else."""
    resources = {
        uid: resource
        for uid, resource in previous.resources.items()
        if all(claimant.workload in world.workloads for claimant in resource.claimants)
    }
    workloads = {name: locked for name, locked in previous.workloads.items() if name in world.workloads}
    return replace(previous, resources=resources, workloads=workloads)


def _moves(closure: _Closure, world: World, before: Lock | None, uids: set[str], decided: Mapping[str, str]) -> Moves:
    known = before.resources.keys() if before else set()
    if before is None or not (known - uids) or not (uids - known):
        return Moves(dict(decided), set())
    graph = {uid.text: _standing(uid, draft, world) for uid, draft in closure.drafts.items()}
    return find_moves(graph, world.workloads, before, decided)


def _standing(uid: ResourceUid, draft: Draft, world: World) -> Standing:
    within = None
    if uid.resource_type != NAMESPACE:
        within = namespace_uid(draft.speaker.context.name, world.environment).text
    claims = frozenset((request.claimant.workload, request.claimant.name) for request in draft.requests)
    definition = draft.match.definition
    return Standing(
        uid, draft.match.name, definition.component, within, claims, {**draft.scope.aliases, **draft.beside}
    )


def _told(draft: Draft, old: str, world: World) -> Diagnostic | None:
    locked = world.previous.resources.get(old) if world.previous else None
    if locked is None or not locked.stateful:
        return None
    return Diagnostic(
        "R029",
        f"{draft.speaker.uid} takes over the data of {old}",
        draft.speaker.claimant.span,
        why="the lock holds that one, nobody asks for it now, and only this one is new and like it",
        fix="if it is another one, give the claim another name",
        severity=Severity.WARNING,
    )


def _nodes(
    closure: _Closure, world: World, params: Sequence[ParamOverride], problems: list[Diagnostic]
) -> dict[ResourceUid, ResourceNode]:
    """Return the nodes of all answers, sorted by uid."""
    known = {uid.text: uid for uid in closure.drafts}
    decided: dict[str, list[ParamOverride]] = defaultdict(list)
    for param in params:
        decided[param.uid].append(param)
    nodes = {
        known[text]: node_of(closure.drafts[known[text]], known, world, decided.get(text, ()), problems)
        for text in sorted(known)
    }
    aliases = without_live(_aliased(world.origins, known), known)
    return {
        uid: replace(node, aliases=aliases[uid.text]) if aliases[uid.text] else node
        for uid, node in with_edges_beside(nodes, closure.drafts).items()
    }


def _aliased(origins: Mapping[str, Origin], known: Mapping[str, ResourceUid]) -> Mapping[str, Origin]:
    return {text: origins[text] for text in known if text in origins}
