"""Edges that coprovision makes: what waits for an answer, and what is there before all that depends on the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from podium.graph.answer import Draft
from podium.graph.model import ResourceNode
from podium.graph.uid import ResourceUid

__all__ = ["joined", "with_edges_beside"]

Nodes = Mapping[ResourceUid, ResourceNode]


def with_edges_beside(nodes: Nodes, drafts: Mapping[ResourceUid, Draft]) -> dict[ResourceUid, ResourceNode]:
    """Return the nodes with the edges that coprovision makes.

    Args:
        nodes: All nodes of the graph.
        drafts: Their answers, which say what stands beside them.
    """
    waiting: dict[ResourceUid, set[ResourceUid]] = defaultdict(set)
    copied: dict[ResourceUid, list[ResourceUid]] = {}
    for uid, draft in drafts.items():
        for need in draft.written.beside:
            beside = draft.beside[need.alias]
            if beside in nodes and beside != uid:
                if need.waits:
                    waiting[beside].add(uid)
                if need.precedes_dependents:
                    copied.setdefault(uid, []).append(beside)
    if not waiting and not copied:
        return dict(nodes)
    found = {
        uid: replace(node, edges=node.edges | waiting[uid]) if uid in waiting else node for uid, node in nodes.items()
    }
    return joined(found, copied) if copied else found


def joined(nodes: Nodes, copied: Mapping[ResourceUid, Sequence[ResourceUid]]) -> dict[ResourceUid, ResourceNode]:
    """Return the nodes with an edge to a companion wherever there is one to the resource that it belongs to.

    What the companion needs itself cannot wait for it, and does not. That a resource lives in a namespace makes it no
    dependent of it: the companion lives in one as well. An edge that is added counts like any other, so companions of
    companions are joined too.

    Args:
        nodes: All nodes of the graph.
        copied: The companions of resources.
    """
    needed = {other: _reached(other, nodes) for companions in copied.values() for other in companions}
    return {uid: _joined(node, copied, needed) for uid, node in nodes.items()}


def _joined(
    node: ResourceNode,
    copied: Mapping[ResourceUid, Sequence[ResourceUid]],
    needed: Mapping[ResourceUid, Set[ResourceUid]],
) -> ResourceNode:
    edges = set(node.edges)
    waiting = [uid for uid in node.edges if uid != node.namespace]
    while waiting:
        for companion in copied.get(waiting.pop(), ()):
            if companion not in edges and node.uid not in needed[companion]:
                edges.add(companion)
                waiting.append(companion)
    return replace(node, edges=frozenset(edges)) if len(edges) > len(node.edges) else node


def _reached(uid: ResourceUid, nodes: Nodes) -> Set[ResourceUid]:
    """Return a resource with all that it needs."""
    reached = {uid}
    waiting = [uid]
    while waiting:
        new = nodes[waiting.pop()].edges - reached
        reached |= new
        waiting += new
    return reached
