"""The version that is in use."""

from __future__ import annotations

from podium.catalogue.contract import Args, Lifecycle, Outputs


class ShelvedArgs(Args):
    """Nothing to set."""


class ShelvedOutputs(Outputs):
    """Nothing to read."""


class Shelved:
    """One version."""

    resource_type = "shelf"
    version = "2.1.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = False
    identity = frozenset({"name", "namespace"})
    args_type = ShelvedArgs
    outputs_type = ShelvedOutputs
