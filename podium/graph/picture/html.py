"""A picture as one HTML file that needs nothing else: pan, zoom, search, and what belongs together."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from importlib.resources import files

from podium.graph.picture.model import Picture, shortened
from podium.graph.picture.svg import to_svg

__all__ = ["to_html"]


def to_html(picture: Picture) -> str:
    """Return a page with the picture; its policy lets it load nothing from anywhere."""
    parts = {"@title@": escape(shortened(picture.title, 120)), "@svg@": to_svg(picture)}
    # One pass, so that what is filled in is never looked at again.
    return re.sub("@title@|@svg@", lambda found: parts[found[0]], _page()).rstrip("\n")


@cache
def _page() -> str:
    return files("podium.graph.picture").joinpath("page.html").read_text(encoding="utf-8")
