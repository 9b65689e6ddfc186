"""Stands for a component whose only version is defective."""

from __future__ import annotations

from podium.catalogue.contract import Args, Lifecycle, Outputs


class FaultyArgs(Args):
    """Nothing to set."""


class FaultyOutputs(Outputs):
    """Nothing to read."""


class Faulty:
    """One version."""

    resource_type = "fault"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFECTIVE
    stateful = False
    identity = frozenset({"name", "namespace"})
    args_type = FaultyArgs
    outputs_type = FaultyOutputs
