"""Pictures as HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from podium.graph.picture.html import to_html
from podium.graph.picture.model import picture_of
from tests.podium.graph.picture.pictures import hostile_picture, shop

VOID = {"meta", "input", "path", "rect"}


class Reader(HTMLParser):
    """Notes elements, and whether they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        """Note an element; a void one is never open."""
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note an element that closes itself."""
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Close the innermost element, which it must be."""
        assert self.open.pop() == tag


def read(text):
    """Return the elements of a page."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader.seen


@pytest.mark.parametrize("picture", [hostile_picture(), picture_of(shop())], ids=["hostile", "shop"])
def test_a_page_is_whole_and_loads_nothing(picture):
    """One script of our own, no attribute that names another file, and a policy that says so."""
    seen = read(to_html(picture))
    assert [tag for tag, _ in seen if tag in {"script", "link", "img", "iframe"}] == ["script"]
    assert not any({"src", "href", "onclick", "onload"} & attributes.keys() for _, attributes in seen)
    policy = next(a["content"] for _, a in seen if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    boxes = [attributes for _, attributes in seen if (attributes.get("class") or "").startswith("box")]
    assert len(boxes) == len(picture.boxes)


def test_names_fill_no_holes_of_the_page():
    """A name that looks like a hole of the template stays what it is."""
    picture = picture_of(shop())
    text = to_html(type(picture)("@svg@ @title@", picture.boxes, picture.arrows))
    assert "<title>@svg@ @title@</title>" in text
    assert text.count("<svg") == 1


def test_the_page_finds_every_element_that_its_script_names():
    """Ids in the script exist in the page."""
    text = to_html(picture_of(shop()))
    named = set(re.findall(r'get\("([a-z]+)"\)', text))
    assert named <= {attributes.get("id") for _, attributes in read(text)}
    assert named >= {"sheet", "search", "told"}
