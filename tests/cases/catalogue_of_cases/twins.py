"""A component module with two components."""

from __future__ import annotations

from catalogue_of_cases.volume import VolumeArgs, VolumeOutputs
from podium.catalogue.contract import Lifecycle


class First:
    """One too many."""

    resource_type = "volume"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = False
    identity = frozenset({"name", "namespace"})
    args_type = VolumeArgs
    outputs_type = VolumeOutputs


class Second(First):
    """The other one."""
