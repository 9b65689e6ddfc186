"""Stands for the component of a route."""

from __future__ import annotations

from podium.catalogue.contract import Args, Deferred, Lifecycle, Outputs


class RouteArgs(Args):
    """A route."""

    host: Deferred[str]
    path: str = "/"
    port: str | int


class RouteOutputs(Outputs):
    """What others read."""

    host: str
    url: str


class Route:
    """A route."""

    resource_type = "route"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = False
    identity = frozenset({"name", "namespace"})
    args_type = RouteArgs
    outputs_type = RouteOutputs
