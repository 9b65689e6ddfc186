"""Writing what was imported: a folder for each workload, with its Score file and the files that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from podium.diagnostics import Diagnostic, PodiumError, Span
from podium.importing.compose import ImportedWorkload

__all__ = ["score_path", "write_workloads"]


def score_path(folder: Path, workload: ImportedWorkload) -> Path:
    """Return where the Score file of a workload goes."""
    return folder / workload.name / "score.yaml"


def write_workloads(workloads: Sequence[ImportedWorkload], folder: Path, *, force: bool = False) -> list[Path]:
    """Write the Score files and copy the files that they need, all or nothing.

    Args:
        workloads: The workloads.
        folder: Gets a folder for each of them.
        force: Whether files that exist are replaced.

    Returns:
        The Score files.

    Raises:
        PodiumError: A file exists and would change, or cannot be written (``I009``).
    """
    try:
        content = dict(_content(workloads, folder))
        if not force:
            _refuse_existing(content)
        for path, data in content.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as problem:
        where = f" '{problem.filename}'" if problem.filename else ""
        message = f"cannot write{where}: {str(problem.strerror).lower()}"
        why = "the Score files go into the folder after `-o`"
        raise PodiumError(Diagnostic("I009", message, why=why, fix="name another folder")) from None
    return [score_path(folder, workload) for workload in workloads]


def _content(workloads: Sequence[ImportedWorkload], folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield the files to write; the Score file comes last, so that no copy takes its place."""
    for workload in workloads:
        for name, source in workload.sources.items():
            yield folder / workload.name / name, source.read_bytes()
        yield score_path(folder, workload), workload.text.encode()


def _refuse_existing(content: dict[Path, bytes]) -> None:
    why = "an import never replaces what somebody may have changed"
    fix = "name another folder, or replace it with `--force`"
    found = [
        Diagnostic("I009", f"'{path}' exists", Span(str(path)), why=why, fix=fix)
        for path, data in content.items()
        if path.exists() and (not path.is_file() or path.read_bytes() != data)
    ]
    if found:
        raise PodiumError(*found)
