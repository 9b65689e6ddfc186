"""Everything about one resource, from the graph and, if there is one, the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from podium.catalogue.match import DIMENSIONS, Candidate, Decision, Subject, decide, losses
from podium.catalogue.registry import ComponentInfo
from podium.diagnostics import ComponentError, Diagnostic, Span
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Criteria
from podium.graph.model import Claimant, ResourceGraph, ResourceNode
from podium.graph.request import NAMESPACE, WORKLOAD, workload_context
from podium.graph.uid import ResourceUid
from podium.plan.components import components_of
from podium.plan.explaining.advice import Asking, Rules, advise
from podium.plan.explaining.model import Answer, Candidacy, Explanation, KeptPin, Origin
from podium.plan.explaining.origins import origins_of
from podium.plan.model import Plan, PlannedResource

__all__ = ["explain"]


def explain(
    graph: ResourceGraph,
    uid: ResourceUid,
    *,
    claimants: Sequence[Claimant] = (),
    plan: Plan | None = None,
    problems: Sequence[Diagnostic] = (),
) -> Explanation:
    """Say everything about one resource.

    Args:
        graph: The graph, as far as there is one.
        uid: The resource.
        claimants: Who asks for it; needed only for one that has no answer.
        plan: The plan of the graph; None if there is none.
        problems: What is wrong with the graph; those of the resource become part of the explanation.
    """
    node = graph.nodes.get(uid)
    asking_all = node.claimants if node else tuple(claimants)
    asking = _asking(uid, asking_all[0], graph)
    decision = decide(asking.subject, graph.environment)
    environment = graph.environment.environment
    rules = Rules.of(decision, graph.environment)
    own = {claimant.span for claimant in asking_all}
    return Explanation(
        uid=uid,
        environment=environment.name,
        environment_type=str(environment.environment_type),
        claimants=asking_all,
        answer=_answer(node, graph, plan) if node else None,
        pin=_pin(uid, graph.environment),
        candidates=tuple(_candidacy(candidate, decision, rules, asking) for candidate in decision.candidates),
        problems=() if node else tuple(problem for problem in problems if problem.span in own),
    )


def _subject(uid: ResourceUid, workload: str, graph: ResourceGraph) -> Subject:
    """Return what definitions see of a request that is made on behalf of a workload."""
    loaded = next(loaded for loaded in graph.workloads if loaded.workload.name == workload)
    context = workload_context(loaded, [])
    return Subject(
        uid.resource_type,
        uid.resource_class,
        uid.id,
        workload=workload,
        team=context.team,
        tier=context.tier,
        labels=loaded.workload.annotations,
    )


def _asking(uid: ResourceUid, claimant: Claimant, graph: ResourceGraph) -> Asking:
    document = next(loaded.document for loaded in graph.workloads if loaded.workload.name == claimant.workload)
    is_claim = graph.claims.get(claimant.workload, {}).get(claimant.name) == uid

    def place(key: str) -> Span:
        path = ("resources", claimant.name)
        if is_claim and document.get((*path, key)):
            return document.span_at((*path, key))
        return claimant.span

    def annotation(key: str) -> Span:
        return document.span_at(("metadata", "annotations", key))

    pins = graph.environment.document.key_span_at(("pins",))
    return Asking(uid, _subject(uid, claimant.workload, graph), place, annotation, pins)


def _candidacy(candidate: Candidate, decision: Decision, rules: Rules, asking: Asking) -> Candidacy:
    environment = rules.environment
    criteria = candidate.definition.match
    return Candidacy(
        name=candidate.name,
        component=candidate.definition.component,
        at=environment.definition_span(candidate.name),
        matches=_stated(criteria),
        lost=candidate.lost,
        missed=sum(1 for _ in losses(criteria, asking.subject, environment.environment)),
        change=advise(candidate, decision, rules, asking) if candidate.lost else (),
    )


def _stated(criteria: Criteria) -> Mapping[str, str]:
    """Return criteria by dimension, in their order, beside the type."""
    found: dict[str, str] = {}
    for dimension in DIMENSIONS:
        if dimension == "labels":
            found |= {f"labels.{key}": value for key, value in sorted(criteria.labels.items())}
            continue
        value = getattr(criteria, "resource_class" if dimension == "class" else dimension)
        found |= {} if value is None else {dimension: str(value)}
    return found


def _pin(uid: ResourceUid, environment: LoadedEnvironment) -> KeptPin | None:
    pin = environment.environment.pins.get(uid.text)
    if pin is None:
        return None
    at = environment.document.key_span_at(("pins", uid.text))
    return KeptPin(pin.owner, pin.reason, pin.expires.isoformat(), at)


def _answer(node: ResourceNode, graph: ResourceGraph, plan: Plan | None) -> Answer:
    planned = next((found for found in plan.resources if found.uid == node.uid), None) if plan else None
    component = planned.component if planned else _component(node, graph)
    known = graph.environment.environment.definitions.get(node.match.name)
    return Answer(
        definition=node.match.name,
        at=graph.environment.definition_span(node.match.name) if known == node.match.definition else None,
        component=node.match.definition.component,
        version=component.version if component else None,
        lifecycle=str(component.lifecycle) if component else None,
        stateful=component.stateful if component else None,
        object_name=node.name,
        is_kept_name=_is_kept(node),
        namespace=node.namespace.id if node.namespace else None,
        aliases=node.aliases,
        accepted=_accepted(node, graph, plan),
        needs=tuple(sorted(node.edges)),
        needed_by=tuple(sorted(uid for uid, other in graph.nodes.items() if node.uid in other.edges)),
        params=_params(node, component, planned, graph),
    )


def _params(
    node: ResourceNode, component: ComponentInfo | None, planned: PlannedResource | None, graph: ResourceGraph
) -> tuple[Origin, ...]:
    """Return the params; none without a component, for nobody knows which of them are secret."""
    return origins_of(node, component, planned, graph) if component else ()


def _component(node: ResourceNode, graph: ResourceGraph) -> ComponentInfo | None:
    try:
        components, _ = components_of(replace(graph, nodes={node.uid: node}))
    except ComponentError:
        return None
    return components[node.uid]


def _is_kept(node: ResourceNode) -> bool:
    """Whether neither the uid nor the definition gives the object name: then it is the one that the lock has."""
    own = node.uid.id if node.uid.resource_type in {WORKLOAD, NAMESPACE} else node.uid.object_name
    return node.name != (node.match.definition.name or own)


def _accepted(node: ResourceNode, graph: ResourceGraph, plan: Plan | None) -> tuple[str, ...]:
    known = graph.previous.accepted if graph.previous else ()
    held = [f"{item.before} -> {item.after}" for item in known if item.uid == node.uid.text]
    return (*held, *(["this run"] if plan and node.uid.text in plan.decisions.accepted else []))
