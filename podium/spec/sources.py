"""Files that a workload takes from beside its Score file, read so that what they hold is checked like the rest.

Source: score-go v1.20.0, ``loader/normalize.go``.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from podium.diagnostics import Diagnostic, Span
from podium.spec.document import Member, Node
from podium.spec.load import LoadedWorkload
from podium.spec.model import Workload
from podium.spec.rules import check_rules
from podium.spec.upgrade import change_each

__all__ = ["with_sources"]


def with_sources(loaded: LoadedWorkload) -> tuple[LoadedWorkload, list[Diagnostic]]:
    """Return a workload whose files hold their content: text as ``content``, anything else as ``binaryContent``.

    Args:
        loaded: The workload; sources are relative to the folder of its file.

    Returns:
        The workload, and every source that cannot be read (``S030``) or holds a wrong placeholder (``S020``, with its
        place in that source).
    """
    containers = loaded.workload.containers.values()
    if all(file.source is None for container in containers for file in (container.files or {}).values()):
        return loaded, []
    problems: list[Diagnostic] = []
    folder = Path(loaded.file).parent
    document = change_each(
        loaded.document,
        "containers",
        lambda container: change_each(container, "files", lambda file: _with_content(file, folder, problems)),
    )
    workload = Workload.model_validate(document.plain())
    return replace(loaded, workload=workload, document=document), problems + check_rules(workload, document)


def _with_content(file: Node, folder: Path, problems: list[Diagnostic]) -> Node:
    source = file.members.get("source")
    if source is None:
        return file
    path = folder / str(source.node.value)
    try:
        raw = path.read_bytes()
    except OSError as problem:
        message, why = (
            f"cannot read '{path}': {str(problem.strerror).lower()}",
            "a source is a path relative to the Score file",
        )
        problems.append(Diagnostic("S030", message, source.node.span, why=why, fix="correct the path"))
        return file
    try:
        key, content = "content", Node(raw.decode(), Span(str(path)), text_at=(1, 1))
    except UnicodeDecodeError:
        key, content = "binaryContent", Node(base64.b64encode(raw).decode(), source.node.span)
    members = {name: member for name, member in file.members.items() if name != "source"}
    return replace(file, value=MappingProxyType({**members, key: Member(source.key_span, content)}))
