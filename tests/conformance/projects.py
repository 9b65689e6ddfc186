"""Projects around public Score files: what a file refers to is put beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from podium.plan import Plan, plan_environment
from podium.spec import load_workloads
from podium.spec.model import Workload
from podium.spec.options import LoadOptions, PropertyOverride

__all__ = ["IMPOSSIBLE", "POSSIBLE", "plan_of"]

HERE = Path(__file__).parent
REFERENCES = {"endpoint", "service", "service-port"}
IMAGE = "registry.example.com/given:1.0.0"

IMPOSSIBLE = frozenset({"docs-15", "score-go-01", "spec-02"})
"""Files, the specification's own sample and copies of it, that Kubernetes could never run.

They request more than their limits allow, and send a header whose name has an underscore.
"""

POSSIBLE = (
    PropertyOverride("containers.container-one1.resources.requests", ""),
    PropertyOverride("containers.container-one1.readinessProbe.httpGet.httpHeaders.0.name", "SOME-HEADER"),
)
"""What their users would have to change."""


def plan_of(file: Path, root: Path, properties: Sequence[PropertyOverride] = ()) -> Plan:
    """Return the plan of one public Score file, given its sources, its neighbours and its image.

    Args:
        file: The Score file.
        root: An empty folder, which becomes the project.
        properties: What to change in the file.
    """
    environments = root / "stacks" / "environments"
    environments.mkdir(parents=True)
    (root / "Pulumi.yaml").touch()
    shutil.copy(HERE / "environment.yaml", environments / "conformance.yaml")
    # Deep enough that `..` in a source stays inside of the project.
    score = root / "workloads" / "a" / "b" / "score.yaml"
    score.parent.mkdir(parents=True)
    shutil.copy(file, score)
    (loaded,) = load_workloads([score]).workloads
    _write_sources(loaded.workload, score.parent)
    neighbours = root / "neighbours"
    _write_neighbours(loaded.workload, neighbours)
    mine = tuple(replace(change, workload=loaded.workload.name) for change in properties)
    return plan_environment(
        root,
        "conformance",
        [score, *sorted(neighbours.glob("*.yaml"))],
        images={"": IMAGE},
        options=LoadOptions(properties=mine, allowed_sources=(root,)),
        strict=True,
    )


def _write_sources(workload: Workload, folder: Path) -> None:
    """Write the files that containers take from beside the Score file; the collection does not have them."""
    for container in workload.containers.values():
        for file in (container.files or {}).values():
            if file.source is not None:
                path = folder / str(file.source)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("content\n", encoding="utf-8")


def _write_neighbours(workload: Workload, folder: Path) -> None:
    """Write a Score file for each workload that this one refers to."""
    folder.mkdir()
    for name, port in sorted(_referred(workload)):
        ports: dict[str, Any] = {"web": {"port": port}}
        score = {
            "apiVersion": "score.dev/v1b1",
            "metadata": {"name": name},
            "containers": {"main": {"image": IMAGE}},
            "service": {"ports": ports},
        }
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(score), encoding="utf-8")


def _referred(workload: Workload) -> Iterator[tuple[str, int]]:
    for name, claim in (workload.resources or {}).items():
        if claim.resource_type in REFERENCES:
            params = claim.params or {}
            target, port = str(params.get("workload", name)), params.get("port", 80)
            if target != workload.name:
                yield target, port if isinstance(port, int) else 80
