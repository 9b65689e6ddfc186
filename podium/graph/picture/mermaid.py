"""A picture as a Mermaid flowchart, which code hosts draw in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from podium.graph.picture.model import SHARED, Box, Kind, Picture, shortened

__all__ = ["to_mermaid"]

_SHAPES = {
    Kind.WORKLOAD: ("([", "])"),
    Kind.NAMESPACE: ("{{", "}}"),
    Kind.SHARED: ("[", "]"),
    Kind.RESOURCE: ("[", "]"),
}

_STYLES = """\
  classDef workload fill:#dbeafe,stroke:#2563eb,color:#172554
  classDef resource fill:#ecfdf5,stroke:#059669,color:#052e16
  classDef shared fill:#fef3c7,stroke:#d97706,color:#451a03
  classDef namespace fill:#f1f5f9,stroke:#64748b,color:#0f172a,stroke-dasharray:4 3"""

_PLAIN = frozenset(" -_./:,@()")
"""Characters besides letters and digits that mean nothing to Mermaid within quotes."""


def to_mermaid(picture: Picture) -> str:
    """Return a flowchart; the arrows lead from what needs to what is needed, dashed to a namespace.

    Names are quoted, and every character that could mean something is written by its number, so a name draws as itself
    whatever it holds.
    """
    arrows = (f"  n{arrow.source} {'-.->' if arrow.is_place else '-->'} n{arrow.target}" for arrow in picture.arrows)
    return "\n".join([f"%% {_quoted(picture.title)}", "flowchart LR", *_frames(picture), *arrows, _STYLES])


def _frames(picture: Picture) -> Iterator[str]:
    for number, (name, positions) in enumerate(picture.frames()):
        yield f'  subgraph f{number}["{_quoted(name) if name != SHARED else "shared"}"]'
        for position in positions:
            yield f"    n{position}{_node(picture.boxes[position])}"
        yield "  end"


def _node(box: Box) -> str:
    before, after = _SHAPES[box.kind]
    label = f"<b>{_quoted(box.title)}</b><br/>{_quoted(box.label)}<br/><small>{_quoted(box.component)}</small>"
    return f'{before}"{label}"{after}:::{box.kind}'


def _quoted(text: str) -> str:
    """Return text as it stands between quotes."""
    return "".join(c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in shortened(text, 80))
