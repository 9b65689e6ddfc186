"""The rules of Score that a schema cannot say: placeholders that can be resolved, an order that exists.

Source: score-go v1.20.0, ``loader/validate.go``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from podium.diagnostics import Diagnostic, Span, suggest
from podium.spec.document import Node, Path
from podium.spec.model import Workload
from podium.spec.placeholder import Placeholder, parse_template

__all__ = ["PlacedPlaceholder", "check_rules", "placed_placeholders"]

_ROOTS = ("metadata", "resources")
_OUTPUT = re.compile(r"[A-Za-z0-9_-]+")


def check_rules(workload: Workload, document: Node) -> list[Diagnostic]:
    """Return what is wrong with a workload that the schema accepts.

    Args:
        workload: The workload.
        document: The document it came from, for positions.
    """
    problems = [*_placeholder_problems(workload, document)]
    problems += _before_problems(workload, document)
    return problems


@dataclass(frozen=True, slots=True)
class PlacedPlaceholder:
    """A placeholder of a Score file and where it stands.

    Attributes:
        placeholder: The placeholder.
        span: Its place in the file.
        bare_is_volume: Whether ``${resources.x}`` without an output is legal here: it is the source of a volume.
    """

    placeholder: Placeholder
    span: Span
    bare_is_volume: bool


def placed_placeholders(workload: Workload, document: Node) -> Iterator[PlacedPlaceholder]:
    """Yield every placeholder that is expanded in a workload, in the order of the file's parts."""
    for path in _templated(workload):
        start = document.get(path)
        is_volume = path[2:3] == ("volumes",)
        for node in _strings(start) if start else ():
            for placeholder in parse_template(str(node.value)).placeholders:
                span = _placeholder_span(node, placeholder.offset, len(str(placeholder)))
                yield PlacedPlaceholder(placeholder, span, is_volume)


def _placeholder_span(node: Node, offset: int, length: int) -> Span:
    """Return the place of a part of a string, or of the whole string where the file does not hold it as it is.

    Args:
        node: The string's node.
        offset: Index of the part in the string's value.
        length: Its length in characters.
    """
    if node.text_at is None:
        return node.span
    before = str(node.value)[:offset]
    line = node.text_at[0] + before.count("\n")
    column = node.text_at[1] + len(before) - (before.rfind("\n") + 1)
    return Span(node.span.file, line, column, line, column + length)


def _templated(workload: Workload) -> Iterator[Path]:
    """Yield the paths of the values in which placeholders are expanded."""
    for name, container in workload.containers.items():
        base: Path = ("containers", name)
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


def _placeholder_problems(workload: Workload, document: Node) -> Iterator[Diagnostic]:
    why = "a placeholder reads the workload's metadata or one of its resources"
    for placed in placed_placeholders(workload, document):
        problem = _problem(placed.placeholder, workload, bare_is_uid=placed.bare_is_volume)
        if problem:
            yield Diagnostic("S020", problem[0], placed.span, why=why, fix=problem[1])


def _problem(placeholder: Placeholder, workload: Workload, *, bare_is_uid: bool) -> tuple[str, str] | None:
    root, *rest = placeholder.path
    if root not in _ROOTS:
        fix = "start with 'resources.' or 'metadata.', or write '$$' for a dollar sign"
        return f"invalid ref '{placeholder.raw}': unknown root '{root}'", fix
    if not rest:
        return f"invalid ref '{placeholder.raw}': needs at least one key after '{root}'", f"write '{root}.<key>'"
    if not all(rest):
        return f"invalid ref '{placeholder.raw}': a key is empty", "remove the dot that is too many"
    if root == "metadata":
        return _metadata_problem(placeholder, workload)
    return _resource_problem(placeholder, workload, bare_is_uid=bare_is_uid)


def _resource_problem(placeholder: Placeholder, workload: Workload, *, bare_is_uid: bool) -> tuple[str, str] | None:
    name = placeholder.path[1]
    if name not in workload.claims:
        known = ", ".join(sorted(workload.claims)) or "none"
        fix = suggest(name, workload.claims) or f"declare it under 'resources:' (declared: {known})"
        return f"invalid ref '{placeholder.raw}': no known resource '{name}'", fix
    unlikely = [key for key in placeholder.path[2:] if not _OUTPUT.fullmatch(key)]
    if unlikely:
        fix = "an output's name has letters, digits, '_' and '-'"
        return f"invalid ref '{placeholder.raw}': '{unlikely[0]}' cannot be an output", fix
    if len(placeholder.path) == 2 and not bare_is_uid:  # noqa: PLR2004 - resources.<name>
        return f"invalid ref '{placeholder.raw}': names no output", f"write 'resources.{name}.<output>'"
    return None


def _metadata_problem(placeholder: Placeholder, workload: Workload) -> tuple[str, str] | None:
    value: object = workload.metadata.model_dump(exclude_unset=True)
    for key in placeholder.path[1:]:
        if not isinstance(value, dict):
            return f"invalid ref '{placeholder.raw}': cannot look up '{key}' in a value", "remove the last key"
        if key not in value:
            fix = suggest(key, value) or f"known keys: {', '.join(sorted(value))}"
            return f"invalid ref '{placeholder.raw}': key '{key}' not found", fix
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
                fix = suggest(target, edges) or f"containers: {', '.join(sorted(edges))}"
                yield _order_problem(f"'before' names no container '{target}'", span, fix)
    cycle = _cycle(edges)
    if cycle:
        span = document.key_span_at(("containers", cycle[0], "before"))
        yield _order_problem(f"containers wait for each other: {' -> '.join(cycle)}", span, "remove one 'before'")


def _order_problem(message: str, span: Span, fix: str) -> Diagnostic:
    why = "'before' names other containers of the workload, which start after this one"
    return Diagnostic("S021", message, span, why=why, fix=fix)


def _cycle(edges: dict[str, list[str]]) -> list[str]:
    """Return one cycle of more than one container as a path that ends where it starts, or nothing."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        done.add(name)
        targets = (t for t in edges.get(name, []) if t != name and t in edges)
        return next((found for found in (walk(t, [*path, name]) for t in targets) if found), [])

    return next((found for found in (walk(name, []) for name in sorted(edges)) if found), [])
