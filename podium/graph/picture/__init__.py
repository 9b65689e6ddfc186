"""Pictures of a graph: the same boxes, frames and arrows as Mermaid, DOT, SVG and HTML."""

from podium.graph.picture.dot import to_dot
from podium.graph.picture.html import to_html
from podium.graph.picture.mermaid import to_mermaid
from podium.graph.picture.model import Picture, picture_of, restricted
from podium.graph.picture.svg import to_svg

__all__ = ["Picture", "picture_of", "restricted", "to_dot", "to_html", "to_mermaid", "to_svg"]
