"""One form for each thing that Compose lets people write in several, and the merge of two services.

Source: Compose Specification, ``13-merge.md`` and ``11-extension.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from podium.importing.mounts import mount_parts
from podium.importing.nodes import items, mapping, scalar_text, text_at
from podium.spec.document import Member, Node

__all__ = ["canonical_service", "merge_services", "without_extensions"]

_EQUATIONS = frozenset({"environment", "labels", "annotations", "sysctls"})
"""Keys whose value is a mapping or a list of ``KEY=VALUE``."""

_NAMES = frozenset({"depends_on", "networks"})
"""Keys whose value is a mapping or a list of names."""

_REPLACED = frozenset({"command", "entrypoint", "test"})
"""Keys of which the later value replaces the earlier one, whatever their form."""

_TARGETS = frozenset({"volumes", "configs", "secrets"})
"""Lists whose entries are told apart by the place in the container."""

_FREE = frozenset({
    "environment", "labels", "annotations", "sysctls", "args", "options", "driver_opts", "extra_hosts", "depends_on",
    "services", "volumes", "configs", "secrets", "networks", "models", "storage_opt",
})  # fmt: skip
"""Keys below which the user chooses the names, so that ``x-`` is no extension there."""


def without_extensions(node: Node, *, is_free: bool = False) -> Node:
    """Return the tree without the keys ``x-…``, which hold fragments and notes for other tools."""
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(without_extensions(item) for item in node.value))
    if not isinstance(node.value, Mapping):
        return node
    kept = ((key, member) for key, member in node.members.items() if is_free or not key.startswith("x-"))
    return mapping(
        {
            key: Member(member.key_span, without_extensions(member.node, is_free=key in _FREE and not is_free))
            for key, member in kept
        },
        node,
    )


def canonical_service(service: Node) -> Node:
    """Return a service with lists of ``KEY=VALUE`` and of names as mappings, and ``build`` in its long form.

    What has neither form is left for the schema to refuse.
    """
    if not isinstance(service.value, Mapping):
        return service
    return mapping(
        {key: Member(m.key_span, _canonical(key, m)) for key, m in service.members.items()},
        service,
    )


def _canonical(key: str, member: Member) -> Node:
    node = member.node
    if key in _EQUATIONS and isinstance(node.value, tuple) and all(_is_scalar(item) for item in node.value):
        return mapping(dict(_equation(item) for item in node.value), node)
    if key in _NAMES and isinstance(node.value, tuple) and all(isinstance(i.value, str) for i in node.value):
        return mapping({str(item.value): Member(item.span, Node(None, item.span)) for item in node.value}, node)
    if key == "build" and isinstance(node.value, str):
        return mapping({"context": Member(member.key_span, node)}, node)
    return node


def _is_scalar(item: Node) -> bool:
    return isinstance(item.value, str | int | float)


def _equation(item: Node) -> tuple[str, Member]:
    name, separator, value = scalar_text(item).partition("=")
    return name, Member(item.span, replace(item, value=value if separator else None, text_at=None))


def merge_services(base: Node, own: Node) -> Node:
    """Return a service with what another one adds to it or changes; both in canonical form."""
    members = dict(base.members)
    for key, member in own.members.items():
        old = members.get(key)
        members[key] = member if old is None else Member(member.key_span, _merged(key, old.node, member.node))
    return mapping(members, own)


def _merged(key: str, old: Node, new: Node) -> Node:
    if isinstance(old.value, Mapping) and isinstance(new.value, Mapping):
        return merge_services(old, new)
    if key in _REPLACED or not (isinstance(old.value, tuple) and isinstance(new.value, tuple)):
        return new
    identity = _target if key in _TARGETS else str
    entries = {identity(_identity(item)): item for item in (*old.value, *new.value)}
    return replace(new, value=tuple(entries.values()))


def _identity(item: Node) -> str:
    if isinstance(item.value, Mapping):
        return text_at(item, "target") or text_at(item, "source") or repr(item.plain())
    return scalar_text(item) if not items(item)[1:] else repr(item.plain())


def _target(text: str) -> str:
    """Return the place in the container of a mount in its short form ``[SOURCE:]TARGET[:MODE]``."""
    parts = mount_parts(text)
    return parts[1] if len(parts) > 1 else parts[0]
