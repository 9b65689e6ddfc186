"""Filling `image: .`; the messages are in `tests/cases/plan/image*.case`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podium.diagnostics import Severity
from podium.environment import load_environment
from podium.graph.expand import expand
from podium.lock.model import Lock, LockedWorkload
from podium.plan.images import ANY_WORKLOAD, check_images, fill_images, image_sources, open_containers, own_images
from tests.podium.graph.projects import BASE, graph
from tests.podium.spec.scores import loaded, score

CONTAINERS = {"main": {"image": ".", "args": []}, "side": {"image": "."}, "fixed": {"image": "y"}}


@pytest.mark.parametrize(
    ("sources", "expected", "reason"),
    [
        ([], [".", ".", "y"], "nothing is known"),
        ([{"web": "a"}], ["a", "a", "y"], "by workload"),
        ([{"web.side": "b", "web": "a"}], ["a", "b", "y"], "a container's own image wins"),
        ([{"web": "a"}, {"web.side": "b"}], ["a", "a", "y"], "the stronger source wins, however its image is named"),
        ([{"web.side": "b"}, {"web": "a"}], ["a", "b", "y"], "what the stronger one leaves open the next one fills"),
        ([{"api": "a"}], [".", ".", "y"], "for another workload"),
    ],
)
def test_the_nearest_image_of_the_strongest_source_is_filled_in(sources, expected, reason):
    """Container before workload; a stated image is never changed."""
    filled = fill_images(CONTAINERS, "web", tuple(sources))
    assert expected == [container["image"] for container in filled.values()], reason
    assert filled["main"]["args"] == []


@pytest.mark.parametrize(
    ("given", "stated", "locked", "expected"),
    [
        ({"web": "flag"}, "{web: file}", "lock", "flag"),
        ({}, "{web: file}", "lock", "file"),
        ({}, "{web.main: file}", "lock", "file"),
        ({ANY_WORKLOAD: "any"}, "{web: file}", "lock", "file"),
        ({ANY_WORKLOAD: "any"}, "{}", "lock", "any"),
        ({}, "{}", "lock", "lock"),
        ({}, "{}", ".", "."),
    ],
)
def test_the_command_line_decides_before_the_environment_and_that_before_the_lock(given, stated, locked, expected):
    """One rule for every run, whoever starts it; a lock that was written without an image knows none."""
    lock = Lock("dev", {"web": LockedWorkload("web", "0.yaml", "", {"main": locked})})
    environment = {"type: development": f"type: development\nimages: {stated}"}
    result = replace(graph(score("web", container="image: ."), **environment), previous=lock)
    filled = fill_images({"main": {"image": "."}}, "web", image_sources(result, given))
    assert filled["main"]["image"] == expected
    missing = [d.code for d in check_images(result, given, strict=True)]
    assert missing == (["R011"] if expected == "." else [])


@pytest.mark.parametrize(("locked", "expected"), [("lock", "lock"), (".", "included")])
def test_the_lock_decides_before_an_included_file(tmp_path, locked, expected):
    """An environment that starts from another one runs what was promoted to it."""
    folder = tmp_path / "stacks/environments"
    folder.mkdir(parents=True)
    (folder / "staging.yaml").write_text(
        f"{BASE.partition('name: dev')[2]}images: {{web: included}}\n", encoding="utf-8"
    )
    (folder / "prod.yaml").write_text("include: [staging.yaml]\ntype: production\n", encoding="utf-8")
    previous = Lock("prod", {"web": LockedWorkload("web", "0.yaml", "", {"main": locked})})
    result = expand([loaded(score("web", container="image: ."))], load_environment(tmp_path, "prod"), previous)
    sources = image_sources(result, {ANY_WORKLOAD: "for what is named nowhere"})
    assert fill_images({"main": {"image": "."}}, "web", sources)["main"]["image"] == expected
    assert own_images(result) == {}


def test_containers_whose_image_must_be_supplied_are_known():
    """By name, whether or not an image is known for them."""
    text = score("web", container="image: .").replace("{main: {image: .}}", "{main: {image: .}, side: {image: x}}")
    assert open_containers(graph(text), "web") == ["main"]


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
