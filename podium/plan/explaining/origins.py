"""Where each param of a resource comes from, down to single values, with what it took the place of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import to_jsonable_python

from podium.catalogue.registry import ComponentInfo
from podium.diagnostics import Span
from podium.graph.layers import Merged, Provenance, merged, param_text
from podium.graph.model import COMMAND_LINE, ResourceGraph, ResourceNode
from podium.graph.request import WORKLOAD
from podium.plan.explaining.model import Origin, Overridden
from podium.plan.images import SUPPLIED
from podium.plan.masking import masked
from podium.plan.model import PlannedResource
from podium.plan.places import input_span

__all__ = ["COMPONENT_DEFAULT", "origins_of"]

COMPONENT_DEFAULT = "component default"
"""Source of what a component takes where nothing is said."""

_Path = tuple[str, ...]


def origins_of(
    node: ResourceNode, component: ComponentInfo, planned: PlannedResource | None, graph: ResourceGraph
) -> tuple[Origin, ...]:
    """Return every param with its value, where that comes from and what it overrides; secrets are masked.

    Args:
        node: The resource.
        component: Its component; says which inputs are secret, and what they are if nothing sets them.
        planned: The resource as planned, which has what follows from its place; None if planning failed.
        graph: The graph, which has the documents.
    """
    layered = merged(node.layers)
    params = planned.params if planned else layered.params
    provenance: Mapping[str, Provenance] = {**layered.provenance, **(planned.provenance if planned else {})}
    shown = masked(component, params)
    found = []
    for path in _leaves(shown):
        text = param_text(path)
        source = _nearest(provenance, path)
        at = source.span if text in provenance and source.span else _place(path, source, planned, graph)
        found.append(
            Origin(
                text,
                _dig(shown, path),
                source.source,
                _in_file(source.source, at),
                tuple(_overridden(path, layered, component)),
            )
        )
    filled = (_with_image(origin, node, graph) if planned else origin for origin in found)
    return (*sorted(filled, key=lambda origin: origin.path), *_defaults(component, shown))


def _with_image(origin: Origin, node: ResourceNode, graph: ResourceGraph) -> Origin:
    """Return the origin of an image that was supplied for ``image: .``; any other as it is."""
    containers = merged(node.layers).params.get("containers", {}) if node.uid.resource_type == WORKLOAD else {}
    paths = {param_text(("containers", name, "image")): name for name in containers}
    name = paths.get(origin.path)
    if name is None or containers[name]["image"] != SUPPLIED or origin.value == SUPPLIED:
        return origin
    stated = (Overridden(SUPPLIED, origin.source, origin.at),)
    for key in (f"{node.uid.id}.{name}", node.uid.id):
        if graph.environment.environment.images.get(key) == origin.value:
            at = graph.environment.document.span_at(("images", key))
            return replace(origin, source="environment images", at=at, overridden=stated)
    locked = graph.previous.workloads.get(node.uid.id) if graph.previous else None
    is_locked = locked is not None and locked.images.get(name) == origin.value
    return replace(origin, source="lock" if is_locked else COMMAND_LINE, at=None, overridden=stated)


def _leaves(shown: Mapping[str, Any]) -> Iterator[_Path]:
    """Yield the paths of single values, lists as a whole; of a mapping its own path if there is nothing in it."""
    waiting: list[tuple[_Path, Any]] = [((key,), value) for key, value in reversed(list(shown.items()))]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping) and value:
            waiting += [((*path, str(key)), item) for key, item in reversed(list(value.items()))]
        else:
            yield path


def _nearest(provenance: Mapping[str, Provenance], path: _Path) -> Provenance:
    """Return the provenance of a value, or of the nearest mapping around it that has one."""
    texts = (param_text(path[:length]) for length in range(len(path), 0, -1))
    return next((provenance[text] for text in texts if text in provenance), Provenance("environment"))


def _place(path: _Path, source: Provenance, planned: PlannedResource | None, graph: ResourceGraph) -> Span | None:
    """Return where a value stands that is part of another one, as deep as the documents tell."""
    if planned and (source.span or source.source == "workload"):
        return input_span(planned, path, graph)
    return source.span


def _overridden(path: _Path, layered: Merged, component: ComponentInfo) -> Iterator[Overridden]:
    """Yield what a value took the place of, itself or as part of a mapping around it."""
    for length in range(len(path), 0, -1):
        for setting in layered.overridden.get(param_text(path[:length]), ()):
            value = setting.value
            for key in reversed(path[:length]):
                value = {key: value}
            value = _dig(masked(component, value), path[:length])
            rest = path[length:]
            if not rest:
                yield Overridden(value, setting.source, _in_file(setting.source, setting.span))
            elif _has(value, rest):
                yield Overridden(_dig(value, rest), setting.source, _in_file(setting.source, setting.span))


def _in_file(source: str, span: Span | None) -> Span | None:
    """Return the place of a value; None for the command line, of which source and path say all."""
    return None if source == COMMAND_LINE else span


def _defaults(component: ComponentInfo, shown: Mapping[str, Any]) -> Iterator[Origin]:
    """Yield what the component takes for inputs that nothing sets."""
    for name, field in sorted(component.args_type.model_fields.items()):
        key = field.alias or name
        if key not in shown and name not in shown and not field.is_required():
            default = to_jsonable_python(field.get_default(call_default_factory=True), fallback=str)
            value = masked(component, {key: default}).get(key)
            yield Origin(param_text((key,)), value, COMPONENT_DEFAULT, None)


def _has(value: Any, path: Sequence[str]) -> bool:
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return False
        value = value[key]
    return True


def _dig(value: Any, path: Sequence[str]) -> Any:
    for key in path:
        value = value[key]
    return value
