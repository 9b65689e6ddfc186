"""The stage ``load``: paths to workloads, with every problem of every file."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from podium.collecting import collecting_later
from podium.diagnostics import Diagnostic, Severity, Span, SpecError, sort_diagnostics, suggest
from podium.spec.document import MAX_PROBLEMS, Node, parse_document
from podium.spec.extensions import apply_extensions, in_use
from podium.spec.model import Workload
from podium.spec.options import NO_OPTIONS, LoadOptions
from podium.spec.overrides import NO_OVERRIDES, Applied, Overrides, read_overrides, workload_name
from podium.spec.reading import NotAFileError, TooLargeError, decoded, names_beside, read_limited
from podium.spec.rules import PlacedPlaceholder, check_rules, placed_placeholders
from podium.spec.text import MAX_BYTES, TOO_LARGE_FIX
from podium.spec.upgrade import upgrade
from podium.spec.validation import check

__all__ = ["LoadResult", "LoadedWorkload", "find_files", "load_text", "load_workloads"]

SCHEMA = "the schema of score.dev/v1b1"
_NAMES = ("score.yaml", "score.yml")
_SUFFIXES = (".score.yaml", ".score.yml")


@dataclass(frozen=True, eq=False)
class LoadedWorkload:
    """A workload and the document it came from; equal to itself alone, so that what follows from it is remembered.

    Attributes:
        workload: The workload.
        document: Its document in today's form; gives positions.
        file: The path as the user gave it.
    """

    workload: Workload
    document: Node
    file: str

    @functools.cached_property
    def placeholders(self) -> tuple[PlacedPlaceholder, ...]:
        """Every placeholder that is expanded in it, with its place; several stages ask."""
        return tuple(placed_placeholders(self.workload, self.document))


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What was read, and what is wrong or old about it."""

    workloads: tuple[LoadedWorkload, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether a diagnostic is an error."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


@collecting_later()
def load_workloads(paths: Sequence[Path], options: LoadOptions = NO_OPTIONS) -> LoadResult:
    """Read all Score files at the paths; never raises for what is in them.

    Args:
        paths: Files, or folders that are searched for ``score.yaml`` and ``*.score.yaml`` (and ``.yml``).
        options: Overrides, and where sources may lie.

    Returns:
        The valid workloads sorted by name, a file that is named twice once, and the diagnostics of all files.
    """
    overrides, problems = read_overrides(options)
    files, missing = _files(paths)
    read = [_read_file(file, overrides) for file in files]
    problems += missing
    for one in read:
        problems += one.problems
    if read and all(one.applied for one in read):
        # A file that is no YAML may well be the one that an override names.
        names = [one.name for one in read]
        problems += overrides.leftovers(names, [one.applied for one in read if one.applied])
    loaded = sorted((one.loaded for one in read if one.loaded), key=lambda item: (item.workload.name, item.file))
    problems += _duplicate_names(loaded)
    return LoadResult(tuple(loaded), sort_diagnostics(problems))


def load_text(
    text: str, file: str, overrides: Overrides = NO_OVERRIDES
) -> tuple[LoadedWorkload | None, list[Diagnostic]]:
    """Read one Score file that is already in memory.

    Args:
        text: The YAML text.
        file: Name used in spans.
        overrides: What to put over it.

    Returns:
        The workload, None if there is an error, and the diagnostics: of many, the first ones and that there are more
        (``S039``).
    """
    read = _read_text(text, file, overrides)
    return read.loaded, read.problems


@dataclass(frozen=True, slots=True)
class _Read:
    """What became of one file; without ``applied`` it is no YAML."""

    loaded: LoadedWorkload | None
    problems: list[Diagnostic]
    name: str = ""
    applied: Applied | None = None


def _read_file(file: Path, overrides: Overrides) -> _Read:
    fix = "let your user read it, or name another file"
    try:
        return _read_text(decoded(read_limited(file, MAX_BYTES, allow_pipe=True)), str(file), overrides)
    except UnicodeDecodeError as problem:
        code, message, fix = "S001", f"not UTF-8 text (byte {problem.start})", "save the file as UTF-8"
    except TooLargeError:
        code, message, fix = "S001", f"the file has more than {MAX_BYTES} bytes", TOO_LARGE_FIX
    except NotAFileError as problem:
        code, message = "S000", f"cannot read {problem}"
    except OSError as problem:
        code, message = "S000", f"cannot read the file: {str(problem.strerror).lower()}"
    return _Read(None, [Diagnostic(code, message, Span(str(file)), fix=fix)])


def _read_text(text: str, file: str, overrides: Overrides) -> _Read:
    try:
        document = parse_document(text, file)
    except SpecError as problem:
        return _Read(None, list(problem.diagnostics))
    name, applied = workload_name(document), overrides.apply(document)
    loaded, problems = _checked(applied.document, file)
    problems = [*applied.problems, *problems]
    if any(d.severity is Severity.ERROR for d in problems):
        loaded = None
    return _Read(loaded, _first(problems, file), name, applied)


def _checked(document: Node, file: str) -> tuple[LoadedWorkload | None, list[Diagnostic]]:
    document, found = upgrade(document)
    document, extended = apply_extensions(document)
    workload, problems = check(Workload, document, code="S010", source=SCHEMA, extensions=in_use(document))
    loaded = LoadedWorkload(workload, document, file) if workload else None
    # One by one, because a file may be nothing but wrong placeholders, and only the first of them are told.
    problems += check_rules(loaded.workload, document, placed_placeholders(loaded.workload, document)) if loaded else []
    return loaded, [*found, *extended, *problems]


def _first(problems: list[Diagnostic], file: str) -> list[Diagnostic]:
    """Return as many problems as somebody reads; errors before warnings."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    shown = sorted(sort_diagnostics(problems), key=lambda d: d.severity is not Severity.ERROR)[:MAX_PROBLEMS]
    message = "there are more problems in this file"
    severity = max((d.severity for d in shown), key=lambda s: s is Severity.ERROR)
    why = f"only the first {MAX_PROBLEMS} are told"
    return [*shown, Diagnostic("S039", message, Span(file), why=why, fix="mend those first", severity=severity)]


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[Diagnostic]]:
    """Return the Score files at the paths, each once, and what is wrong with the paths."""
    files: dict[str, Path] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        found = find_files(path)
        problems += [] if found else [_nothing_at(path)]
        for file in found:
            files.setdefault(os.path.realpath(file), file)
    return list(files.values()), problems


def find_files(path: Path) -> list[Path]:
    """Return the Score files at a path: the file itself, or those inside a folder, sorted, hidden folders skipped."""
    # Unlike pathlib's, these never raise: a name that is too long or a folder that is closed counts as nothing there.
    if os.path.isdir(path):  # noqa: PTH112
        return sorted(_walk(path))
    return [path] if os.path.exists(path) else []  # noqa: PTH110


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        for name in files:
            if name in _NAMES or name.endswith(_SUFFIXES):
                yield Path(root, name)


def _nothing_at(path: Path) -> Diagnostic:
    if os.path.isdir(path):  # noqa: PTH112 - never raises
        fix = "name the file score.yaml or <name>.score.yaml"
        return Diagnostic("S000", f"no Score file in folder '{path}'", Span(str(path)), fix=fix)
    fix = suggest(path.name, names_beside(path)) or "check the path"
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
