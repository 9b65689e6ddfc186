"""Names of Services that workloads choose themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podium.diagnostics import Diagnostic
from podium.graph.model import ResourceGraph
from podium.plan.model import PlannedResource
from podium.plan.places import input_span
from podium.spec.annotations import SERVICE_NAME

__all__ = ["check_service_names"]


def check_service_names(resources: Iterable[PlannedResource], graph: ResourceGraph) -> Iterator[Diagnostic]:
    """Yield Services that would be named like another resource of their namespace (``R008``).

    The API server would not refuse it: both would be one object, changed to and fro. A name that the environment sets
    is refused too (``E021``).

    Args:
        resources: The planned resources.
        graph: Their graph, which has the names that nobody chose.
    """
    taken = {(node.namespace, node.name): node.uid for node in graph.nodes.values()}
    for resource in resources:
        chosen, namespace = resource.params.get("service_name"), graph.nodes[resource.uid].namespace
        if not isinstance(chosen, str) or namespace is None or not resource.params.get("ports"):
            continue
        if resource.provenance["service_name"].source != "workload":
            yield _not_for_environments(resource, graph)
        other = taken.setdefault((namespace, chosen), resource.uid)
        if other != resource.uid:
            yield Diagnostic(
                "R008",
                f"the Service of '{resource.claimants[0].workload}' would be named '{chosen}', like {other}",
                input_span(resource, ("service_name",), graph),
                why=f"a name is unique in its namespace, here '{namespace.id}'",
                fix="choose another name for the Service",
                related=(graph.nodes[other].span,),
            )


def _not_for_environments(resource: PlannedResource, graph: ResourceGraph) -> Diagnostic:
    return Diagnostic(
        "E021",
        "an environment cannot name the Service of a workload",
        input_span(resource, ("service_name",), graph),
        why="workloads refer to each other by the names that their Score files give",
        fix=f"take it out, and give the workload the annotation '{SERVICE_NAME}'",
    )
