"""Stands for the component of a volume."""

from __future__ import annotations

from podium.catalogue.contract import Args, Lifecycle, Outputs


class VolumeArgs(Args):
    """A volume."""

    size: str = "1Gi"
    access_mode: str = "ReadWriteOnce"


class VolumeOutputs(Outputs):
    """What others read."""

    source: str


class Volume:
    """A volume."""

    resource_type = "volume"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = True
    identity = frozenset({"name", "namespace"})
    args_type = VolumeArgs
    outputs_type = VolumeOutputs
