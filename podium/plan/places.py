"""Where the input of a component stands: in a Score file or in the environment file, as deep as it can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from podium.diagnostics import Span
from podium.graph.model import ResourceGraph
from podium.plan.model import PlannedResource
from podium.spec.annotations import SETTING
from podium.spec.document import Node, Path
from podium.spec.load import LoadedWorkload

__all__ = ["input_span"]

_ANNOTATIONS = ("metadata", "annotations")
_TOP: Mapping[str | int, tuple[tuple[str, ...], ...]] = {
    "annotations": (_ANNOTATIONS,),
    "ports": (("service", "ports"),),
    **{param: tuple((*_ANNOTATIONS, name) for name in names) for param, names in SETTING.items()},
}
"""Where the inputs of a workload's component stand in a Score file, if not under their own names; the first counts."""

_BELOW: Mapping[str | int, tuple[str, ...]] = {
    "claim": ("source",),
    "exec": ("exec", "command"),
    "headers": ("httpHeaders",),
    "secret_variables": ("variables",),
    "timing": (),
}
"""Names that differ in a Score file, below the top."""

_NAMING = {"annotations", "before", "containers", "files", "ports", "secret_variables", "variables", "volumes"}
"""What holds entries by names of the author's own, which are never translated."""


def input_span(resource: PlannedResource, path: Path, graph: ResourceGraph) -> Span:
    """Return where an input stands, or its nearest parent: in the claim, the environment, or the workload itself.

    Args:
        resource: The resource whose component has the input.
        path: Path of the input below the component's inputs.
        graph: The graph, which has the documents.
    """
    origin = resource.provenance.get(str(path[0])) if path else None
    if origin and origin.span:
        return next(_deeper(resource, path, graph, origin.span), origin.span)
    if origin and origin.source == "workload":
        document = _claiming(resource, graph).document
        return next(_in_score(path, document), resource.span)
    return resource.span


def _claiming(resource: PlannedResource, graph: ResourceGraph) -> LoadedWorkload:
    return next(w for w in graph.workloads if w.workload.name == resource.claimants[0].workload)


def _in_score(path: Path, document: Node) -> Iterator[Span]:
    """Yield the places of a workload's own input, those that exist first."""
    choices = _TOP.get(path[0], ((str(path[0]),),))
    found = [choice for choice in choices if document.get(choice)]
    below = tuple(_translated(path))[1:]
    yield from (_place(document, (*choice, *below)) for choice in (*found, choices[0]))


def _translated(path: Path) -> Iterator[str | int]:
    """Yield the steps of a path as a Score file writes them."""
    own = False
    for step in path:
        if own or isinstance(step, int):
            yield step
            own = False
            continue
        yield from _BELOW.get(step, (re.sub(r"_(\w)", lambda match: match[1].upper(), step),))
        own = step in _NAMING


def _deeper(resource: PlannedResource, path: Path, graph: ResourceGraph, top: Span) -> Iterator[Span]:
    """Yield the place of an input below the param at ``top``."""
    for document, base in _sources(resource, graph):
        key = (*base, path[0])
        if document.get(key) and top in {document.span_at(key), document.key_span_at(key)}:
            yield _place(document, (*base, *path)) if len(path) > 1 else top


def _sources(resource: PlannedResource, graph: ResourceGraph) -> Iterator[tuple[Node, Path]]:
    """Yield the mappings that may hold a resource's params, with the documents that they are in."""
    environment = graph.environment.document
    yield environment, ("definitions", resource.definition, "params")
    yield environment, ("definitions", resource.definition, "fixed")
    for tier in graph.environment.environment.tiers:
        yield environment, ("tiers", str(tier), resource.uid.resource_type)
    for claimant in resource.claimants:
        for loaded in graph.workloads:
            if loaded.workload.name == claimant.workload:
                yield loaded.document, ("resources", claimant.name, "params")


def _place(document: Node, path: Path) -> Span:
    """Return the place of a single value, or of the key that a mapping or list stands under."""
    node = document.get(path)
    is_single = node is not None and isinstance(node.value, str | int | float | bool)
    return document.span_at(path) if is_single else document.key_span_at(path)
