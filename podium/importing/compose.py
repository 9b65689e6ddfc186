"""From Compose files to Score files: the whole way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from podium.diagnostics import Diagnostic, Severity, sort_diagnostics
from podium.importing.convert import Converted, convert
from podium.importing.draft import ImportOptions
from podium.importing.losses import lost_in_backing, lost_in_file, unknown_keys
from podium.importing.model import ComposeFile
from podium.importing.project import Project, project_of
from podium.importing.reading import read_project
from podium.importing.render import render_score
from podium.spec.document import Node, parse_document
from podium.spec.load import load_text
from podium.spec.validation import check

__all__ = ["ImportResult", "ImportedWorkload", "import_compose"]

SCHEMA = "the Compose Specification"


@dataclass(frozen=True, slots=True)
class ImportedWorkload:
    """A Score file made from a service.

    Attributes:
        service: Name of the Compose service.
        name: Name of the workload.
        text: The Score file.
        sources: Files to put beside it, by their path there.
    """

    service: str
    name: str
    text: str
    sources: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was made, and what is wrong or lost; no workloads if something is wrong."""

    workloads: tuple[ImportedWorkload, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether a diagnostic is an error."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def import_compose(files: Sequence[Path], options: ImportOptions | None = None) -> ImportResult:
    """Turn Compose files into Score files; never raises for what is in them.

    Args:
        files: The Compose files of one project; a later one changes the earlier ones.
        options: What the user wants.

    Returns:
        The Score files in the order of the services, each of which loads without an error, and every diagnostic:
        errors ``I001`` to ``I012`` and those of YAML, warnings from ``I020`` for what is not carried.
    """
    options = options or ImportOptions()
    document, problems = read_project(files, options.variables)
    if document is None:
        return _result((), problems)
    problems += unknown_keys(document)
    model, found = check(ComposeFile, document, code="I001", source=SCHEMA)
    problems += found
    if model is None or _has_error(problems):
        return _result((), problems)
    project, found = project_of(
        document, wanted=options.services, profiles=options.profiles, keep_services=options.keep_services
    )
    problems += [*found, *_not_workloads(project, options)]
    converted = convert(project, options, files[0].parent)
    problems += [problem for item in converted for problem in item.problems]
    problems += _lost(project, converted, document, options)
    if not converted and not _has_error(problems):
        problems.append(_nothing(document))
    workloads = [] if _has_error(problems) else [_rendered(item) for item in converted]
    for item, workload in zip(converted, workloads, strict=False):
        problems += _checked(item, workload)
    return _result(tuple(workloads), problems)


def _result(workloads: tuple[ImportedWorkload, ...], problems: Sequence[Diagnostic]) -> ImportResult:
    return ImportResult(() if _has_error(problems) else workloads, sort_diagnostics(problems))


def _has_error(problems: Sequence[Diagnostic]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _not_workloads(project: Project, options: ImportOptions) -> Iterator[Diagnostic]:
    for backing in project.backings:
        if backing.name in options.services:
            why = f"it becomes a resource of type '{backing.kind.resource_type}' of the workloads that use it"
            fix = "import those, or keep it as a workload with `--keep-services`"
            yield Diagnostic(
                "I008", f"service '{backing.name}' becomes no workload", backing.key_span, why=why, fix=fix
            )


def _lost(
    project: Project, converted: Sequence[Converted], document: Node, options: ImportOptions
) -> Iterator[Diagnostic]:
    used = {name for item in converted for name in item.backings}
    for backing in project.backings:
        if backing.name in used or not options.services:
            yield from lost_in_backing(backing, is_used=backing.name in used)
    if not options.services:
        yield from lost_in_file(document)


def _nothing(document: Node) -> Diagnostic:
    why = "a workload is made from each service that is not a backing service"
    fix = "name a file with application services, or import with `--keep-services`"
    return Diagnostic("I008", "there is no service to import", document.span_at(("services",)), why=why, fix=fix)


def _rendered(item: Converted) -> ImportedWorkload:
    application = item.application
    text = render_score(item.score, application.key_span, sort_diagnostics(item.problems))
    return ImportedWorkload(application.name, application.workload, text, item.sources)


def _checked(item: Converted, workload: ImportedWorkload) -> Iterator[Diagnostic]:
    """Yield an error for each thing in a result that is not valid Score; an import must never hand one out."""
    loaded, found = load_text(workload.text, f"{workload.name}/score.yaml")
    for problem in found:
        if problem.severity is Severity.ERROR:
            why = f"{problem.code}: {problem.why}"
            message = f"service '{workload.service}' gives no valid Score: {problem.message}"
            yield Diagnostic("I011", message, item.application.key_span, why=why, fix="change this part of the service")
    if loaded is not None and parse_document(workload.text, "score.yaml").plain() != item.score:
        why = "the Score file does not say what was read"
        message = f"service '{workload.service}' holds text that YAML cannot carry"
        fix = "remove unprintable characters"
        yield Diagnostic("I011", message, item.application.key_span, why=why, fix=fix)
