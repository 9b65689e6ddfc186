"""Stands for the component of a route."""

from __future__ import annotations

from podium.catalogue.contract import Args, Deferred, Outputs


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
    stateful = False
    args_type = RouteArgs
    outputs_type = RouteOutputs
