"""Stands for the component of an autoscaler."""

from __future__ import annotations

from podium.catalogue.contract import Args, Lifecycle, Outputs


class AutoscalerArgs(Args):
    """How far to scale."""

    minReplicas: int = 1  # noqa: N815 - the name in Score files
    maxReplicas: int = 3  # noqa: N815
    targetCPUUtilizationPercentage: int = 80  # noqa: N815


class AutoscalerOutputs(Outputs):
    """Nothing to read."""


class Autoscaler:
    """An autoscaler."""

    resource_type = "horizontal-pod-autoscaler"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = False
    identity = frozenset({"name", "namespace"})
    args_type = AutoscalerArgs
    outputs_type = AutoscalerOutputs
