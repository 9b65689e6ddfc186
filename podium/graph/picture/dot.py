"""A picture in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from podium.graph.picture.model import LONGEST_NOTE, SHARED, Box, Kind, Picture, shortened

__all__ = ["to_dot"]

_COLOURS = {
    Kind.WORKLOAD: ("#dbeafe", "#2563eb"),
    Kind.NAMESPACE: ("#f1f5f9", "#64748b"),
    Kind.SHARED: ("#fef3c7", "#d97706"),
    Kind.RESOURCE: ("#ecfdf5", "#059669"),
}

_HEAD = """\
digraph podium {
  graph [rankdir=LR, compound=true, fontname="Helvetica", fontsize=13, nodesep=0.25, ranksep=0.7, labelloc=t]
  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11, margin="0.15,0.08"]
  edge [color="#64748b", arrowsize=0.7]"""


def to_dot(picture: Picture) -> str:
    """Return a digraph with a cluster for each workload and one for what they share."""
    arrows = (
        f"  n{arrow.source} -> n{arrow.target}{' [style=dashed]' if arrow.is_place else ''}" for arrow in picture.arrows
    )
    return "\n".join([_HEAD, f"  label={_quoted(picture.title)}", *_clusters(picture), *arrows, "}"])


def _clusters(picture: Picture) -> Iterator[str]:
    for number, (name, positions) in enumerate(picture.frames()):
        yield f"  subgraph cluster_{number} {{"
        yield f'    label={_quoted(name if name != SHARED else "shared")}; style="rounded"; color="#cbd5e1"'
        for position in positions:
            yield f"    n{position} {_attributes(picture.boxes[position])}"
        yield "  }"


def _attributes(box: Box) -> str:
    fill, line = _COLOURS[box.kind]
    label = _quoted(*(shortened(text) for text in (box.title, box.label, box.component)))
    return f'[label={label}, tooltip={_quoted(*box.note)}, fillcolor="{fill}", color="{line}"]'


def _quoted(*lines: str) -> str:
    r"""Return lines as one quoted string; Graphviz reads escapes (``\N``) and entities (``&lt;``) in it."""
    shown = (shortened(line, LONGEST_NOTE).replace("&", "&amp;") for line in lines)
    return '"' + r"\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in shown) + '"'
