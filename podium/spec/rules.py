"""The rules of Score that a schema cannot say: placeholders that can be resolved, an order that exists.

Source: score-go v1.20.0, ``loader/validate.go``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podium.diagnostics import Diagnostic, Span, listed, suggest
from podium.spec.document import MAX_PROBLEMS, Node, Path
from podium.spec.extensions import Extension, enabled
from podium.spec.model import Workload
from podium.spec.order import dependency_order
from podium.spec.placeholder import Placeholder, parse_template
from podium.spec.positions import part_spans
from podium.spec.validation import describe

__all__ = ["PlacedPlaceholder", "check_rules", "placed_placeholders"]

_ROOTS = ("metadata", "resources")
_OUTPUT = re.compile(r"[A-Za-z0-9_.-]+")


def check_rules(workload: Workload, document: Node, placed: Iterable[PlacedPlaceholder]) -> list[Diagnostic]:
    """Return what is wrong with a workload that the schema accepts, of very much the first part.

    Args:
        workload: The workload.
        document: The document it came from, for positions.
        placed: Its placeholders.
    """
    problems = itertools.chain(_placeholder_problems(workload, placed), _before_problems(workload, document))
    return list(itertools.islice(problems, MAX_PROBLEMS + 1))


@dataclass(frozen=True, slots=True)
class PlacedPlaceholder:
    """A placeholder of a Score file and where it stands.

    Attributes:
        placeholder: The placeholder.
        span: Its place in the file.
        path: Path of the value that is expanded, such as ``("containers", "main", "image")``.
        bare_is_volume: Whether ``${resources.x}`` without an output stands for a volume here: it is the source of one.
            Elsewhere it is the text of the resource's uid.
    """

    placeholder: Placeholder
    span: Span
    path: Path
    bare_is_volume: bool


def placed_placeholders(workload: Workload, document: Node) -> Iterator[PlacedPlaceholder]:
    """Yield every placeholder that is expanded in a workload, in the order of the file's parts."""
    for path in _templated(workload):
        start = document.get(path)
        is_volume = path[2:3] == ("volumes",)
        for node in _strings(start) if start else ():
            placeholders = parse_template(str(node.value)).placeholders
            spans = part_spans(node, [(placeholder.offset, len(str(placeholder))) for placeholder in placeholders])
            for placeholder, span in zip(placeholders, spans, strict=True):
                yield PlacedPlaceholder(placeholder, span, path, is_volume)


def _templated(workload: Workload) -> Iterator[Path]:
    """Yield the paths of the values in which placeholders are expanded."""
    everywhere = Extension.PLACEHOLDERS in enabled(workload.annotations)
    for name, container in workload.containers.items():
        base: Path = ("containers", name)
        if everywhere:
            yield from ((*base, key) for key in ("image", "command", "args"))
        for variable in container.variables or {}:
            yield (*base, "variables", variable)
        for target, file in (container.files or {}).items():
            if not file.no_expand and file.content is not None:
                yield (*base, "files", target, "content")
        for target in container.volumes or {}:
            yield (*base, "volumes", target, "source")
    for name, claim in workload.claims.items():
        if claim.params is not None:
            yield ("resources", name, "params")


def _strings(node: Node) -> Iterator[Node]:
    if isinstance(node.value, tuple):
        for item in node.value:
            yield from _strings(item)
    elif isinstance(node.value, str):
        yield node
    for member in node.members.values():
        yield from _strings(member.node)


def _placeholder_problems(workload: Workload, all_placed: Iterable[PlacedPlaceholder]) -> Iterator[Diagnostic]:
    why = "a placeholder reads the workload's metadata or one of its resources"
    metadata = workload.metadata.model_dump(exclude_unset=True)
    for placed in all_placed:
        problem = _problem(placed.placeholder.path, metadata, workload.claims)
        if problem:
            message = f"invalid ref {describe(placed.placeholder.raw)}: {problem[0]}"
            yield Diagnostic("S020", message, placed.span, why=why, fix=problem[1])


def _problem(path: Sequence[str], metadata: Mapping[str, Any], claims: Collection[str]) -> tuple[str, str] | None:
    """Return what is wrong with a reference, and how to mend it."""
    root, *keys = path
    if root not in _ROOTS:
        return (
            f"unknown root {describe(root)}",
            "start with 'resources.' or 'metadata.', or write '$$' for a dollar sign",
        )
    if not keys:
        return f"needs at least one key after '{root}'", f"write '{root}.<key>'"
    if not all(keys):
        return "a key is empty", "remove the dot that is too many"
    return _metadata_problem(keys, metadata) if root == "metadata" else _resource_problem(keys, claims)


def _resource_problem(keys: Sequence[str], claims: Collection[str]) -> tuple[str, str] | None:
    name, *outputs = keys
    if name not in claims:
        fix = suggest(name, claims) or f"declare it under 'resources:' (declared: {listed(claims)})"
        return f"no known resource {describe(name)}", fix
    unlikely = [key for key in outputs if not _OUTPUT.fullmatch(key)]
    if unlikely:
        fix = "an output's name has letters, digits, '_' and '-', and dots if each is written '\\.'"
        return f"{describe(unlikely[0])} cannot be an output", fix
    return None


def _metadata_problem(keys: Sequence[str], metadata: Any) -> tuple[str, str] | None:
    value = metadata
    for key in keys:
        if not isinstance(value, dict):
            return f"cannot look up {describe(key)} in a value", "remove the last key"
        if key not in value:
            fix = suggest(key, value) or f"known keys: {listed(value)}"
            return f"key {describe(key)} not found", fix
        value = value[key]
    return None


def _before_problems(workload: Workload, document: Node) -> Iterator[Diagnostic]:
    edges = {name: sorted(container.before or {}) for name, container in workload.containers.items()}
    for name, targets in sorted(edges.items()):
        for target in targets:
            span = document.key_span_at(("containers", name, "before", target))
            if target == name:
                yield _order_problem(f"container '{name}' waits for itself", span, "remove the entry")
            elif target not in edges:
                fix = suggest(target, edges) or f"containers: {listed(edges)}"
                yield _order_problem(f"'before' names no container '{target}'", span, fix)
    if not any(edges.values()):
        return
    others = {name: [t for t in targets if t != name and t in edges] for name, targets in edges.items()}
    for cycle in dependency_order(others)[1]:
        steps = itertools.pairwise(cycle)
        span, *related = (document.key_span_at(("containers", name, "before", target)) for name, target in steps)
        message = f"containers wait for each other: {' -> '.join(cycle)}"
        yield _order_problem(message, span, "remove one 'before'", *related)


def _order_problem(message: str, span: Span, fix: str, *related: Span) -> Diagnostic:
    why = "'before' names other containers of the workload, which start after this one"
    return Diagnostic("S021", message, span, why=why, fix=fix, related=related)
