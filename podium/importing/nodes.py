"""Small helpers over YAML nodes: a Compose file stays a tree of nodes, so that everything keeps its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from podium.spec.document import Member, Node
from podium.spec.document import Path as Steps

__all__ = ["base_of", "change_strings", "items", "mapping", "scalar_text", "text_at", "truth_at", "with_member"]


_LONG = 10_000
"""Bits of a number that Python does not write as decimal digits."""


def mapping(members: Mapping[str, Member], like: Node) -> Node:
    """Return a mapping that stands where another node stands."""
    return Node(MappingProxyType(dict(members)), like.span)


def with_member(node: Node, key: str, value: Node) -> Node:
    """Return a mapping with one value changed or added."""
    old = node.members.get(key)
    return mapping({**node.members, key: Member(old.key_span if old else value.span, value)}, node)


def items(node: Node | None) -> tuple[Node, ...]:
    """Return the items of a list; one scalar is a list of one, nothing is none."""
    if node is None or node.value is None:
        return ()
    return node.value if isinstance(node.value, tuple) else (node,)


def scalar_text(node: Node) -> str:
    """Return a scalar as Compose writes it into a variable: ``true``, ``8080``, ``1.5``; null is empty."""
    value = node.value
    if value is None:
        return ""
    if isinstance(value, int) and value.bit_length() > _LONG:
        return hex(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def text_at(node: Node, *path: str) -> str | None:
    """Return the scalar at a path as text, None where there is none."""
    found = node.get(path)
    return None if found is None or found.value is None else scalar_text(found)


def truth_at(node: Node, *path: str) -> bool:
    """Return whether the value at a path is true; interpolated text such as ``"true"`` counts."""
    return (text_at(node, *path) or "").lower() in {"true", "yes", "on", "1", "y"}


def base_of(node: Node) -> Path:
    """Return the folder that relative paths in a node start from: that of the file which holds it."""
    return Path(node.span.file).parent


def change_strings(node: Node, change: Callable[[Steps, Node], Node], path: Steps = ()) -> Node:
    """Return the tree with each string, never a key, changed.

    Args:
        node: The tree.
        change: Gets the path and the node of a string.
        path: Path of ``node`` itself.
    """
    if isinstance(node.value, str):
        return change(path, node)
    if isinstance(node.value, tuple):
        changed = tuple(change_strings(item, change, (*path, index)) for index, item in enumerate(node.value))
        return replace(node, value=changed)
    if isinstance(node.value, Mapping):
        return mapping(dict(_changed_members(node, change, path)), node)
    return node


def _changed_members(node: Node, change: Callable[[Steps, Node], Node], path: Steps) -> Iterator[tuple[str, Member]]:
    for key, member in node.members.items():
        yield key, Member(member.key_span, change_strings(member.node, change, (*path, key)))
