"""What a container mounts: volumes, files, configs and secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from podium.diagnostics import Span, suggest
from podium.importing.disk import is_folder, read_text
from podium.importing.draft import Draft
from podium.importing.interpolation import defer, deferred_names
from podium.importing.mounts import Mount, parse_mount
from podium.importing.names import labels
from podium.importing.nodes import base_of, items, scalar_text, text_at
from podium.spec.document import Node

__all__ = ["LARGEST_FILE", "add_configs", "add_mounts", "add_secrets"]

LARGEST_FILE: Final = 1024 * 1024
"""Bytes that a file of a workload may have: the limit of a ConfigMap."""

_MODE = re.compile(r"0?o?([0-7]{3})")
_SOCKETS = ("docker.sock", "podman.sock", "containerd.sock")
_PLATFORM = "a platform's machines have nothing of yours on them"


def add_mounts(draft: Draft, users: Mapping[str, set[str]]) -> None:
    """Give the container its volumes and the files that are mounted into it.

    Args:
        draft: The workload.
        users: Names of the workloads that mount each named volume.
    """
    for node in items(draft.node.get(("volumes",))):
        try:
            mount = parse_mount(node)
        except ValueError:
            why, fix = "a mount is '[SOURCE:]TARGET[:MODE]'", "correct it, such as 'data:/var/lib/data'"
            draft.error("I007", "not a mount", node.span, why=why, fix=fix)
            continue
        if mount.kind == "volume":
            _add_volume(draft, mount, users)
        elif mount.kind == "bind":
            _add_bind(draft, mount)
        else:
            fix = "claim a resource of type 'volume', or write below /tmp"
            draft.warn(
                "I024", f"the {mount.kind} at '{mount.target}' is not carried", node.span, why="Score has none", fix=fix
            )


def add_configs(draft: Draft) -> None:
    """Give the container the files that it is granted under ``configs``."""
    for grant in items(draft.node.get(("configs",))):
        source = _source(grant)
        config = _section(draft, "configs", source, grant.span)
        if config is None:
            continue
        entry = _config_entry(draft, config, source, grant.span)
        if entry is not None:
            _add_file(draft, _long(grant, "target") or f"/{source}", entry | _mode(grant), grant.span)


def add_secrets(draft: Draft) -> None:
    """Give the container its secrets as files: the password of a resource, else a value that the environment keeps."""
    for grant in items(draft.node.get(("secrets",))):
        source = _source(grant)
        secret = _section(draft, "secrets", source, grant.span)
        if secret is None:
            continue
        owner = next((backing for backing in draft.project.backings if source in backing.secrets), None)
        name = text_at(secret, "environment") or re.sub(r"[^A-Za-z0-9]+", "_", source).strip("_").upper() or "SECRET"
        text = (
            draft.rewriter.reference(owner, "password") if owner and "password" in owner.kind.outputs else defer(name)
        )
        target = PurePosixPath("/run/secrets", _long(grant, "target") or source)
        _add_file(draft, str(target), {"content": draft.score_text(text, grant.span)} | _mode(grant), grant.span)


def _long(grant: Node, key: str) -> str | None:
    """Return a field of a grant in its long form; the short form has none."""
    return text_at(grant, key) if isinstance(grant.value, Mapping) else None


def _source(grant: Node) -> str:
    return (text_at(grant, "source") or "") if isinstance(grant.value, Mapping) else scalar_text(grant)


def _section(draft: Draft, section: str, name: str, span: Span) -> Node | None:
    """Return an entry of a section at the top level; a name that is not there is an error."""
    entries = draft.project.document.get((section,))
    known = entries.members if entries else {}
    if name in known:
        return known[name].node
    fix = suggest(name, known) or f"describe it under '{section}:' at the top level"
    message = f"'{name}' is not among the {section} of the file"
    draft.error("I012", message, span, why=f"services use {section} that the file describes", fix=fix)
    return None


def _add_volume(draft: Draft, mount: Mount, users: Mapping[str, set[str]]) -> None:
    if not mount.source:
        why = "it lives no longer than its container, and hides what the image has there"
        fix = "name the volume if its data must stay"
        message = f"the anonymous volume at '{mount.target}' is not carried"
        draft.warn("I024", message, mount.node.span, why=why, fix=fix)
        return
    entry = _section(draft, "volumes", mount.source, mount.node.span)
    if entry is None:
        return
    _tell_volume(draft, mount, entry)
    entries = draft.project.document.get(("volumes",))
    name = labels(entries.members if entries else {})[mount.source]
    body: dict[str, Any] = {"type": "volume"}
    if len(users.get(mount.source, ())) > 1:
        body["id"] = name
        others = ", ".join(sorted(users[mount.source] - {draft.application.workload}))
        why, fix = "most volumes can be mounted on one machine only", "let the claim ask for access_mode: ReadWriteMany"
        draft.warn("I024", f"volume '{mount.source}' is shared with {others}", mount.node.span, why=why, fix=fix)
    volume = {"source": "${resources." + draft.claims.claim(name, body) + "}"}
    extra = ({"path": mount.sub_path} if mount.sub_path else {}) | ({"readOnly": True} if mount.is_read_only else {})
    draft.container.setdefault("volumes", {})[mount.target] = volume | extra


def _tell_volume(draft: Draft, mount: Mount, entry: Node) -> None:
    for key in ("external", "driver", "driver_opts"):
        value = text_at(entry, key) if not isinstance(getattr(entry.get((key,)), "value", None), Mapping) else "set"
        if value and value not in {"false", "local"}:
            why, fix = "the platform makes the volume", "move the data once the workload runs"
            message = f"'{key}' of volume '{mount.source}' is not carried"
            draft.warn("I024", message, entry.key_span_at((key,)), why=why, fix=fix)


def _add_bind(draft: Draft, mount: Mount) -> None:
    span = mount.node.span
    if mount.source.endswith(_SOCKETS):
        fix = "use the platform's own interface, or leave it out"
        draft.warn("I024", f"the socket '{mount.source}' is not carried", span, why="a platform has no Docker", fix=fix)
        return
    name = _inside(draft, base_of(mount.node) / mount.source)
    if name is None or mount.source.startswith("~"):
        fix = "move it into the folder of the Compose file, or into the image"
        draft.warn(
            "I024", f"'{mount.source}' is not carried: it is outside of the folder", span, why=_PLATFORM, fix=fix
        )
    elif is_folder(draft.root / name):
        fix = "put the folder into the image, or claim a resource of type 'volume' for data"
        draft.warn("I024", f"the folder '{mount.source}' is not carried", span, why=_PLATFORM, fix=fix)
    elif PurePosixPath(name).name.startswith(".env"):
        why, fix = "such files hold secrets as a rule", "read its values from a resource of type 'environment'"
        draft.warn("I024", f"'{mount.source}' is not carried", span, why=why, fix=fix)
    else:
        entry = _source_entry(draft, name, span)
        if entry is not None:
            _add_file(draft, mount.target, entry, span)


def _source_entry(draft: Draft, name: str, span: Span) -> dict[str, Any] | None:
    """Return the entry of a file beside the Compose file, and remember that it has to be copied."""
    path = draft.root / name
    try:
        size = path.stat().st_size if path.is_file() else -1
    except (OSError, ValueError):
        size = -1
    if size < 0:
        fix = "create it and import again, or remove the mount"
        draft.warn(
            "I024",
            f"there is nothing at '{name}' to carry",
            span,
            why="a file is copied beside the Score file",
            fix=fix,
        )
        return None
    if size > LARGEST_FILE:
        fix = "put it into the image, or claim a resource of type 'volume'"
        draft.warn(
            "I024",
            f"'{name}' is not carried: it is too large",
            span,
            why="files of a workload have at most 1 MiB",
            fix=fix,
        )
        return None
    draft.sources[name] = path
    _tell_named(draft, path, span)
    return {"source": name, "noExpand": True}


def _tell_named(draft: Draft, path: Path, span: Span) -> None:
    """Warn about services that a copied file names; it is copied as it is."""
    try:
        text = read_text(path)
    except (OSError, ValueError):
        return
    hosts = draft.rewriter.hosts
    for name in sorted({owner.name for owner in hosts.mentioned(text)} - {draft.application.name}):
        why = "files are copied as they are"
        fix = "write the file under 'content' with placeholders, or remove 'noExpand' and write them into it"
        draft.warn("I028", f"file '{path.name}' names service '{name}'", span, why=why, fix=fix)


def _inside(draft: Draft, path: Path) -> str | None:
    """Return a path relative to the folder of the Compose file, None if it is not inside, links followed."""
    try:
        resolved, root = path.resolve(), draft.root.resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else None


def _config_entry(draft: Draft, config: Node, source: str, span: Span) -> dict[str, Any] | None:
    file, content, variable = (text_at(config, key) for key in ("file", "content", "environment"))
    if file is not None:
        name = _inside(draft, base_of(config) / file)
        if name is None:
            fix = "move it into the folder of the Compose file"
            draft.warn(
                "I024",
                f"config '{source}' is not carried: its file is outside of the folder",
                span,
                why=_PLATFORM,
                fix=fix,
            )
            return None
        return _source_entry(draft, name, span)
    if content is not None:
        if not deferred_names(content):
            return {"content": content, "noExpand": True}
        return {"content": draft.score_text(content, span)}
    if variable:
        return {"content": draft.score_text(defer(variable), span)}
    fix = "write its text under 'content'"
    draft.warn("I024", f"config '{source}' is not carried", span, why="its text is not in the Compose file", fix=fix)
    return None


def _add_file(draft: Draft, target: str, entry: Mapping[str, Any], span: Span) -> None:
    if not target.startswith("/"):
        fix = "write the full path in the container"
        draft.warn("I024", f"the file at '{target}' is not carried", span, why="its path is relative", fix=fix)
        return
    draft.container.setdefault("files", {})[target] = dict(entry)


def _mode(grant: Node) -> dict[str, str]:
    """Return the mode of a file; YAML reads ``0440`` as the number 440."""
    match = _MODE.fullmatch(_long(grant, "mode") or "")
    return {"mode": f"0{match.group(1)}"} if match else {}
