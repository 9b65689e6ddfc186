"""Environments and graphs for tests."""

from __future__ import annotations

from podium.diagnostics import EnvironmentFileError
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Environment
from podium.graph.expand import expand
from podium.graph.model import ResourceGraph
from podium.spec.document import parse_document
from podium.spec.validation import check
from tests.podium.spec.scores import loaded

BASE = """\
name: dev
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
"""


def environment(definitions: str = "", **changes: str) -> LoadedEnvironment:
    """Return an environment with the two definitions that every workload needs, and more of them in YAML."""
    text = BASE + "".join(f"  {line}\n" for line in definitions.splitlines())
    for old, new in changes.items():
        text = text.replace(old, new)
    document = parse_document(text, "dev.yaml", EnvironmentFileError)
    model, problems = check(Environment, document, code="E010", source="the form of environment files")
    assert model is not None, problems
    return LoadedEnvironment(model, document)


def graph(*scores: str, definitions: str = "", **changes: str) -> ResourceGraph:
    """Return the graph of Score files in such an environment."""
    return expand(
        [loaded(text, f"{number}.yaml") for number, text in enumerate(scores)], environment(definitions, **changes)
    )
