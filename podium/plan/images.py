"""Filling ``image: .``: the image that a build pipeline supplies when it deploys, or that the lock holds.

The command line decides before the environment's own ``images:``, that before the lock, and the lock before the images
of included files: an environment that starts from another one runs what was promoted to it, not what that one runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any, TypeAlias

from podium.diagnostics import Diagnostic, Severity, Span, listed, suggest
from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.request import WORKLOAD
from podium.graph.uid import ResourceUid
from podium.spec.load import LoadedWorkload

__all__ = [
    "ANY_WORKLOAD",
    "SUPPLIED",
    "ImageSources",
    "check_images",
    "fill_images",
    "image_sources",
    "open_containers",
    "own_images",
]

ImageSources: TypeAlias = tuple[Mapping[str, str], ...]
"""Images by ``workload.container`` or ``workload``; what stands first decides."""

SUPPLIED = "."
_NAMED_SO = "an image is given for a workload, or for one container of it as '<workload>.<container>'"
ANY_WORKLOAD = ""
"""Key of an image that is given without a workload."""


def image_sources(graph: ResourceGraph, given: Mapping[str, str]) -> ImageSources:
    """Return where images come from.

    Args:
        graph: The workloads, their environment and its lock.
        given: Images from the command line.
    """
    named = {key: image for key, image in given.items() if key != ANY_WORKLOAD}
    if ANY_WORKLOAD in given:
        known = named.keys() | graph.environment.environment.images.keys()
        meant = (place for loaded in graph.workloads for place in _open(loaded, graph, known))
        named |= {f"{workload}.{container}": given[ANY_WORKLOAD] for workload, container, _ in meant}
    return (named, own_images(graph), _locked(graph), graph.environment.environment.images)


def own_images(graph: ResourceGraph) -> Mapping[str, str]:
    """Return the images that the environment's own file states, without those of included files."""
    document, images = graph.environment.document, graph.environment.environment.images
    own = document.span.file
    return {key: image for key, image in images.items() if document.key_span_at(("images", key)).file == own}


def fill_images(containers: Mapping[str, Any], workload: str, sources: ImageSources) -> dict[str, Any]:
    """Return the containers with ``.`` replaced wherever an image is known.

    Args:
        containers: Params of the containers by name.
        workload: Name of the workload.
        sources: Where images come from.
    """

    def image_of(name: str, container: Mapping[str, Any]) -> Any:
        if container["image"] != SUPPLIED:
            return container["image"]
        keys = (f"{workload}.{name}", workload)
        return next((images[key] for images in sources for key in keys if key in images), SUPPLIED)

    return {name: {**container, "image": image_of(name, container)} for name, container in containers.items()}


def open_containers(graph: ResourceGraph, workload: str) -> list[str]:
    """Return the names of a workload's containers whose image must be supplied, wherever it comes from."""
    containers = _containers(graph.nodes[ResourceUid.of(WORKLOAD, workload)])
    return [name for name, container in containers.items() if container["image"] == SUPPLIED]


def _locked(graph: ResourceGraph) -> Mapping[str, str]:
    """Return the images of the lock by ``workload.container``."""
    workloads = graph.previous.workloads.values() if graph.previous else ()
    return {
        f"{w.name}.{container}": image for w in workloads for container, image in w.images.items() if image != SUPPLIED
    }


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
    known = graph.environment.environment.images.keys() | given.keys()
    locked = _locked(graph).keys()
    open_places = [place for loaded in graph.workloads for place in _open(loaded, graph, known)]
    if ANY_WORKLOAD in given and len({workload for workload, _, _ in open_places}) > 1:
        wanted = ", ".join(sorted({workload for workload, _, _ in open_places}))
        yield Diagnostic(
            "R012", f"`--image` could be meant for {wanted}", why=_NAMED_SO, fix="write `--image WORKLOAD=IMAGE`"
        )
    elif ANY_WORKLOAD not in given:
        missing = (place for place in open_places if f"{place[0]}.{place[1]}" not in locked)
        yield from (_missing(workload, span, strict=strict) for workload, _, span in missing)


def _open(loaded: LoadedWorkload, graph: ResourceGraph, known: Set[str]) -> Iterator[tuple[str, str, Span]]:
    """Yield workload, container and place where the image must be supplied and nobody names it."""
    workload = loaded.workload.name
    for name in open_containers(graph, workload):
        if not {f"{workload}.{name}", workload} & known:
            yield workload, name, loaded.document.span_at(("containers", name, "image"))


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
