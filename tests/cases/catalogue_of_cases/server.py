"""Stands for the component of a database server that several databases share."""

from __future__ import annotations

from podium.catalogue.contract import Args, Lifecycle, Outputs, Secret


class ServerArgs(Args):
    """A server."""

    name: str
    version: int | None = None


class ServerOutputs(Outputs):
    """What others read."""

    host: str
    port: int
    username: str
    password: Secret[str]


class Server:
    """A server."""

    resource_type = "postgres-instance"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = True
    identity = frozenset({"name", "namespace"})
    args_type = ServerArgs
    outputs_type = ServerOutputs
