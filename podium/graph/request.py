"""Requests: what workloads, and the definitions that answer them, ask for."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podium.diagnostics import Diagnostic, Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Tier
from podium.graph.context import WorkloadContext, bind_claim
from podium.graph.model import CLAIM, WORKLOAD_ITSELF, Claimant
from podium.graph.uid import ResourceUid
from podium.graph.workload import workload_params
from podium.spec.annotations import TEAM, TIER
from podium.spec.document import Node, Path
from podium.spec.load import LoadedWorkload

__all__ = ["NAMESPACE", "WORKLOAD", "Request", "namespace_uid", "seeds", "speaker", "workload_context"]

_MOST_REMEMBERED = 4096
"""Workloads of which is remembered what they ask for: one run may resolve them in several environments."""

NAMESPACE = "namespace"
WORKLOAD = "workload"


@dataclass(frozen=True, slots=True)
class Request:
    """One demand for a uid, before it is known who else demands it.

    Attributes:
        uid: What is asked for.
        claimant: Who asks.
        context: The workload on whose behalf it is asked.
        source: Name of the layer that its params become.
        document: Where it stands.
        path: Its path there.
        params: What it sets, placeholders bound; None if it says nothing about them.
    """

    uid: ResourceUid
    claimant: Claimant
    context: WorkloadContext
    source: str
    document: Node
    path: Path
    params: Mapping[str, Any] | None = None

    @property
    def is_workload(self) -> bool:
        """Whether a workload asks for its own component or namespace; what it sets stands all over its file."""
        return self.source == "workload"

    @property
    def metadata(self) -> Any:
        """The claim's metadata as plain data; None if it has none."""
        node = None if self.is_workload else self.document.get((*self.path, "metadata"))
        return node.plain() if node else None

    @property
    def spans(self) -> dict[str, Span]:
        """Where each of its params stands."""
        return {} if self.is_workload else {key: self.span_at("params", key) for key in self.params or {}}

    def span_at(self, *steps: str | int) -> Span:
        """Return the place of the value below the request, or of its nearest parent that exists."""
        return self.document.span_at((*self.path, *steps))

    def key_span(self, *steps: str | int) -> Span:
        """Return the place of a key below the request; without steps that of its own name."""
        return self.document.key_span_at((*self.path, *steps))


def workload_context(loaded: LoadedWorkload, problems: list[Diagnostic]) -> WorkloadContext:
    """Return a workload with the uids of its claims, its team and its tier; an unknown tier (``R005``) is a problem."""
    context, problem = _context_of(loaded)
    problems += [problem] if problem else []
    return context


@functools.lru_cache(maxsize=_MOST_REMEMBERED)
def _context_of(loaded: LoadedWorkload) -> tuple[WorkloadContext, Diagnostic | None]:
    workload, problem = loaded.workload, None
    claims = {
        name: ResourceUid.of(claim.resource_type, claim.id or f"{workload.name}.{name}", claim.resource_class)
        for name, claim in sorted(workload.claims.items())
    }
    tier = workload.annotations.get(TIER, Tier.STANDARD)
    if tier not in list(Tier):
        span = loaded.document.span_at(("metadata", "annotations", TIER))
        why = f"the annotation '{TIER}' says how much the workload matters"
        problem = Diagnostic("R005", f"no tier '{tier}'", span, why=why, fix=f"use one of {', '.join(Tier)}")
        tier = Tier.STANDARD
    team = workload.annotations.get(TEAM, "platform")
    return WorkloadContext(loaded, ResourceUid.of(WORKLOAD, workload.name), claims, team, Tier(tier)), problem


def seeds(context: WorkloadContext, environment: LoadedEnvironment) -> Iterator[Request]:
    """Yield what a workload asks for: its namespace, itself, its claims sorted by name."""
    own = _own(context)
    namespace = namespace_uid(context.name, environment)
    yield Request(namespace, own[0].claimant, context, WORKLOAD_ITSELF, own[0].document, own[0].path)
    yield from own


@functools.lru_cache(maxsize=_MOST_REMEMBERED)
def _own(context: WorkloadContext) -> tuple[Request, ...]:
    """Return what a workload asks for in every environment: itself, then its claims."""
    document, name = context.loaded.document, context.name
    here = Claimant(name, name, document.span_at(("metadata", "name")))
    path: Path = ("metadata", "name")
    requests = [Request(context.uid, here, context, WORKLOAD_ITSELF, document, path, workload_params(context))]
    for claim, uid in context.claims.items():
        params, path = context.loaded.workload.claims[claim].params, ("resources", claim)
        claimant = Claimant(name, claim, document.span_at((*path, "type")))
        bound = None if params is None else bind_claim(params, context)
        requests.append(Request(uid, claimant, context, CLAIM, document, path, bound))
    return tuple(requests)


@functools.lru_cache(maxsize=16384)
def namespace_uid(workload: str, environment: LoadedEnvironment) -> ResourceUid:
    """Return the uid of the namespace in which a workload runs."""
    return ResourceUid.of(NAMESPACE, environment.environment.namespace_of(workload))


def speaker(requests: Sequence[Request]) -> Request:
    """Return the request that speaks for all that ask for the same: the first that sets params, else the first.

    Its workload's facts, tier and namespace are those of the resource.

    Source: score-go v1.20.0, ``framework/state.go``: the source workload.
    """
    return next((request for request in requests if request.params is not None), requests[0])
