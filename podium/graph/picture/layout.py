"""Places of boxes and ways of arrows: a band for each workload, one below the other, and right of them what they share.

In each band the boxes of a column are sorted by the mean of what they are joined to, which leaves few crossings; shared
boxes stand as near as there is room to the middle of what needs them. See ``docs/adr/0030-pictures.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from podium.graph.picture.layers import Columns, Spot, columns_of
from podium.graph.picture.model import SHARED, Box, Picture, shortened

__all__ = ["Frame", "Layout", "Place", "layout_of"]

_BOX_HEIGHT = 58.0
_WAY_HEIGHT = 12.0
_GAP = 14.0
_MARGIN = 24.0
_TITLE = 30.0
_PADDING = 16.0
_CHANNEL = 64.0
_NARROWEST, _WIDEST = 130.0, 290.0
_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle, by its left upper corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A named rectangle around boxes; the name is empty around what is shared."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with places.

    Attributes:
        width: Width of the whole.
        height: Height of the whole.
        boxes: Places of the picture's boxes.
        frames: The frames.
        ways: For each of the picture's arrows the points that it goes through, two for each column: in and out.
    """

    width: float
    height: float
    boxes: tuple[Place, ...]
    frames: tuple[Frame, ...]
    ways: tuple[tuple[tuple[float, float], ...], ...]


def layout_of(picture: Picture) -> Layout:
    """Return where everything in a picture is drawn.

    Args:
        picture: The picture; a box that is needed comes before those that need it.
    """
    columns = columns_of(picture)
    spots = columns.spots
    widths = _widths(picture, columns)
    lefts = list(accumulate((width + _CHANNEL for width in widths), initial=_MARGIN + _PADDING))
    middles, tops, bottom = _band_middles(columns)
    bottom = max(bottom, _place_shared(columns, middles, bottom))
    top = min([0.0, *(middles[number] - _height(spot) / 2 for number, spot in enumerate(spots))])
    shift = 2 * _MARGIN + _TITLE - top
    places = tuple(
        Place(lefts[spot.column], middles[number] - _BOX_HEIGHT / 2 + shift, widths[spot.column], _BOX_HEIGHT)
        for number, spot in enumerate(spots[: len(picture.boxes)])
    )
    ways = tuple(
        _way([(lefts[spots[n].column], widths[spots[n].column], middles[n] + shift) for n in path])
        for path in columns.paths
    )
    frames = _frames(picture, places, [(start + shift, end + shift) for start, end in tops], columns.bands)
    return Layout(
        width=lefts[-1] - _CHANNEL + _PADDING + _MARGIN,
        height=bottom + shift + _MARGIN,
        boxes=places,
        frames=frames,
        ways=ways,
    )


def _text_width(box: Box) -> float:
    """Return about how wide the longest line of a box is; the reader's fonts are not known."""
    lines = (shortened(box.title), 7.6), (shortened(box.label), 7.2), (shortened(box.component), 6.2)
    return max(sum(_units(character) for character in text) * size for text, size in lines)


def _units(character: str) -> float:
    """Return the width of a character in those of a middling one; most beyond Latin are drawn wide."""
    return 1.0 if ord(character) < 0x1100 else 1.9  # noqa: PLR2004 - Hangul and all East Asian scripts are above it


def _widths(picture: Picture, columns: Columns) -> list[float]:
    widths = [_NARROWEST] * columns.count
    for spot, box in zip(columns.spots, picture.boxes, strict=False):
        widths[spot.column] = max(widths[spot.column], min(_WIDEST, _text_width(box) + 30))
    return widths


def _height(spot: Spot) -> float:
    return _WAY_HEIGHT if spot.box is None else _BOX_HEIGHT


def _band_middles(columns: Columns) -> tuple[list[float], list[tuple[float, float]], float]:
    """Return the middle of every spot in a band, where each band starts and ends, and where the last one does."""
    cells: dict[int, dict[int, list[int]]] = {number: defaultdict(list) for number in range(len(columns.bands))}
    for number, spot in enumerate(columns.spots):
        if spot.band is not None:
            cells[spot.band][spot.column].append(number)
    middles = [0.0] * len(columns.spots)
    tops: list[tuple[float, float]] = []
    y = 0.0
    for held in cells.values():
        _sort(held, columns.spots)
        height = max(_stacked(cell, columns.spots) for cell in held.values())
        inner = y + _TITLE
        for cell in held.values():
            start = inner + (height - _stacked(cell, columns.spots)) / 2
            for number in cell:
                middles[number] = start + _height(columns.spots[number]) / 2
                start += _height(columns.spots[number]) + _GAP
        tops.append((y, inner + height + _PADDING))
        y = tops[-1][1] + _GAP
    return middles, tops, y


def _stacked(cell: Sequence[int], spots: Sequence[Spot]) -> float:
    return sum(_height(spots[number]) + _GAP for number in cell) - _GAP


def _sort(cells: Mapping[int, list[int]], spots: Sequence[Spot]) -> None:
    """Sort the columns of a band by turns after their left and right neighbours."""
    order = sorted(cells)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        for column, beside in zip(order[1:], order, strict=False) if forth else _backwards(order):
            ranks = {number: rank / len(cells[beside]) for rank, number in enumerate(cells[beside])}
            means = {
                number: _mean(ranks.get(other) for other in (spots[number].left if forth else spots[number].right))
                for number in cells[column]
            }
            cells[column].sort(key=lambda number, means=means: means[number])  # type: ignore[misc]


def _backwards(order: Sequence[int]) -> Iterable[tuple[int, int]]:
    return zip(reversed(order[:-1]), reversed(order), strict=False)


def _mean(values: Iterable[float | None]) -> float:
    """Return the mean of those that are there; what is joined to nothing stands in the middle."""
    found = [value for value in values if value is not None]
    return sum(found) / len(found) if found else 0.5


def _place_shared(columns: Columns, middles: list[float], bottom: float) -> float:
    """Place what is shared, column by column, each at the middle of what needs it; return where it ends."""
    by_column: dict[int, list[int]] = defaultdict(list)
    for number, spot in enumerate(columns.spots):
        if spot.band is None:
            by_column[spot.column].append(number)
    end = 0.0
    for column in sorted(by_column):
        wished = []
        for number in by_column[column]:
            near = [middles[other] for other in columns.spots[number].left]
            wished.append((sum(near) / len(near) if near else bottom / 2, number))
        wished.sort()
        found = _apart([wish for wish, _ in wished], [_height(columns.spots[number]) + _GAP for _, number in wished])
        for (_, number), middle in zip(wished, found, strict=True):
            middles[number] = middle
        last = columns.spots[wished[-1][1]]
        end = max(end, found[-1] + _height(last) / 2 + _PADDING)
    return end


def _apart(wished: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return middles as near as can be to sorted wishes so that nothing overlaps.

    Runs of neighbours that would overlap are moved as one: pooling of adjacent violators, in linear time.
    """
    offsets = [start + height / 2 for start, height in zip(accumulate(heights, initial=0.0), heights, strict=False)]
    runs: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        total, count = wish - offset, 1
        while runs and runs[-1][0] / runs[-1][1] > total / count:
            total, count = total + runs[-1][0], count + runs[-1][1]
            runs.pop()
        runs.append((total, count))
    starts = (total / count for total, count in runs for _ in range(count))
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _way(stops: Sequence[tuple[float, float, float]]) -> tuple[tuple[float, float], ...]:
    """Return the points of an arrow: it leaves the first box on the right, and ends at the left of the last."""
    (x, width, y), *between = stops
    points = [(x + width, y)]
    for x, width, y in between[:-1]:
        points += [(x, y), (x + width, y)]
    x, _, y = between[-1]
    return (*points, (x, y))


def _frames(
    picture: Picture, places: Sequence[Place], tops: Sequence[tuple[float, float]], bands: Sequence[str]
) -> tuple[Frame, ...]:
    """Return a frame around the boxes of each band, as high as the band, and one around what is shared."""
    found = []
    heights = dict(zip(bands, tops, strict=True))
    for name, positions in picture.frames():
        held = [places[position] for position in positions]
        left = min(place.x for place in held) - _PADDING
        right = max(place.x + place.width for place in held) + _PADDING
        start = min(place.y for place in held) - _TITLE
        top, bottom = heights.get(name, (start, max(place.y + place.height for place in held) + _PADDING))
        found.append(Frame(name or SHARED, Place(left, top, right - left, bottom - top)))
    return tuple(found)
