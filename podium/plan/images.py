"""Filling ``image: .``: the image that a build pipeline supplies when it deploys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from podium.diagnostics import Diagnostic, Severity, Span, listed, suggest
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.request import WORKLOAD
from podium.graph.uid import ResourceUid
from podium.spec.load import LoadedWorkload

__all__ = ["ANY_WORKLOAD", "check_images", "fill_images"]

SUPPLIED = "."
_NAMED_SO = "an image is given for a workload, or for one container of it as '<workload>.<container>'"
ANY_WORKLOAD = ""
"""Key of an image that is given without a workload."""


def fill_images(containers: Mapping[str, Any], workload: str, images: Mapping[str, str]) -> dict[str, Any]:
    """Return the containers with ``.`` replaced wherever an image is known.

    Args:
        containers: Params of the containers by name.
        workload: Name of the workload.
        images: Images by ``workload.container``, ``workload``, or ``""`` for any workload.
    """

    def image_of(name: str, container: Mapping[str, Any]) -> Any:
        if container["image"] != SUPPLIED:
            return container["image"]
        keys = (f"{workload}.{name}", workload, ANY_WORKLOAD)
        return next((images[key] for key in keys if key in images), SUPPLIED)

    return {name: {**container, "image": image_of(name, container)} for name, container in containers.items()}


def check_images(graph: ResourceGraph, given: Mapping[str, str], *, strict: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong with the images given on the command line and with those that are missing.

    Args:
        graph: The workloads and their environment.
        given: Images from the command line.
        strict: Whether a missing image is an error; otherwise it is a warning.
    """
    names = {loaded.workload.name for loaded in graph.workloads}
    containers = {f"{w.workload.name}.{container}" for w in graph.workloads for container in w.workload.containers}
    for key in sorted(given):
        if key and key not in names | containers:
            fix = suggest(key, names | containers) or f"workloads: {listed(names)}"
            yield Diagnostic("R012", f"`--image` names no workload or container '{key}'", why=_NAMED_SO, fix=fix)
    known = {**graph.environment.environment.images, **given}
    open_places = [place for loaded in graph.workloads for place in _open(loaded, graph, known)]
    if ANY_WORKLOAD in given and len({workload for workload, _ in open_places}) > 1:
        wanted = ", ".join(sorted({workload for workload, _ in open_places}))
        yield Diagnostic(
            "R012", f"`--image` could be meant for {wanted}", why=_NAMED_SO, fix="write `--image WORKLOAD=IMAGE`"
        )
    elif ANY_WORKLOAD not in given:
        yield from (_missing(workload, span, strict=strict) for workload, span in open_places)


def _open(loaded: LoadedWorkload, graph: ResourceGraph, known: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
    """Yield the containers whose image, placeholders bound, must be supplied and is not known by a name."""
    workload = loaded.workload.name
    for name, container in _containers(graph.nodes[ResourceUid.of(WORKLOAD, workload)]).items():
        if container["image"] == SUPPLIED and not {f"{workload}.{name}", workload} & known.keys():
            yield workload, loaded.document.span_at(("containers", name, "image"))


def _containers(node: ResourceNode) -> Mapping[str, Mapping[str, Any]]:
    """Return the containers of a workload as its strongest layer states them."""
    return next((layer.params["containers"] for layer in reversed(node.layers) if "containers" in layer.params), {})


def _missing(workload: str, span: Span, *, strict: bool) -> Diagnostic:
    return Diagnostic(
        "R011",
        f"no image for '{workload}'",
        span,
        why="'.' stands for an image that is supplied at deploy time",
        fix=f"give `--image {workload}=IMAGE`, or add '{workload}' under 'images:' of the environment",
        severity=Severity.ERROR if strict else Severity.WARNING,
    )
