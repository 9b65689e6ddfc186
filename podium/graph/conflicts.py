"""What requests and answers must not contradict each other about: params, metadata, fixed values, ids, object names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from podium.diagnostics import Diagnostic, Span
from podium.environment.load import LoadedEnvironment
from podium.graph.context import WorkloadContext
from podium.graph.layers import merged, stating
from podium.graph.model import Layer, ResourceNode
from podium.graph.request import Request
from podium.graph.uid import ResourceUid
from podium.spec.document import Path
from podium.spec.validation import describe, path_text

__all__ = ["colliding_ids", "colliding_names", "cycle_problem", "different_claims", "set_although_fixed"]

Asked = Mapping[str, Any]


def different_claims(requests: Sequence[Request]) -> Iterator[Diagnostic]:
    """Yield where requests for one resource differ in their params or their metadata (``R003``).

    The first that states them is right; a request that states none agrees with any. Params are compared with their
    placeholders bound, so texts that differ may mean the same, and equal texts of two workloads may not.

    Source: score-go v1.20.0, ``framework/state.go``.

    Args:
        requests: All requests for one resource.
    """
    if len(requests) > 1:
        yield from _different("params", [(request, request.params) for request in requests])
        yield from _different("metadata", [(request, request.metadata) for request in requests])


def _different(part: str, stated: Iterable[tuple[Request, Any]]) -> Iterator[Diagnostic]:
    stating = [(request, value) for request, value in stated if value is not None]
    for other, value in stating[1:]:
        first, right = stating[0]
        yield from (_conflict(part, first, other, path) for path in _differences(right, value))


def _differences(one: Any, other: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths at which nested mappings and lists differ."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in [*one, *(key for key in other if key not in one)]:
            if key in one and key in other:
                yield from _differences(one[key], other[key], (*path, key))
            else:
                yield (*path, key)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differences(left, right, (*path, index))
    elif one != other or isinstance(one, bool) is not isinstance(other, bool):
        yield path


def _conflict(part: str, first: Request, other: Request, path: Path) -> Diagnostic:
    where = f": '{path_text(path)}'" if path else ""
    asking = f"'{other.claimant.workload}' and '{first.claimant.workload}' ask"
    if other.claimant.workload == first.claimant.workload:
        asking = f"'{other.claimant.workload}' asks twice"
    return Diagnostic(
        "R003",
        f"{asking} for {other.uid} with different {part}{where}",
        _stated_at(other, part, path),
        why=f"the same type, class and id is one shared resource, which has one set of {part}",
        fix=f"remove the {part} from one of the two, or give one another id",
        related=(_stated_at(first, part, path),),
    )


def _stated_at(request: Request, part: str, path: Path) -> Span:
    """Return the place of a value, or of the whole part's key where this request does not have it."""
    found = None if request.is_workload else request.document.get((*request.path, part, *path))
    if found is not None:
        return found.span
    return request.claimant.span if request.is_workload else request.key_span(part)


def set_although_fixed(uid: ResourceUid, asked: Layer, fixed: Sequence[Layer]) -> Iterator[Diagnostic]:
    """Yield what a claim sets to another value than the environment fixes it to (``R007``), value by value.

    Args:
        uid: The resource.
        asked: What the claim sets.
        fixed: What is fixed, weakest first; the environment may fix what a definition fixes to something else.
    """
    stated = [layer for layer in fixed if layer.params.keys() & asked.params.keys()]
    decreed = merged(stated).params if stated else {}
    for path, value in sorted(_overruled(asked.params, decreed), key=lambda found: found[0]):
        is_single = not isinstance(value, Mapping | list)
        by = stating(stated, path) or stated[-1]
        who = "definition" if by.source.startswith("definition") else "file"
        yield Diagnostic(
            "R007",
            f"'{path_text(path)}' of {uid} is fixed to {describe(value)} here",
            asked.span_at(path),
            why=f"the environment's {who} does not let a claim choose it",
            fix=f"remove '{path_text(path)}'" + (f" or ask for {describe(value)}" if is_single else ""),
            related=tuple(span for span in (by.span_at(path),) if span),
        )


def _overruled(asked: Any, decreed: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the paths, inside of mappings on both sides, at which something else is decreed, and what."""
    if isinstance(asked, Mapping) and isinstance(decreed, Mapping):
        for key in asked.keys() & decreed.keys():
            yield from _overruled(asked[key], decreed[key], (*path, key))
    elif next(_differences(asked, decreed), None) is not None:
        yield path, decreed


def colliding_ids(contexts: Sequence[WorkloadContext]) -> Iterator[Diagnostic]:
    """Yield explicit ids that are the private id of another claim (``R004``); the two would silently become one."""
    private = {uid: (context, claim) for context in contexts for claim, uid in _claims(context, explicit=False)}
    for context in contexts:
        for claim, uid in _claims(context, explicit=True):
            if uid in private:
                owner, name = private[uid]
                yield Diagnostic(
                    "R004",
                    f"id '{uid.id}' is the private id of another claim",
                    context.loaded.document.span_at(("resources", claim, "id")),
                    why="a claim without an id gets '<workload>.<claim>'; the two would be one resource",
                    fix="choose another id, or give both claims the same explicit id to share the resource",
                    related=(owner.loaded.document.key_span_at(("resources", name)),),
                )


def _claims(context: WorkloadContext, *, explicit: bool) -> Iterator[tuple[str, ResourceUid]]:
    claims = context.loaded.workload.claims
    return ((name, uid) for name, uid in context.claims.items() if (claims[name].id is not None) is explicit)


def colliding_names(nodes: Iterable[ResourceNode], environment: LoadedEnvironment) -> Iterator[Diagnostic]:
    """Yield resources that would share an object name (``R008``): a workload's, or one that a definition sets."""
    taken: dict[tuple[ResourceUid, str], ResourceNode] = {}
    for node in nodes:
        first = taken.setdefault((node.namespace, node.name), node) if node.namespace else node
        if first is not node and node.namespace:
            yield Diagnostic(
                "R008",
                f"{first.uid} and {node.uid} would both be named '{node.name}' in namespace '{node.namespace.id}'",
                node.span,
                why="an object's name is unique in its namespace",
                fix="rename the workload, or take 'name:' out of the definition",
                related=(first.span, environment.definition_span(node.match.name)),
            )


def cycle_problem(path: Sequence[ResourceUid], nodes: Mapping[ResourceUid, ResourceNode]) -> Diagnostic:
    """Return the diagnostic for resources that need each other (``R006``).

    Args:
        path: The cycle, which ends where it starts.
        nodes: The graph's nodes.
    """
    return Diagnostic(
        "R006",
        f"resources need each other: {' -> '.join(str(uid) for uid in path)}",
        nodes[path[0]].span,
        why="each needs the next, so none can be made first",
        fix="remove one of the references, or what a definition asks for",
        related=tuple(nodes[uid].span for uid in path[1:-1]),
    )
