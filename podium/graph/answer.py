"""One request and its answer: the definition that the rules or a pin choose, and what that asks for in turn."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from podium.catalogue.match import Match, match
from podium.diagnostics import Diagnostic
from podium.environment.load import LoadedEnvironment
from podium.graph.context import INHERITED, DefinitionScope, WorkloadContext, bind_id, facts
from podium.graph.model import COPROVISIONED, REQUIRED, Claimant
from podium.graph.origins import Origin
from podium.graph.pins import Kept, kept
from podium.graph.request import NAMESPACE, WORKLOAD, Request, speaker
from podium.graph.target import Pointer, unknown_workload
from podium.graph.uid import ResourceUid
from podium.graph.written import Needed, Written, WrittenDefinition, written_definition, written_fixed, written_tier
from podium.lock.model import Lock

__all__ = ["Draft", "World", "answer", "requests_of"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A uid with its answer while the graph is still growing.

    Attributes:
        match: The definition that answers.
        written: The definition, prepared.
        scope: What its params may read.
        name: Object name.
        speaker: The request that was answered.
        requests: All requests for the uid; grows while the graph does.
        beside: Uid behind each alias under ``coprovision``.
        version: The version that the component must have; None for any.
    """

    match: Match
    written: WrittenDefinition
    scope: DefinitionScope
    name: str
    speaker: Request
    requests: list[Request]
    beside: Mapping[str, ResourceUid]
    version: str | None


@dataclass(frozen=True, slots=True)
class World:
    """What requests are answered from.

    Attributes:
        environment: The environment.
        workloads: Every workload by name.
        previous: The lock that the environment had before.
        origins: What resources had before, by uid.
        taken: Uid that has an object name by the lock.
        definition: Gives a definition of the environment, prepared.
        tier: Gives the defaults of a tier for a type.
        fixed: Gives what the environment fixes for a type.
    """

    environment: LoadedEnvironment
    workloads: Mapping[str, WorkloadContext]
    previous: Lock | None
    origins: Mapping[str, Origin]
    taken: Mapping[str, str]
    definition: Callable[[str], WrittenDefinition]
    tier: Callable[[str, str], Written]
    fixed: Callable[[str], Written]

    @classmethod
    def of(
        cls,
        environment: LoadedEnvironment,
        contexts: Sequence[WorkloadContext],
        previous: Lock | None,
        origins: Mapping[str, Origin],
    ) -> World:
        """Return a world whose parts are prepared when they are first needed."""
        return cls(
            environment,
            {context.name: context for context in contexts},
            previous,
            origins,
            {origin.name: uid for uid, origin in origins.items()},
            functools.cache(lambda name: written_definition(name, environment)),
            functools.cache(lambda tier, kind: written_tier(tier, kind, environment)),
            functools.cache(lambda kind: written_fixed(kind, environment)),
        )


def answer(requests: list[Request], world: World) -> Draft | Diagnostic:
    """Return the answer to all requests for a uid that are known so far; the one that speaks for them is answered.

    Args:
        requests: The requests.
        world: What they are answered from.

    Returns:
        The answer; or a diagnostic: no or several definitions (``R001``, ``R002``), no such workload (``R017``), a pin
            that cannot be kept (``R025``, ``R026``).
    """
    asking = speaker(requests)
    context, uid = asking.context, asking.uid
    workload = world.workloads.get(uid.id)
    if uid.resource_type == WORKLOAD and (workload is None or workload.uid != uid):
        return _no_such_workload(asking, world)
    found = _chosen(asking, world)
    if isinstance(found, Diagnostic):
        return found
    name = _object_name(uid, found.match, world)
    known = facts(world.environment, context, uid, claim=asking.claimant.name, name=name)
    written = found.written
    pointer = None if asking.is_workload else Pointer(requests, world.workloads, world.environment, written.span).fact
    scope = DefinitionScope({}, known, written.span, target=pointer)
    aliases = {need.alias: _asked(need, uid, scope) for need in written.needs}
    beside = {need.alias: _asked(need, uid, scope) for need in written.beside}
    scope = replace(scope, aliases=aliases) if aliases else scope
    return Draft(found.match, written, scope, name, asking, requests, beside, found.version)


def _chosen(request: Request, world: World) -> Kept | Diagnostic:
    """Return what a pin keeps, else what the rules choose."""
    pinned = kept(request.uid, world.environment, world.previous)
    if pinned is not None:
        return pinned
    found = match(request.context.subject(request.uid), world.environment, request.claimant.span)
    return found if isinstance(found, Diagnostic) else Kept(found, world.definition(found.name))


def _object_name(uid: ResourceUid, found: Match, world: World) -> str:
    """Return the name of a resource's objects: as the definition says, as it was, or as the uid gives it.

    Objects of another component are there until the new ones are, and deleted by their names: so no name is kept then.
    """
    if found.definition.name:
        return found.definition.name
    if uid.resource_type in {WORKLOAD, NAMESPACE}:
        return uid.id
    origin = world.origins.get(uid.text)
    if origin and origin.component in {None, found.definition.component}:
        return origin.name
    return _free_name(uid, world.taken, origin.name if origin else "")


def _free_name(uid: ResourceUid, taken: Mapping[str, str], avoided: str) -> str:
    """Return the object name of a uid, or another one while that is avoided, or still has objects of another uid."""
    further = (replace(uid, id=f"{uid.id}-{number}").object_name for number in itertools.count(2))
    names = (name for name in itertools.chain([uid.object_name], further) if name != avoided)
    return next(name for name in names if taken.get(name, uid.text) == uid.text)


def _asked(need: Needed, uid: ResourceUid, scope: DefinitionScope) -> ResourceUid:
    """Return the uid of what a definition asks for; ``@`` in class and id is what the request being answered has."""
    wanted = need.requirement
    resource_class = wanted.resource_class.replace(INHERITED, uid.resource_class)
    if wanted.id is None:
        return ResourceUid.of(wanted.resource_type, uid.id, resource_class)
    bound = bind_id(wanted.id, uid.id, scope, need.id_span)
    return ResourceUid.of(wanted.resource_type, bound or uid.id, resource_class)


def _no_such_workload(request: Request, world: World) -> Diagnostic:
    why = "it is asked for here, and nothing but a Score file makes a workload"
    if request.uid.id in world.workloads:
        message, fix = f"no workload '{request.uid.id}' of class '{request.uid.resource_class}'", "remove the class"
        return Diagnostic("R017", message, request.span_at("class"), why="a workload has no class", fix=fix)
    has_id = request.document.get((*request.path, "id")) is not None
    span = request.span_at("id") if has_id else request.key_span()
    return unknown_workload(request.uid.id, span, world.workloads, why)


def requests_of(draft: Draft) -> Iterator[Request]:
    """Yield what an answer asks for itself: what it requires, then what stands beside it."""
    beside = replace(draft.scope, answer=draft.speaker.uid) if draft.beside else draft.scope
    for need in draft.written.needs:
        yield _request(draft, need, draft.scope.aliases[need.alias], draft.scope, REQUIRED)
    for need in draft.written.beside:
        yield _request(draft, need, draft.beside[need.alias], beside, COPROVISIONED)


def _request(draft: Draft, need: Needed, uid: ResourceUid, scope: DefinitionScope, how: str) -> Request:
    request = draft.speaker
    claimant = Claimant(request.context.name, need.alias, need.span)
    params = need.params.bound(scope) if need.params.params else None
    return Request(uid, claimant, request.context, f"{how} {request.uid}", need.document, need.path, params)
