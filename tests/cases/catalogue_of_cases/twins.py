"""A component module with two components."""

from __future__ import annotations

from catalogue_of_cases.volume import VolumeArgs, VolumeOutputs


class First:
    """One too many."""

    resource_type = "volume"
    version = "1.0.0"
    stateful = False
    args_type = VolumeArgs
    outputs_type = VolumeOutputs


class Second(First):
    """The other one."""
