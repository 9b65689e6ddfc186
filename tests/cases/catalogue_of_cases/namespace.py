"""Stands for the component of a namespace."""

from __future__ import annotations

from podium.catalogue.contract import Args, Lifecycle, Outputs


class NamespaceArgs(Args):
    """A namespace."""

    name: str


class NamespaceOutputs(Outputs):
    """What others read."""

    name: str


class Namespace:
    """A namespace."""

    resource_type = "namespace"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = False
    identity = frozenset({"name", "namespace"})
    args_type = NamespaceArgs
    outputs_type = NamespaceOutputs
