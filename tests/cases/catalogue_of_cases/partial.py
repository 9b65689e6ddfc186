"""Stands for a component that does not keep the contract of its type."""

from __future__ import annotations

from podium.catalogue.contract import Args, Lifecycle, Outputs


class PartialArgs(Args):
    """No params."""


class PartialOutputs(Outputs):
    """Half of the outputs, the password in clear."""

    host: str
    port: int
    password: str


class Partial:
    """A database."""

    resource_type = "postgres"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = True
    identity = frozenset({"name", "namespace"})
    args_type = PartialArgs
    outputs_type = PartialOutputs
