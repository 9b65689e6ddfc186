"""Files that a workload takes from beside its Score file, read so that what they hold is checked like the rest.

Source: score-go v1.20.0, ``loader/normalize.go``.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from podium.diagnostics import Diagnostic, Severity, Span, sort_diagnostics
from podium.spec.document import Member, Node
from podium.spec.load import LoadedWorkload, LoadResult, load_workloads
from podium.spec.model import Workload
from podium.spec.options import NO_OPTIONS, LoadOptions
from podium.spec.reading import NotAFileError, TooLargeError, read_limited
from podium.spec.rules import check_rules, placed_placeholders
from podium.spec.upgrade import change_each

__all__ = ["MAX_SOURCE", "MAX_SOURCES", "validate_workloads", "with_sources"]

MAX_SOURCE = 1024 * 1024
"""A source may have this many bytes: Kubernetes stores no larger object."""

MAX_SOURCES = 16 * MAX_SOURCE
"""The sources of a workload may have this many bytes together."""


def validate_workloads(paths: Sequence[Path], options: LoadOptions = NO_OPTIONS) -> LoadResult:
    """Read all Score files at the paths, and the files they name; never raises for what is in them.

    A Score file may be checked away from what lies beside it, so a source that is missing is a warning here and an
    error as soon as its content is needed.

    Args:
        paths: Files or folders, as for :func:`podium.spec.load.load_workloads`.
        options: Overrides, and where sources may lie.
    """
    result = load_workloads(paths, options)
    problems = [
        replace(problem, severity=Severity.WARNING) if problem.code == _UNREADABLE else problem
        for loaded in result.workloads
        for problem in with_sources(loaded, options)[1]
    ]
    return replace(result, diagnostics=sort_diagnostics([*result.diagnostics, *problems]))


def with_sources(loaded: LoadedWorkload, options: LoadOptions = NO_OPTIONS) -> tuple[LoadedWorkload, list[Diagnostic]]:
    """Return a workload whose files hold their content: text as ``content``, anything else as ``binaryContent``.

    Args:
        loaded: The workload; sources are relative to the folder of its file.
        options: Folders that sources may come from besides that one.

    Returns:
        The workload, and every source that cannot be read (``S030``), lies elsewhere once links are followed
        (``S031``), is no file (``S032``), is too large (``S033``) or holds a wrong placeholder (``S020``, with its
        place in that source).
    """
    containers = loaded.workload.containers.values()
    if all(file.source is None for container in containers for file in (container.files or {}).values()):
        return loaded, []
    reader = _Reader(Path(loaded.file).parent, options.allowed_sources)
    document = change_each(
        loaded.document,
        "containers",
        lambda container: change_each(container, "files", reader.with_content),
    )
    workload = Workload.model_validate(document.plain())
    sourced = replace(loaded, workload=workload, document=document)
    return sourced, reader.problems + check_rules(workload, document, placed_placeholders(workload, document))


_UNREADABLE = "S030"


@dataclass(slots=True)
class _Reader:
    """Reads the sources of one workload and collects what is wrong with them.

    Attributes:
        folder: The folder of the Score file.
        allowed: Further folders.
        problems: The problems so far.
        total: Bytes read so far.
    """

    folder: Path
    allowed: Sequence[Path]
    problems: list[Diagnostic] = field(default_factory=list)
    total: int = 0

    def with_content(self, file: Node) -> Node:
        """Return a file of a container with its content in place of its source; as it is if that cannot be had."""
        source = file.members.get("source")
        if source is None:
            return file
        path = self.folder / str(source.node.value)
        raw = self._read(path, source.node.span)
        if raw is None:
            return file
        try:
            key, content = "content", Node(raw.decode(), Span(str(path)), text_at=(1, 1))
        except UnicodeDecodeError:
            key, content = "binaryContent", Node(base64.b64encode(raw).decode(), source.node.span)
        members = {name: member for name, member in file.members.items() if name != "source"}
        return replace(file, value=MappingProxyType({**members, key: Member(source.key_span, content)}))

    def _read(self, path: Path, span: Span) -> bytes | None:
        shown = str(path).replace("\0", "\\0")
        why, fix = "a source is a file below the Score file's folder, named relative to it", "correct the path"
        try:
            if not self._is_inside(path):
                self._refuse_outside(path, span)
                return None
            raw = read_limited(path, min(MAX_SOURCE, MAX_SOURCES - self.total))
        except OSError as problem:
            code, message = _UNREADABLE, f"cannot read '{shown}': {str(problem.strerror).lower()}"
        except NotAFileError as problem:
            code, message = "S032", f"'{shown}' is {problem}, not a file"
        except TooLargeError:
            code, message = "S033", f"'{shown}' is too large"
            why = f"a source has {MAX_SOURCE} bytes at most, those of a workload together {MAX_SOURCES}"
            fix = "put large data into the image or a volume"
        else:
            self.total += len(raw)
            return raw
        self.problems.append(Diagnostic(code, message, span, why=why, fix=fix))
        return None

    def _is_inside(self, path: Path) -> bool:
        """Return whether a path leads into one of the folders once links are followed.

        Raises:
            OSError: The path goes in circles, or cannot exist.
        """
        if "\0" in str(path):
            raise FileNotFoundError(2, "No such file or directory")
        try:
            target = path.resolve()
        except RuntimeError:  # how Python before 3.13 tells of links in a circle
            raise OSError(40, "Too many levels of symbolic links") from None
        return any(target.is_relative_to(folder.resolve()) for folder in (self.folder, *self.allowed))

    def _refuse_outside(self, path: Path, span: Span) -> None:
        message = f"'{path}' lies outside of the Score file's folder"
        why = "a Score file must not take files from just anywhere, not through links or '..' either"
        fix = "move the file below that folder, or allow its own folder with `--allow-sources DIR`"
        self.problems.append(Diagnostic("S031", message, span, why=why, fix=fix))
