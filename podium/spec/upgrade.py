"""Older forms of Score that are still read: list-form files and volumes, ``read_only``, ``properties``.

Source: score-go v1.20.0, ``schema/upgrade_transforms.go``; ``properties`` was the name of ``params`` in early examples.
Each change works on nodes, so everything keeps its place in the file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from podium.diagnostics import Diagnostic, Severity, Span
from podium.spec.document import Member, Node
from podium.spec.validation import describe

__all__ = ["change_each", "upgrade"]

Members = Mapping[str, Member]


def upgrade(document: Node) -> tuple[Node, list[Diagnostic]]:
    """Return the document in today's form, and a warning for each old form that was found."""
    warnings: list[Diagnostic] = []
    document = change_each(document, "containers", lambda node: _container(node, warnings))
    return change_each(document, "resources", lambda node: _claim(node, warnings)), warnings


def _container(node: Node, warnings: list[Diagnostic]) -> Node:
    node = _change(node, "files", lambda files: _list_to_map(files, lambda file: _file(file, warnings), warnings))
    volume = functools.partial(_rename, old="read_only", new="readOnly", warnings=warnings)
    return _change(node, "volumes", lambda volumes: _list_to_map(volumes, volume, warnings))


def _file(node: Node, warnings: list[Diagnostic]) -> Node:
    return _change(node, "content", lambda content: _join_lines(content, warnings))


def _claim(node: Node, warnings: list[Diagnostic]) -> Node:
    return node if "params" in node.members else _rename(node, old="properties", new="params", warnings=warnings)


def _list_to_map(node: Node, change: Callable[[Node], Node], warnings: list[Diagnostic]) -> Node:
    """Return a list of entries with ``target`` as a mapping of target to changed entry."""
    if not isinstance(node.value, tuple):
        return node
    members: dict[str, Member] = {}
    for item in node.value:
        target = item.members.get("target")
        if target is None or not isinstance(target.node.value, str):
            return node
        if target.node.value in members:
            message = f"target {describe(target.node.value)} stands twice in the list, and the last one wins"
            warnings.append(_warning(target.node.span, message, "remove one of the two"))
        rest = {key: member for key, member in item.members.items() if key != "target"}
        members[target.node.value] = Member(target.node.span, change(replace(item, value=MappingProxyType(rest))))
    warnings.append(_warning(node.span, "the list form is deprecated", "write a mapping of target to entry"))
    return replace(node, value=MappingProxyType(members))


def _join_lines(node: Node, warnings: list[Diagnostic]) -> Node:
    if not isinstance(node.value, tuple) or not all(isinstance(line.value, str) for line in node.value):
        return node
    warnings.append(_warning(node.span, "content as a list of lines is deprecated", "write one block with '|'"))
    return replace(node, value="\n".join(str(line.value) for line in node.value))


def _rename(node: Node, *, old: str, new: str, warnings: list[Diagnostic]) -> Node:
    if old not in node.members:
        return node
    warnings.append(_warning(node.members[old].key_span, f"'{old}' is the old name of '{new}'", f"write '{new}'"))
    members = {new if key == old else key: member for key, member in node.members.items()}
    return replace(node, value=MappingProxyType(members))


def _change(node: Node, key: str, change: Callable[[Node], Node]) -> Node:
    """Return the mapping with the value at ``key`` changed, if it is there."""
    member = node.members.get(key)
    if member is None:
        return node
    changed = {**node.members, key: replace(member, node=change(member.node))}
    return replace(node, value=MappingProxyType(changed))


def change_each(node: Node, key: str, change: Callable[[Node], Node]) -> Node:
    """Return the mapping with every entry of the mapping at ``key`` changed."""

    def change_all(entries: Node) -> Node:
        if not isinstance(entries.value, Mapping):
            return entries
        changed = {name: replace(member, node=change(member.node)) for name, member in entries.members.items()}
        return replace(entries, value=MappingProxyType(changed))

    return _change(node, key, change_all)


def _warning(span: Span, message: str, fix: str) -> Diagnostic:
    why = "Podium reads it for compatibility; the schema of score.dev/v1b1 has only the new form"
    return Diagnostic("S003", message, span, why=why, fix=fix, severity=Severity.WARNING)
