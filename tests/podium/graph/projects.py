"""Environments and graphs for tests."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from podium.diagnostics import EnvironmentFileError
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Environment
from podium.graph.decisions import NO_DECISIONS, Decisions
from podium.graph.expand import expand
from podium.graph.model import ResourceGraph, ResourceNode
from podium.lock.model import Lock, LockedClaimant, LockedResource, LockedWorkload
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
    return _environment(text)


@functools.cache
def _environment(text: str) -> LoadedEnvironment:
    document = parse_document(text, "dev.yaml", EnvironmentFileError)
    model, problems = check(Environment, document, code="E010", source="the form of environment files")
    assert model is not None, problems
    return LoadedEnvironment(model, document)


def graph(
    *scores: str,
    definitions: str = "",
    previous: Lock | None = None,
    decisions: Decisions = NO_DECISIONS,
    partial: bool = False,
    **changes: str,
) -> ResourceGraph:
    """Return the graph of Score files in such an environment."""
    workloads = [loaded(text, f"{number}.yaml") for number, text in enumerate(scores)]
    return expand(workloads, environment(definitions, **changes), previous, decisions, partial=partial)


def lock(found: ResourceGraph) -> Lock:
    """Return a lock of a graph in which everything holds data; versions are 1.0.0."""
    return Lock(
        found.environment.environment.name,
        {
            item.workload.name: LockedWorkload(
                item.workload.name, item.file, "", dict.fromkeys(item.workload.containers, "x")
            )
            for item in found.workloads
        },
        {str(uid): _locked(node) for uid, node in found.nodes.items()},
        {node.match.name: _raw(found, node.match.name) for node in found.nodes.values()},
    )


def _locked(node: ResourceNode) -> LockedResource:
    return LockedResource(
        str(node.uid),
        node.match.name,
        node.match.definition.component,
        node.version or "1.0.0",
        stateful=True,
        name=node.name,
        namespace=str(node.namespace) if node.namespace else None,
        claimants=tuple(LockedClaimant(claimant.workload, claimant.name) for claimant in node.claimants),
        needs=tuple(sorted(map(str, node.edges))),
        aliases=node.aliases,
    )


def _raw(found: ResourceGraph, name: str) -> Mapping[str, Any]:
    node = found.environment.document.get(("definitions", name))
    return {} if node is None else node.plain()
