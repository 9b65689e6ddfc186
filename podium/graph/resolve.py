"""From a project and an environment's name to its graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from podium.catalogue.rules import checked_environment
from podium.collecting import collecting_later
from podium.diagnostics import ResolutionError, SpecError, raise_if_any
from podium.graph.decisions import NO_DECISIONS, Decisions
from podium.graph.expand import Attempt, attempt
from podium.graph.model import ResourceGraph
from podium.lock.read import read_lock
from podium.paths import shown
from podium.spec.load import load_workloads
from podium.spec.options import NO_OPTIONS, LoadOptions
from podium.spec.sources import with_sources

__all__ = ["attempt_graph", "resolve_graph"]


@collecting_later()
def resolve_graph(
    root: Path,
    environment: str,
    paths: Sequence[Path] = (),
    options: LoadOptions = NO_OPTIONS,
    decisions: Decisions = NO_DECISIONS,
) -> ResourceGraph:
    """Load the workloads and the environment, and resolve one against the other.

    Args:
        root: The project's folder.
        environment: The environment's name.
        paths: Score files or folders; empty for those that the environment names.
        options: Overrides, and where sources may lie.
        decisions: What is decided beside the files.

    Raises:
        PodiumError: With all diagnostics of the stage that failed.
    """
    found = attempt_graph(root, environment, paths, options, decisions)
    raise_if_any(ResolutionError, found.problems)
    return found.graph


@collecting_later()
def attempt_graph(
    root: Path,
    environment: str,
    paths: Sequence[Path] = (),
    options: LoadOptions = NO_OPTIONS,
    decisions: Decisions = NO_DECISIONS,
) -> Attempt:
    """Resolve as :func:`resolve_graph` does, as far as possible once the files are loaded.

    Args:
        root: The project's folder.
        environment: The environment's name.
        paths: Score files or folders; empty for those that the environment names.
        options: Overrides, and where sources may lie.
        decisions: What is decided beside the files.

    Raises:
        PodiumError: Files cannot be loaded, or do not keep their rules.
    """
    loaded = checked_environment(root, environment)
    spec = load_workloads(list(paths) or [Path(shown(root / path)) for path in loaded.environment.workloads], options)
    raise_if_any(SpecError, spec.diagnostics)
    sourced = [with_sources(workload, options) for workload in spec.workloads]
    raise_if_any(SpecError, [*spec.diagnostics, *(problem for _, problems in sourced for problem in problems)])
    previous = read_lock(root, environment, trusting=decisions.relocking)
    found = attempt([workload for workload, _ in sourced], loaded, previous, decisions, partial=bool(paths))
    warnings = (*loaded.warnings, *spec.diagnostics, *found.graph.warnings)
    return replace(found, graph=replace(found.graph, warnings=warnings, root=root))
