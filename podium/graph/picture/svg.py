"""A picture as SVG that needs nothing else: no fonts, no scripts, light or dark as the reader's system is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files

from podium.graph.picture.layout import Frame, Layout, Place, layout_of
from podium.graph.picture.model import LONGEST_NOTE, SHARED, Arrow, Box, Picture, shortened

__all__ = ["to_svg"]

_MARKER = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto"><path class="head" d="M0 .8 8 4 0 7.2z"/></marker></defs>'
)


_LEGEND = "arrow: needs · dashed: lives in · right: shared by several workloads"


def to_svg(picture: Picture) -> str:
    """Return an SVG document: what needs stands left of what is needed, workloads in frames, what they share right.

    A box that is pointed at tells its uid, definition, component and claimant. The same picture gives the same bytes.
    """
    layout = layout_of(picture)
    width, height = _number(max(layout.width, 420)), _number(layout.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="heading">'
    )
    return "\n".join([head, *_parts(picture, layout), "</svg>"])


def _parts(picture: Picture, layout: Layout) -> Iterator[str]:
    yield f"<style>{_style()}</style>"
    yield _MARKER
    yield '<rect class="paper" width="100%" height="100%"/>'
    yield f'<text class="heading" id="heading" x="24" y="32">{_text(picture.title, 120)}</text>'
    yield f'<text class="legend" x="24" y="49">{_LEGEND}</text>'
    yield from (_frame(frame) for frame in layout.frames)
    for arrow, way in zip(picture.arrows, layout.ways, strict=True):
        yield _arrow(arrow, way)
    for position, (box, place) in enumerate(zip(picture.boxes, layout.boxes, strict=True)):
        yield _box(position, box, place)


@cache
def _style() -> str:
    return files("podium.graph.picture").joinpath("style.css").read_text(encoding="utf-8")


def _frame(frame: Frame) -> str:
    place, kind = frame.place, " shared" if frame.name == SHARED else ""
    title = f'<text x="{_number(place.x + 14)}" y="{_number(place.y + 19)}">{_text(frame.name or "shared", 60)}</text>'
    return f'<g class="frame{kind}">{_rect(place, 10)}{title}</g>'


def _box(position: int, box: Box, place: Place) -> str:
    x = _number(place.x + 16)
    bar = Place(place.x, place.y + 8, 4, place.height - 16)
    lines = (("title", box.title, 21.0), ("label", box.label, 37.0), ("component", box.component, 51.0))
    return "".join(
        [
            f'<g class="box {box.kind}" id="n{position}">',
            f"<title>{_note(box)}</title>",
            _rect(place, 7, "body"),
            _rect(bar, 2, "bar"),
            *(
                f'<text class="{name}" x="{x}" y="{_number(place.y + down)}">{_text(text)}</text>'
                for name, text, down in lines
            ),
            "</g>",
        ]
    )


def _arrow(arrow: Arrow, way: tuple[tuple[float, float], ...]) -> str:
    """Return a path: straight through each column, and from column to column a curve that starts and ends level."""
    (x, y), *rest = way
    path = [f"M{_number(x)} {_number(y)}"]
    for number, (to_x, to_y) in enumerate(rest):
        if number % 2 or to_y == y:
            path.append(f"L{_number(to_x)} {_number(to_y)}")
        else:
            middle = _number((x + to_x) / 2)
            path.append(f"C{middle} {_number(y)} {middle} {_number(to_y)} {_number(to_x)} {_number(to_y)}")
        x, y = to_x, to_y
    kind = "arrow place" if arrow.is_place else "arrow"
    return (
        f'<path class="{kind}" data-from="n{arrow.source}" data-to="n{arrow.target}" '
        f'marker-end="url(#head)" d="{"".join(path)}"/>'
    )


def _rect(place: Place, radius: int, name: str = "") -> str:
    kind = f'class="{name}" ' if name else ""
    return (
        f'<rect {kind}x="{_number(place.x)}" y="{_number(place.y)}" width="{_number(place.width)}" '
        f'height="{_number(place.height)}" rx="{radius}"/>'
    )


def _text(text: str, longest: int = 36) -> str:
    return escape(shortened(text, longest))


def _note(box: Box) -> str:
    return "\n".join(_text(line, LONGEST_NOTE) for line in box.note)


def _number(value: float) -> str:
    """Return a length with one digit at most, the same on every machine."""
    return f"{value:.1f}".removesuffix(".0")
