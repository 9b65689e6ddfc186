"""Columns of pictures."""

from __future__ import annotations

import itertools

from hypothesis import given

from podium.graph.picture.layers import columns_of
from podium.graph.picture.model import SHARED, Kind, picture_of
from tests.podium.graph.picture.pictures import pictures, shop


def test_workloads_stand_in_one_column_between_who_needs_them_and_what_they_need():
    """What is shared is right of all that belongs to one workload."""
    picture = picture_of(shop())
    columns = columns_of(picture)
    found = {box.uid: spot.column for box, spot in zip(picture.boxes, columns.spots, strict=False)}
    assert found == {
        "route.default#web.way": 0,
        "workload.default#api": 1,
        "workload.default#web": 1,
        "postgres.default#api.data": 2,
        "postgres.default#web.db": 2,
        "dns.default#web.zone": 2,
        "postgres-instance.default#main": 3,
        "namespace.default#dev": 3,
    }
    assert (columns.shared, columns.count, columns.bands) == (3, 4, ["api", "web"])


@given(pictures())
def test_every_arrow_leads_one_column_to_the_right_at_a_time(picture):
    """From its source to its target, over waypoints, whatever the graph is."""
    columns = columns_of(picture)
    for arrow, path in zip(picture.arrows, columns.paths, strict=True):
        assert (path[0], path[-1]) == (arrow.source, arrow.target)
        assert all(columns.spots[b].column == columns.spots[a].column + 1 for a, b in itertools.pairwise(path))
    for box, spot in zip(picture.boxes, columns.spots, strict=False):
        assert (
            (box.frame == SHARED) == (spot.column >= columns.shared)
            or box.kind is Kind.WORKLOAD
            or spot.band is not None
        )
