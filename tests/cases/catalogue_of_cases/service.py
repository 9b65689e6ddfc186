"""Stands for the component of a workload."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from podium.catalogue.contract import Args, Deferred, Lifecycle, Outputs


class ServiceArgs(Args):
    """A workload."""

    name: str
    namespace: Deferred[str]
    containers: dict[str, dict[str, Any]]
    ports: dict[str, dict[str, Any]] = Field({})
    annotations: dict[str, str] = Field({})
    replicas: int = Field(1, ge=1)
    kind: str = "Deployment"
    schedule: str | None = None
    service_name: str | None = None
    autoscaled: bool = False


class ServiceOutputs(Outputs):
    """Where it answers."""

    name: str


class Service:
    """A workload."""

    resource_type = "workload"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = False
    identity = frozenset({"name", "namespace"})
    args_type = ServiceArgs
    outputs_type = ServiceOutputs
