"""A workload as params; a whole one is in `tests/cases/plan/whole-workload.case`."""

from __future__ import annotations

from podium.environment.model import Tier
from podium.graph.context import WorkloadContext
from podium.graph.uid import ResourceUid
from podium.graph.workload import workload_params
from tests.podium.spec.scores import loaded, score


def params(container: str) -> dict:
    """Return the params of a workload with one container."""
    item = loaded(score("web", container=container))
    return workload_params(WorkloadContext(item, ResourceUid.of("workload", "web"), {}, "shop", Tier.STANDARD))


def test_what_a_workload_does_not_say_is_not_there():
    """The component's own defaults hold; nothing is passed as null."""
    empty = {"variables": {}, "files": {}, "volumes": {}, "before": {}}
    assert params("image: x") == {"containers": {"main": {"image": "x", **empty}}, "ports": {}, "annotations": {}}


def test_placeholders_are_expanded_in_files_unless_they_are_raw():
    """`noExpand` keeps the text as it is, escapes included."""
    files = "/a: {content: '$$ ${metadata.name}'}, /b: {content: '$$ ${metadata.name}', noExpand: true, mode: '600'}"
    assert params(f"image: x, files: {{{files}}}")["containers"]["main"]["files"] == {
        "/a": {"content": "$ web"},
        "/b": {"content": "$$ ${metadata.name}", "mode": "600"},
    }


def test_empty_lists_and_texts_are_kept():
    """An empty command is a command; only what is absent is left out."""
    main = params("image: x, command: [], args: [''], files: {/a: {content: ''}}")["containers"]["main"]
    assert (main["command"], main["args"], main["files"]) == ([], [""], {"/a": {"content": ""}})
