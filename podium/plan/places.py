"""Where the input of a component stands: in a Score file or in the environment file, as deep as it can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from podium.diagnostics import Span
from podium.graph.layers import stating
from podium.graph.model import WORKLOAD_ITSELF, ResourceGraph
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
    layer = stating(graph.nodes[resource.uid].layers, path) if path else None
    if layer is None:
        return _given_span(resource, path, graph)
    if layer.source == WORKLOAD_ITSELF:
        document = _claiming(resource, graph).document
        return next(_in_score(path, document), resource.span)
    if layer.document is None or len(path) == 1:
        return layer.spans.get(str(path[0]), resource.span)
    return _place(layer.document, (*layer.path, *path))


def _given_span(resource: PlannedResource, path: Path, graph: ResourceGraph) -> Span:
    """Return the place of an input that no layer states: the definition may say how objects are called."""
    stated = ("definitions", resource.definition, "name")
    if path == ("name",) and graph.environment.document.get(stated):
        return graph.environment.document.span_at(stated)
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


def _place(document: Node, path: Path) -> Span:
    """Return the place of a single value, or of the key that a mapping or list stands under."""
    node = document.get(path)
    is_single = node is not None and isinstance(node.value, str | int | float | bool)
    return document.span_at(path) if is_single else document.key_span_at(path)
