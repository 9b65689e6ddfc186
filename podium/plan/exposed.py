"""Secrets that a pod's specification would show to everybody who may list pods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podium.diagnostics import Diagnostic
from podium.graph.model import ResourceGraph
from podium.graph.uid import ResourceUid
from podium.spec.rules import PlacedPlaceholder

__all__ = ["check_exposed"]

_SHOWN = {"image": "the image", "command": "the command", "args": "the arguments", "volumes": "a volume's source"}
"""Parts of a container that stand in the pod's specification as they are, and what to call them."""


def check_exposed(
    graph: ResourceGraph, outputs: Mapping[ResourceUid, Mapping[str, bool] | None]
) -> Iterator[Diagnostic]:
    """Yield every secret output that a workload reads where it could not be kept in a Kubernetes Secret (``R019``).

    Variables and files can be kept in one; image, command, arguments and the source of a volume cannot.

    Args:
        graph: The graph.
        outputs: Names of each resource's outputs, and whether each is a secret; None where they are not known.
    """
    for loaded in graph.workloads:
        claims = graph.claims[loaded.workload.name]
        for placed in loaded.placeholders:
            root, name, *keys = placed.placeholder.path
            shown = _SHOWN.get(str(placed.path[2])) if placed.path[0] == "containers" else None
            if shown and root == "resources" and keys and (outputs.get(claims[name]) or {}).get(keys[0]):
                yield _exposed(placed, shown)


def _exposed(placed: PlacedPlaceholder, shown: str) -> Diagnostic:
    return Diagnostic(
        "R019",
        f"{shown} would show the secret '{placed.placeholder.raw}'",
        placed.span,
        why="it stands in the pod's specification, which is no secret",
        fix="put the secret into a variable or a file, which are kept in a Secret, and read it from there",
    )
