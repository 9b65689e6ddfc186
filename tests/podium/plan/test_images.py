"""Filling `image: .`; the messages are in `tests/cases/plan/image*.case`."""

from __future__ import annotations

import pytest

from podium.diagnostics import Severity
from podium.plan.images import ANY_WORKLOAD, check_images, fill_images
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

CONTAINERS = {"main": {"image": ".", "args": []}, "side": {"image": "."}, "fixed": {"image": "y"}}


@pytest.mark.parametrize(
    ("images", "expected", "reason"),
    [
        ({}, [".", ".", "y"], "nothing is known"),
        ({"web": "a"}, ["a", "a", "y"], "by workload"),
        ({"web.side": "b", "web": "a"}, ["a", "b", "y"], "a container's own image wins"),
        ({ANY_WORKLOAD: "c", "web": "a"}, ["a", "a", "y"], "the workload's image wins over one for all"),
        ({ANY_WORKLOAD: "c", "api": "a"}, ["c", "c", "y"], "for any workload"),
    ],
)
def test_the_nearest_image_is_filled_in(images, expected, reason):
    """Container before workload before any; a stated image is never changed."""
    filled = fill_images(CONTAINERS, "web", images)
    assert expected == [container["image"] for container in filled.values()], reason
    assert filled["main"]["args"] == []


def test_an_image_that_a_placeholder_makes_is_missing_like_one_that_is_written():
    """What counts is the text that is filled in, not the one in the file."""
    text = score("web", container='image: "${metadata.annotations.image}"')
    annotations = '{image: ".", podium.dev/extensions: placeholders}'
    result = graph(text.replace("{name: web}", f"{{name: web, annotations: {annotations}}}"))
    assert [(d.code, str(d.span)) for d in check_images(result, {}, strict=False)] == [("R011", "0.yaml:3:28")]
    assert list(check_images(result, {"web": "a"}, strict=True)) == []


@pytest.mark.parametrize(
    ("given", "strict", "expected", "reason"),
    [
        ({}, False, [("R011", Severity.WARNING)] * 2, "a plan goes on"),
        ({}, True, [("R011", Severity.ERROR)] * 2, "a run does not"),
        ({"web": "a"}, True, [("R011", Severity.ERROR)], "one is left"),
        ({"web": "a", "api.main": "b"}, True, [], "all are filled"),
        ({"web": "a", ANY_WORKLOAD: "b"}, True, [], "the rest can only mean one workload"),
        ({ANY_WORKLOAD: "b"}, False, [("R012", Severity.ERROR)], "it could mean two"),
        ({"wbe": "a", "web": "b", "api": "c"}, False, [("R012", Severity.ERROR)], "a slip"),
    ],
)
def test_missing_and_needless_images_are_told(given, strict, expected, reason):
    """A missing image is an error only where something is about to run."""
    result = graph(score("web", container="image: ."), score("api", container="image: ."))
    assert expected == [(d.code, d.severity) for d in check_images(result, given, strict=strict)], reason
