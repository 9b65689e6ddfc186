"""Autoscalers: each scales the pods of the one workload that claims it, where its kind lets pods be counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podium.diagnostics import Diagnostic, Span
from podium.graph.model import Claimant, ResourceNode
from podium.graph.request import WORKLOAD
from podium.graph.uid import ResourceUid
from podium.graph.workload import AUTOSCALER

__all__ = ["check_scaling"]

_SCALED = ("Deployment", "StatefulSet")
_DEFAULT = "Deployment"

Nodes = Mapping[ResourceUid, ResourceNode]


def check_scaling(nodes: Nodes) -> Iterator[Diagnostic]:
    """Yield autoscalers of workloads that cannot be scaled (``R020``), or that are not one for each (``R022``).

    Args:
        nodes: The nodes of the graph.
    """
    first: dict[str, tuple[ResourceUid, Claimant]] = {}
    for uid, node in nodes.items():
        if uid.resource_type != AUTOSCALER:
            continue
        claimed = {claimant.workload: claimant for claimant in reversed(node.claimants)}
        for workload, claimant in sorted(claimed.items()):
            yield from _unscalable(nodes, claimant)
            other, earlier = first.setdefault(workload, (uid, claimant))
            if other != uid:
                yield _not_one(f"workload '{workload}' has two autoscalers", claimant, earlier, "remove one of them")
        owner = node.claimants[0]
        for claimant in (c for c in node.claimants[1:] if c.workload != owner.workload):
            message = f"workloads '{owner.workload}' and '{claimant.workload}' share an autoscaler"
            yield _not_one(message, claimant, owner, "remove the id, so that each has its own")


def _unscalable(nodes: Nodes, claimant: Claimant) -> Iterator[Diagnostic]:
    kind, span = _kind(nodes.get(ResourceUid.of(WORKLOAD, claimant.workload)))
    if kind not in _SCALED:
        yield Diagnostic(
            "R020",
            f"workload '{claimant.workload}' is a {kind}, which cannot be scaled",
            claimant.span,
            why="an autoscaler sets the number of pods, which only a Deployment or a StatefulSet has",
            fix="remove the claim, or make the workload a Deployment",
            related=(span,) if span else (),
        )


def _kind(workload: ResourceNode | None) -> tuple[str, Span | None]:
    """Return what keeps the pods of a workload, and where that is said."""
    stated = [layer for layer in (workload.layers if workload else ()) if "kind" in layer.params]
    if workload is None or not stated:
        return _DEFAULT, None
    return str(stated[-1].params["kind"]), stated[-1].spans.get("kind", workload.span)


def _not_one(message: str, claimant: Claimant, earlier: Claimant, fix: str) -> Diagnostic:
    why = "two autoscalers would fight over the number of pods, and one can watch one workload only"
    return Diagnostic("R022", message, claimant.span, why=why, fix=fix, related=(earlier.span,))
