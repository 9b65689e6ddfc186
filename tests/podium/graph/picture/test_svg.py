"""Pictures as SVG."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given

from podium.graph.picture.model import picture_of
from podium.graph.picture.svg import to_svg
from tests.podium.graph.picture.pictures import HOSTILE, hostile_picture, pictures, shop

SVG = "{http://www.w3.org/2000/svg}"


def test_a_document_has_a_group_for_each_box_and_a_path_for_each_arrow():
    """A box tells in its title what it is."""
    picture = picture_of(shop())
    root = ET.fromstring(to_svg(picture))
    boxes = [group for group in root.iter(f"{SVG}g") if group.get("class", "").startswith("box")]
    assert [group.find(f"{SVG}title").text for group in boxes] == ["\n".join(box.note) for box in picture.boxes]
    paths = [path for path in root.iter(f"{SVG}path") if path.get("data-from")]
    assert [(path.get("data-from"), path.get("data-to")) for path in paths] == [
        (f"n{arrow.source}", f"n{arrow.target}") for arrow in picture.arrows
    ]


def test_hostile_names_are_text():
    """The document stays well-formed, and has no element that a name could have made."""
    root = ET.fromstring(to_svg(hostile_picture()))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags == {"svg", "style", "defs", "marker", "path", "rect", "text", "g", "title"}
    assert sum(element.get("class", "").startswith("box") for element in root.iter(f"{SVG}g")) == len(HOSTILE)


def test_a_document_loads_nothing():
    """No link, image, font or script; it is light or dark as the reader's system is."""
    text = to_svg(picture_of(shop()))
    assert not any(word in text for word in ("href", "<script", "@import", "@font-face", "url(http", "<image"))
    assert "prefers-color-scheme: dark" in text


@given(pictures())
def test_the_same_picture_gives_the_same_bytes(picture):
    """And they are well-formed."""
    text = to_svg(picture)
    assert text == to_svg(picture)
    ET.fromstring(text)
