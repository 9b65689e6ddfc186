"""Probes in the API's own words."""

from __future__ import annotations

from typing import Any

from podium.kubernetes import literal
from podium.pod.args import ProbeArgs, TimingArgs

__all__ = ["listening_probe", "probe", "startup_probe"]

_TIMING = {
    "initialDelaySeconds": "initial_delay_seconds",
    "periodSeconds": "period_seconds",
    "timeoutSeconds": "timeout_seconds",
    "successThreshold": "success_threshold",
    "failureThreshold": "failure_threshold",
}


def probe(args: ProbeArgs) -> dict[str, Any]:
    """Return the probe: the command where both are given, as Score says; nothing where there is nothing to ask."""
    handler = _handler(args)
    return handler | _timing(args.timing) if handler else {}


def startup_probe(args: ProbeArgs) -> dict[str, Any]:
    """Return the probe as a condition for what comes next: asked every two seconds, for five minutes at most."""
    patience = {"timeoutSeconds": args.timing.timeout_seconds} if args.timing.timeout_seconds else {}
    return _handler(args) | patience | {"periodSeconds": 2, "failureThreshold": 150}


def listening_probe(port: int) -> dict[str, Any]:
    """Return the probe that holds while a process listens on a TCP port."""
    return {"tcpSocket": {"port": port}}


def _handler(args: ProbeArgs) -> dict[str, Any]:
    if args.exec is not None:
        return {"exec": {"command": [literal(word) for word in args.exec]}}
    get = args.http_get
    if get is None:
        return {}
    headers = [{"name": header.name, "value": header.value} for header in get.headers]
    request = {"port": get.port, "path": get.path, "scheme": get.scheme}
    return {"httpGet": request | ({"httpHeaders": headers} if headers else {})}


def _timing(args: TimingArgs) -> dict[str, int]:
    given = {key: getattr(args, field) for key, field in _TIMING.items()}
    return {key: value for key, value in given.items() if value is not None}
