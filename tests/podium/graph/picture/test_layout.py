"""Places of boxes and ways of arrows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given

from podium.graph.picture.layout import Place, layout_of
from podium.graph.picture.model import SHARED, Arrow, Kind, Picture, picture_of
from tests.podium.graph.picture.pictures import box, pictures, shop


def overlap(first, second):
    """Return whether two rectangles have more than an edge in common."""
    across = first.x < second.x + second.width and second.x < first.x + first.width
    return across and first.y < second.y + second.height - 0.001 and second.y < first.y + first.height - 0.001


def is_within(inner, outer):
    """Return whether a rectangle lies in another one."""
    right, bottom = inner.x + inner.width, inner.y + inner.height
    return (
        outer.x <= inner.x + 0.001
        and outer.y <= inner.y + 0.001
        and right <= outer.x + outer.width + 0.001
        and bottom <= outer.y + outer.height + 0.001
    )


@given(pictures())
def test_nothing_overlaps_and_everything_is_in_its_frame(picture):
    """Whatever the graph is: boxes keep apart, frames of workloads too, and all is on the sheet."""
    layout = layout_of(picture)
    assert [pair for pair in itertools.combinations(layout.boxes, 2) if overlap(*pair)] == []
    places = {frame.name: frame.place for frame in layout.frames}
    bands = [frame.place for frame in layout.frames if frame.name != SHARED]
    assert [pair for pair in itertools.combinations(bands, 2) if overlap(*pair)] == []
    for drawn, place in zip(picture.boxes, layout.boxes, strict=True):
        assert is_within(place, places[drawn.frame])
    for frame in places.values():
        assert is_within(frame, Place(0, 0, layout.width, layout.height))


@given(pictures())
def test_arrows_start_and_end_at_their_boxes(picture):
    """They leave on the right, arrive on the left, and never turn back."""
    layout = layout_of(picture)
    for arrow, way in zip(picture.arrows, layout.ways, strict=True):
        source, target = layout.boxes[arrow.source], layout.boxes[arrow.target]
        assert way[0] == (source.x + source.width, pytest.approx(source.y + source.height / 2))
        assert way[-1] == (target.x, pytest.approx(target.y + target.height / 2))
        assert [x for x, _ in way] == sorted(x for x, _ in way)


def test_a_straight_chain_is_drawn_straight():
    """Boxes that need one another only stand at one height."""
    picture = picture_of(shop(), ["api"])
    layout = layout_of(picture)
    heights = {box.uid: place.y for box, place in zip(picture.boxes, layout.boxes, strict=True)}
    assert heights["workload.default#api"] == heights["postgres.default#api.data"]
    assert heights["postgres.default#api.data"] == heights["postgres-instance.default#main"]


def many(number):
    """Return the picture of many workloads over one server."""
    boxes, arrows = [box("server", SHARED, Kind.SHARED)], []
    for frame in (f"w{index}" for index in range(number)):
        first = len(boxes)
        boxes += [box(f"{frame}.{claim}", frame) for claim in range(4)] + [box(frame, frame, Kind.WORKLOAD)]
        arrows += [Arrow(first + claim, 0, is_place=False) for claim in range(4)]
        arrows += [Arrow(first + 4, first + claim, is_place=False) for claim in range(4)]
    return Picture("many", tuple(boxes), tuple(arrows))
