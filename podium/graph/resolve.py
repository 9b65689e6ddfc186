"""From a project and an environment's name to its graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from podium.collecting import collecting_later
from podium.diagnostics import SpecError, raise_if_any
from podium.environment.load import load_environment
from podium.graph.expand import expand
from podium.graph.model import ResourceGraph
from podium.spec.load import load_workloads
from podium.spec.options import NO_OPTIONS, LoadOptions
from podium.spec.sources import with_sources

__all__ = ["resolve_graph"]


@collecting_later()
def resolve_graph(
    root: Path, environment: str, paths: Sequence[Path] = (), options: LoadOptions = NO_OPTIONS
) -> ResourceGraph:
    """Load the workloads and the environment, and resolve one against the other.

    Args:
        root: The project's folder.
        environment: The environment's name.
        paths: Score files or folders; empty for those that the environment names.
        options: Overrides, and where sources may lie.

    Raises:
        PodiumError: With all diagnostics of the stage that failed.
    """
    loaded = load_environment(root, environment)
    spec = load_workloads(list(paths) or [_shown(root / path) for path in loaded.environment.workloads], options)
    raise_if_any(SpecError, spec.diagnostics)
    sourced = [with_sources(workload, options) for workload in spec.workloads]
    raise_if_any(SpecError, [*spec.diagnostics, *(problem for _, problems in sourced for problem in problems)])
    graph = expand([workload for workload, _ in sourced], loaded)
    return replace(graph, warnings=(*spec.diagnostics, *graph.warnings))


def _shown(path: Path) -> Path:
    """Return the path relative to the working directory where that is shorter to read."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
