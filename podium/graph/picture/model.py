"""What a picture of a graph shows, whatever the format: boxes in frames, and arrows."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from podium.environment.model import DEFAULT_CLASS
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.request import NAMESPACE, WORKLOAD
from podium.graph.uid import ResourceUid

__all__ = ["LONGEST_NOTE", "SHARED", "Arrow", "Box", "Kind", "Picture", "picture_of", "restricted", "shortened"]

SHARED = ""
"""Frame of what belongs to no single workload; a workload always has a name."""

_LONGEST_LABEL = 36

LONGEST_NOTE = 500
"""Longer lines of a note are cut when they are drawn."""


class Kind(enum.StrEnum):
    """What a box stands for; each is drawn in its own way."""

    WORKLOAD = "workload"
    NAMESPACE = "namespace"
    SHARED = "shared"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Box:
    """One resource.

    Attributes:
        uid: Its uid.
        kind: What it stands for.
        frame: Name of the workload that it belongs to; ``SHARED`` if there are several.
        title: Its type, with its class unless that is the default.
        label: What it is called within its frame.
        component: The component that makes it.
        note: Everything else, in lines.
    """

    uid: str
    kind: Kind
    frame: str
    title: str
    label: str
    component: str
    note: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One box needs another one.

    Attributes:
        source: Position of the box that needs.
        target: Position of the box that is needed.
        is_place: Whether the one merely lives in the other: a namespace.
    """

    source: int
    target: int
    is_place: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and arrows.

    Attributes:
        title: What the picture shows.
        boxes: The boxes, those that are needed first. Shared ones need shared ones only.
        arrows: The arrows, by the positions of their boxes.
    """

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    def frames(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield each frame with the positions of its boxes: the workloads by name, then what they share."""
        held: dict[str, list[int]] = {}
        for position, box in enumerate(self.boxes):
            held.setdefault(box.frame, []).append(position)
        for name in sorted(held, key=lambda name: (name == SHARED, name)):
            yield name, tuple(held[name])


def picture_of(graph: ResourceGraph, workloads: Collection[str] = ()) -> Picture:
    """Return the picture of a graph.

    An arrow to a namespace is left out where another arrow leads to something in the same namespace, and where the
    boxes of several workloads all live in one: then the title says so.

    Args:
        graph: The graph.
        workloads: Names of workloads, to draw only them and what they need; empty for all.
    """
    frames = _frames(graph)
    shown = restricted(graph, workloads)
    positions = {uid: position for position, uid in enumerate(shown.nodes)}
    place = _common_place(shown)
    arrows = (
        Arrow(positions[uid], positions[target], target == node.namespace)
        for uid, node in shown.nodes.items()
        for target in sorted(node.edges)
        if target != node.namespace or not (place or _is_reached_anyhow(node, graph.nodes))
    )
    boxes = tuple(_box(node, frames[uid]) for uid, node in shown.nodes.items())
    where = f", all in namespace {place.id}" if place else ""
    return Picture(_title(shown, workloads, len(boxes)) + where, boxes, tuple(arrows))


def restricted(graph: ResourceGraph, workloads: Collection[str]) -> ResourceGraph:
    """Return the part of a graph that workloads ask for and need; without workloads the whole graph."""
    if not workloads:
        return graph
    wanted = {
        uid for uid, node in graph.nodes.items() if any(claimant.workload in workloads for claimant in node.claimants)
    }
    for uid in reversed(list(graph.nodes)):
        if uid in wanted:
            wanted |= graph.nodes[uid].edges
    return replace(graph, nodes={uid: node for uid, node in graph.nodes.items() if uid in wanted})


def shortened(text: str, longest: int = _LONGEST_LABEL) -> str:
    """Return text fit to be drawn: one line, no characters that steer, the end cut off if it is long."""
    shown = "".join(character if character.isprintable() else " " for character in text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def _title(graph: ResourceGraph, workloads: Collection[str], count: int) -> str:
    environment = graph.environment.environment
    what = ", ".join(sorted(workloads)) or _counted(len(graph.workloads), "workload")
    return f"{environment.name} ({environment.environment_type}): {what}, {_counted(count, 'resource')}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _common_place(graph: ResourceGraph) -> ResourceUid | None:
    """Return the namespace in which all resources of several workloads live, None if there is no such one."""
    places = {node.namespace for node in graph.nodes.values() if node.namespace is not None}
    is_alone = sum(uid.resource_type == WORKLOAD for uid in graph.nodes) == 1
    return None if is_alone or len(places) != 1 else places.pop()


def _is_reached_anyhow(node: ResourceNode, nodes: Mapping[ResourceUid, ResourceNode]) -> bool:
    return any(nodes[target].namespace == node.namespace for target in node.edges if target != node.namespace)


def _frames(graph: ResourceGraph) -> dict[ResourceUid, str]:
    """Return the frame of every resource: the only workload on whose behalf it is needed, if there is only one.

    Workloads themselves keep frames of their own, whoever needs them. What several of them need and itself needs
    something in a frame is in that frame too.
    """
    frames: dict[ResourceUid, str] = {}
    for uid, node in reversed(list(graph.nodes.items())):
        asking = [claimant.workload for claimant in node.claimants]
        frame = uid.id if uid.resource_type == WORKLOAD else _joined([*asking, *_given(frames, uid)])
        frames[uid] = frame
        for target in node.edges:
            frames[target] = _joined([frame, *_given(frames, target)])
    for uid, node in graph.nodes.items():
        if frames[uid] == SHARED:
            frames[uid] = min((frames[target] for target in node.edges if frames[target] != SHARED), default=SHARED)
    return frames


def _given(frames: Mapping[ResourceUid, str], uid: ResourceUid) -> list[str]:
    return [frames[uid]] if uid in frames else []


def _joined(frames: Iterable[str]) -> str:
    found = set(frames)
    return found.pop() if len(found) == 1 else SHARED


def _box(node: ResourceNode, frame: str) -> Box:
    uid = node.uid
    title = uid.resource_type + ("" if uid.resource_class == DEFAULT_CLASS else f".{uid.resource_class}")
    return Box(
        uid=uid.text,
        kind=_kind(uid, frame),
        frame=frame,
        title=title,
        label=uid.id.removeprefix(f"{frame}.") or uid.id,
        component=node.match.definition.component,
        note=tuple(_note(node)),
    )


def _kind(uid: ResourceUid, frame: str) -> Kind:
    if uid.resource_type == WORKLOAD:
        return Kind.WORKLOAD
    if uid.resource_type == NAMESPACE:
        return Kind.NAMESPACE
    return Kind.SHARED if frame == SHARED else Kind.RESOURCE


def _note(node: ResourceNode) -> Iterator[str]:
    yield node.uid.text
    yield f"definition {node.match.name}"
    yield f"component {node.match.definition.component}"
    first, *others = node.claimants
    more = f" and {_counted(len(others), 'other')}" if others else ""
    yield f"asked for by {first.workload}.{first.name} at {first.span}{more}"
