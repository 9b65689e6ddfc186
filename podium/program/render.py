"""The stage ``render``: a plan becomes plain Kubernetes manifests, without engine, cluster or state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from podium.plan.model import Plan
from podium.program.derive import derived_password
from podium.program.manifests import Manifests, manifests_of
from podium.program.monitor import RecordedResource
from podium.program.record import record

__all__ = ["render_plan"]

_PASSWORD = "pulumi-python:dynamic/podium:GeneratedPassword"  # noqa: S105 - a type token


def render_plan(plan: Plan, key: Callable[[], bytes], config: Mapping[str, str] | None = None) -> Manifests:
    """Return the manifests of a plan.

    The program is the one that ``podium up`` runs, so the objects are the same, with one difference: a deployment keeps
    the passwords that it once generated in its state. There is no state here, so they follow from a key, the
    environment's name and their own.

    Args:
        plan: The plan.
        key: Returns the secret that passwords follow from; not called where there are none.
        config: The stack's configuration by full key.

    Raises:
        PodiumError: The program failed (``P001``, ``P002``, ``R014``), the key cannot be had (``P005``), or a manifest
            would not be complete (``P003``, ``P006``).
    """

    def answer(resource: RecordedResource) -> Mapping[str, Any]:
        if resource.type != _PASSWORD:
            return {}
        name = f"{plan.environment.name}\0{resource.name}"
        return {"password": derived_password(key(), name, int(resource.inputs["length"]))}

    return manifests_of(plan, record(plan, answer, config))
