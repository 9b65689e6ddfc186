"""From a project to what lint looks at."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from podium.catalogue.subject import Subject
from podium.diagnostics import (
    Diagnostic,
    EnvironmentFileError,
    PodiumError,
    Severity,
    Span,
    sort_diagnostics,
)
from podium.environment.load import LoadedEnvironment, environment_names, read_environment
from podium.graph.context import WorkloadContext
from podium.graph.expand import expand
from podium.graph.model import ResourceGraph
from podium.graph.request import NAMESPACE, workload_context
from podium.graph.uid import ResourceUid
from podium.lint.survey import Place, Survey
from podium.lock.read import read_lock
from podium.paths import shown
from podium.spec.load import LoadResult, load_workloads
from podium.spec.options import NO_OPTIONS, LoadOptions

__all__ = ["Loaded", "load_survey"]

STACKS = Path("stacks")
_OWN_FILES = "Pulumi.*"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A project, ready for lint.

    Attributes:
        survey: Its environments.
        problems: What is wrong with the files themselves.
        files: Files below ``stacks/`` that environments may include; None where not all environments are looked at.
    """

    survey: Survey
    problems: tuple[Diagnostic, ...]
    files: tuple[str, ...] | None


def load_survey(
    root: Path, names: Sequence[str] = (), paths: Sequence[Path] = (), options: LoadOptions = NO_OPTIONS
) -> Loaded:
    """Read all environments of a project, and what their workloads ask for.

    Args:
        root: The project's folder.
        names: The environments whose findings are wanted; empty for all. The others are read to be compared with.
        paths: Score files or folders; empty for those that each environment names.
        options: How the Score files are loaded.

    Raises:
        EnvironmentFileError: A name that is no environment (``E002``).
    """
    known = environment_names(root)
    told = frozenset(names or known)
    places: list[Place] = []
    problems: list[Diagnostic] = []
    load = functools.cache(lambda given: load_workloads(list(given), options))
    for name in sorted({*known, *names}):
        try:
            found = read_environment(root, name)
        except EnvironmentFileError as error:
            if name in names and name not in known:
                raise
            problems += error.diagnostics if name in told else ()
            continue
        given = tuple(paths) or tuple(Path(shown(root / path)) for path in found.loaded.environment.workloads)
        scores = load(given)
        problems += found.problems if name in told else ()
        is_stated = bool(paths) or found.loaded.document.get(("workloads",)) is not None
        problems += _left_out(scores, is_stated=is_stated) if name in told else ()
        places.append(_place(root, found.loaded, scores, is_all=not paths))
    files = None if names else tuple(_includable(root))
    return Loaded(Survey(places, told), sort_diagnostics(dict.fromkeys(problems)), files)


def _place(root: Path, loaded: LoadedEnvironment, scores: LoadResult, *, is_all: bool) -> Place:
    contexts = [workload_context(workload, []) for workload in scores.workloads]
    knows_all = is_all and not scores.has_errors and bool(scores.workloads)
    names_resources = bool(loaded.environment.pins or loaded.environment.shares)
    return Place(
        loaded=loaded,
        workloads=scores.workloads,
        knows_all=knows_all,
        asked=[request for context in contexts for request in _asked(context, loaded)],
        graph=_graph(root, loaded, scores) if knows_all and names_resources else None,
    )


def _asked(context: WorkloadContext, loaded: LoadedEnvironment) -> Iterator[tuple[Subject, Span]]:
    """Yield what a workload asks for: its namespace, itself, its claims."""
    document, claims = context.loaded.document, context.claims.items()
    named = document.span_at(("metadata", "name"))
    namespace = ResourceUid.of(NAMESPACE, loaded.environment.namespace_of(context.name))
    requests = [(namespace, named), (context.uid, named)]
    requests += [(uid, document.span_at(("resources", name, "type"))) for name, uid in claims]
    for uid, span in requests:
        yield context.subject(uid), span


def _graph(root: Path, loaded: LoadedEnvironment, scores: LoadResult) -> ResourceGraph | None:
    """Return what the workloads need, None where not everything has an answer."""
    try:
        return expand(scores.workloads, loaded, read_lock(root, loaded.environment.name))
    except PodiumError:
        return None


def _left_out(scores: LoadResult, *, is_stated: bool) -> Iterator[Diagnostic]:
    """Yield a warning for each Score file that has errors (``L021``): what it asks for is not known.

    Args:
        scores: The Score files.
        is_stated: Whether somebody named them, so that it is an error where there are none (``S000``).
    """
    yield from (found for found in scores.diagnostics if is_stated and found.code == "S000")
    files = {found.span.file for found in scores.diagnostics if found.span and found.severity is Severity.ERROR}
    for file in sorted(file for file in files if Path(file).is_file()):
        why, fix = "it has errors, so nobody knows what it asks for", f"see `podium validate {file}`"
        yield Diagnostic("L021", "the Score file is left out", Span(file), why, fix, Severity.WARNING)


def _includable(root: Path) -> Iterator[str]:
    environments = {root / STACKS / "environments" / f"{name}.yaml" for name in environment_names(root)}
    for file in sorted((root / STACKS).rglob("*.yaml")):
        if file not in environments and not file.match(_OWN_FILES):
            yield shown(file)
