"""The stage ``load``: paths to workloads, with every problem of every file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from podium.diagnostics import Diagnostic, Severity, Span, SpecError, sort_diagnostics, suggest
from podium.spec.document import Node, parse_document
from podium.spec.model import Workload
from podium.spec.rules import check_rules
from podium.spec.upgrade import upgrade
from podium.spec.validation import check

__all__ = ["LoadResult", "LoadedWorkload", "find_files", "load_text", "load_workloads"]

SCHEMA = "the schema of score.dev/v1b1"
_NAMES = ("score.yaml", "score.yml")
_SUFFIXES = (".score.yaml", ".score.yml")


@dataclass(frozen=True, slots=True)
class LoadedWorkload:
    """A workload and the document it came from.

    Attributes:
        workload: The workload.
        document: Its document in today's form; gives positions.
        file: The path as the user gave it.
    """

    workload: Workload
    document: Node
    file: str


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What was read, and what is wrong or old about it."""

    workloads: tuple[LoadedWorkload, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether a diagnostic is an error."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def load_workloads(paths: Sequence[Path]) -> LoadResult:
    """Read all Score files at the paths; never raises for what is in them.

    Args:
        paths: Files, or folders that are searched for ``score.yaml`` and ``*.score.yaml`` (and ``.yml``).

    Returns:
        The valid workloads sorted by name, a file that is named twice once, and the diagnostics of all files.
    """
    loaded: list[LoadedWorkload] = []
    problems: list[Diagnostic] = []
    seen: set[Path] = set()
    for path in paths:
        files = find_files(path)
        if not files:
            problems.append(_nothing_at(path))
        for file in files:
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            workload, found = _load_file(file)
            problems += found
            loaded += [workload] if workload else []
    loaded.sort(key=lambda item: (item.workload.name, item.file))
    problems += _duplicate_names(loaded)
    return LoadResult(tuple(loaded), sort_diagnostics(problems))


def load_text(text: str, file: str) -> tuple[LoadedWorkload | None, list[Diagnostic]]:
    """Read one Score file that is already in memory.

    Args:
        text: The YAML text.
        file: Name used in spans.
    """
    try:
        document = parse_document(text, file)
    except SpecError as problem:
        return None, list(problem.diagnostics)
    document, warnings = upgrade(document)
    workload, problems = check(Workload, document, code="S010", source=SCHEMA)
    if workload is None:
        return None, warnings + problems
    problems = check_rules(workload, document)
    return (None if problems else LoadedWorkload(workload, document, file)), warnings + problems


def find_files(path: Path) -> list[Path]:
    """Return the Score files at a path: the file itself, or those inside a folder, sorted, hidden folders skipped."""
    if path.is_dir():
        return sorted(_walk(path))
    return [path] if path.exists() else []


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        for name in files:
            if name in _NAMES or name.endswith(_SUFFIXES):
                yield Path(root, name)


def _load_file(file: Path) -> tuple[LoadedWorkload | None, list[Diagnostic]]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        fix = "save the file as UTF-8"
        return None, [Diagnostic("S001", f"not UTF-8 text (byte {problem.start})", Span(str(file)), fix=fix)]
    except OSError as problem:
        message = f"cannot read the file: {str(problem.strerror).lower()}"
        return None, [Diagnostic("S000", message, Span(str(file)), fix="let your user read it, or name another file")]
    return load_text(text, str(file))


def _nothing_at(path: Path) -> Diagnostic:
    if path.is_dir():
        fix = "name the file score.yaml or <name>.score.yaml"
        return Diagnostic("S000", f"no Score file in folder '{path}'", Span(str(path)), fix=fix)
    siblings = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    fix = suggest(path.name, siblings) or "check the path"
    return Diagnostic("S000", f"no such file or folder '{path}'", Span(str(path)), fix=fix)


def _duplicate_names(loaded: Sequence[LoadedWorkload]) -> Iterator[Diagnostic]:
    first: dict[str, LoadedWorkload] = {}
    for item in loaded:
        name = item.workload.name
        if name in first:
            here, there = (entry.document.span_at(("metadata", "name")) for entry in (item, first[name]))
            why = "workload names are unique in an environment"
            yield Diagnostic(
                "S022", f"two workloads are named '{name}'", here, why=why, fix="rename one", related=(there,)
            )
        first.setdefault(name, item)
