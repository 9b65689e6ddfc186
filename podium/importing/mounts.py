"""Mounts: ``volumes`` of a service in their short and long forms.

Source: Compose Specification, ``05-services.md``, "volumes".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from podium.importing.nodes import scalar_text, text_at, truth_at
from podium.spec.document import Node

__all__ = ["Mount", "mount_parts", "parse_mount"]

_PATH = re.compile(r"[./~\\]|[A-Za-z]:[\\/]|\$")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount.

    Attributes:
        kind: ``volume``, ``bind``, ``tmpfs`` or another kind of Docker's.
        source: Name of the volume or path on the host; empty where there is none.
        target: Path in the container.
        is_read_only: Whether the container must not write.
        sub_path: Path inside the volume, empty for all of it.
        node: Where it stands.
    """

    kind: str
    source: str
    target: str
    is_read_only: bool
    sub_path: str
    node: Node


def parse_mount(node: Node) -> Mount:
    """Return the mount that an entry of ``volumes`` describes.

    Raises:
        ValueError: The entry has no absolute path in the container.
    """
    mount = _long(node) if isinstance(node.value, Mapping) else _short(node)
    if not mount.target.startswith("/"):
        raise ValueError(mount.target)
    return mount


def mount_parts(text: str) -> list[str]:
    """Return the parts of ``[SOURCE:]TARGET[:MODE]``; the colon after a drive letter divides nothing."""
    parts, rest = [], text
    while (end := rest.find(":", 2 if _DRIVE.match(rest) else 0)) >= 0:
        parts.append(rest[:end])
        rest = rest[end + 1 :]
    return [*parts, rest]


def _long(node: Node) -> Mount:
    return Mount(
        kind=text_at(node, "type") or "",
        source=text_at(node, "source") or "",
        target=text_at(node, "target") or "",
        is_read_only=truth_at(node, "read_only"),
        sub_path=text_at(node, "volume", "subpath") or "",
        node=node,
    )


def _short(node: Node) -> Mount:
    parts = mount_parts(scalar_text(node))
    if len(parts) == 1:
        return Mount("volume", "", parts[0], is_read_only=False, sub_path="", node=node)
    source, target, *modes = parts
    if len(modes) > 1 or not source:
        raise ValueError(scalar_text(node))
    options = modes[0].split(",") if modes else []
    kind = "bind" if _PATH.match(source) else "volume"
    return Mount(kind, source, target, is_read_only="ro" in options, sub_path="", node=node)
