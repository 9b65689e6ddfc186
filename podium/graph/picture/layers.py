"""Columns of a picture: left who needs, right what is needed; workloads below each other, what they share at the end.

Long arrows get a waypoint in every column between their ends, so that they are led around boxes; arrows that run the
same way share it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from podium.graph.picture.model import SHARED, Box, Kind, Picture

__all__ = ["Columns", "Spot", "columns_of"]


@dataclass(slots=True)
class Spot:
    """A box, or a waypoint of arrows that run from one frame to the same box.

    Attributes:
        band: Number of the frame in which it has its place; None for what is shared.
        column: Its column.
        box: Position of the box; None for a waypoint.
        left: Numbers of the spots that lead here.
        right: Numbers of the spots that this one leads to.
    """

    band: int | None
    column: int
    box: int | None
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Columns:
    """Every box in its column.

    Attributes:
        spots: The boxes in their order, then the waypoints.
        paths: For each arrow the numbers of its spots.
        bands: Names of the frames that are bands, top down.
        shared: The first column of what is shared.
        count: Number of columns.
    """

    spots: Sequence[Spot]
    paths: Sequence[Sequence[int]]
    bands: Sequence[str]
    shared: int
    count: int


def columns_of(picture: Picture) -> Columns:
    """Return the columns of a picture; the work grows with its boxes and arrows."""
    columns, shared = _columns(picture)
    bands = [name for name, _ in picture.frames() if name != SHARED]
    numbers = {name: number for number, name in enumerate(bands)}
    spots = [Spot(numbers.get(box.frame), columns[position], position) for position, box in enumerate(picture.boxes)]
    waypoints: dict[tuple[int | None, int, int], int] = {}
    paths = []
    for arrow in picture.arrows:
        path = [arrow.source]
        for column in range(columns[arrow.source] + 1, columns[arrow.target]):
            band = spots[arrow.source].band if column < shared else None
            key = (band, arrow.target, column)
            if key not in waypoints:
                waypoints[key] = len(spots)
                spots.append(Spot(band, column, None))
            path.append(waypoints[key])
        paths.append([*path, arrow.target])
    for here, there in dict.fromkeys(pair for path in paths for pair in pairwise(path)):
        spots[here].right.append(there)
        spots[there].left.append(here)
    return Columns(spots, paths, bands, shared, 1 + max((spot.column for spot in spots), default=0))


def _columns(picture: Picture) -> tuple[list[int], int]:
    """Return the column of every box, and the first one of what is shared."""
    targets, sources = _neighbours(picture)
    # Boxes that are needed come first, so backwards everything that needs a box is placed before it.
    backwards = range(len(picture.boxes) - 1, -1, -1)
    depth = _depths(backwards, sources, {})
    workloads = [position for position, box in enumerate(picture.boxes) if box.kind is Kind.WORKLOAD]
    aligned = max((depth[position] for position in workloads), default=0)
    depth = _depths(backwards, sources, dict.fromkeys(workloads, aligned))
    own = [position for position, box in enumerate(picture.boxes) if box.frame != SHARED]
    for position in own:
        if not sources[position] and picture.boxes[position].kind is not Kind.WORKLOAD:
            near = [depth[target] - 1 for target in targets[position] if _is_beside(picture.boxes[target])]
            depth[position] = max(0, min(near, default=aligned + 1))
    floors = {position: depth[position] for position in own}
    depth = _depths(backwards, sources, floors)
    shared = 1 + max((depth[position] for position in own), default=-1)
    floors |= {position: shared for position, box in enumerate(picture.boxes) if box.frame == SHARED}
    placed = _depths(backwards, sources, floors)
    last = max(placed, default=0)
    for position, box in enumerate(picture.boxes):
        if box.kind is Kind.NAMESPACE and box.frame == SHARED and not targets[position]:
            placed[position] = max(last, placed[position])
    return placed, shared


def _is_beside(box: Box) -> bool:
    """Return whether what needs a box and is needed by nothing stands just left of it."""
    return box.frame != SHARED and box.kind is not Kind.NAMESPACE


def _neighbours(picture: Picture) -> tuple[Mapping[int, list[int]], Mapping[int, list[int]]]:
    targets: dict[int, list[int]] = defaultdict(list)
    sources: dict[int, list[int]] = defaultdict(list)
    for arrow in picture.arrows:
        targets[arrow.source].append(arrow.target)
        sources[arrow.target].append(arrow.source)
    return targets, sources


def _depths(backwards: range, sources: Mapping[int, list[int]], floors: Mapping[int, int]) -> list[int]:
    """Return the least column of each box that is right of all that need it, and not left of its floor."""
    depths = [0] * len(backwards)
    for position in backwards:
        after = max((depths[source] + 1 for source in sources.get(position, ())), default=0)
        depths[position] = max(after, floors.get(position, 0))
    return depths
