"""Pieces of a server's container: what it may use, how it is asked, where it writes, and how it gets its secrets.

Plain data in the API's own words, as in ``podium.pod``; no component.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import pulumi

from podium.kubernetes import literal, shorten
from podium.pod import ResourcesArgs

Probe: TypeAlias = dict[str, Any]
"""What a kubelet does to learn how a container is."""

TEMPORARY: Final = {"mountPath": "/tmp", "name": "tmp"}  # noqa: S108 - a path inside the container
"""Where a container mounts the volume of :func:`temporary`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a container gets when nobody asks for anything else, each as a request and a limit.

    Attributes:
        cpu: Processors as Kubernetes quantities.
        memory: Memory as Kubernetes quantities.
        ephemeral_storage: Logs and temporary files on the node's disk as Kubernetes quantities.
    """

    cpu: tuple[str, str]
    memory: tuple[str, str]
    ephemeral_storage: tuple[str, str] = ("64Mi", "1Gi")


SETUP_AMOUNTS: Final = Amounts(cpu=("50m", "500m"), memory=("64Mi", "256Mi"))
"""Enough for a client program that runs once."""


def identifier(name: str, reserved: frozenset[str] = frozenset(), limit: int = 63) -> str:
    """Return what a database or user may be called after an object.

    Args:
        name: Name of the object.
        reserved: Names that the server uses itself.
        limit: How many characters the server allows.
    """
    plain = shorten(name, limit - 4).replace("-", "_")
    return f"{plain}_own" if plain in reserved else plain


def check_identifier(name: str | None, reserved: frozenset[str]) -> str | None:
    """Return the name that somebody chose, if the server does not use it itself.

    Raises:
        ValueError: It does.
    """
    if name in reserved:
        raise ValueError(f"'{name}' is a name that the server uses itself; take another one")
    return name


def requirements(resources: ResourcesArgs, amounts: Amounts) -> dict[str, dict[str, str]]:
    """Return requests and limits for processor, memory and temporary storage, all of them given.

    Where only a request or only a limit is asked for, it is the other one too: a default could contradict it.

    Args:
        resources: What is asked for.
        amounts: What there is when nothing is asked for.
    """
    requested, limited = resources.requests.quantities(), resources.limits.quantities()
    defaults = {"cpu": amounts.cpu, "ephemeral-storage": amounts.ephemeral_storage, "memory": amounts.memory}
    pairs = {kind: _pair(requested.get(kind), limited.get(kind), default) for kind, default in defaults.items()}
    return {
        "limits": {kind: limit for kind, (_, limit) in pairs.items()},
        "requests": {kind: request for kind, (request, _) in pairs.items()},
    }


def temporary(name: str = "tmp") -> dict[str, Any]:
    """Return a volume for what a container writes and forgets, since its root file system stays as it is."""
    return {"name": name, "emptyDir": {}}


def mounted_secret(name: str, secret: pulumi.Output[str]) -> dict[str, Any]:
    """Return a volume with the keys of a Secret as files that the pod's group can read."""
    return {"name": name, "secret": {"secretName": secret, "defaultMode": 0o440}}


def from_secret(secret: pulumi.Output[str], variables: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return environment variables that come from a Secret.

    Args:
        secret: Name of the Secret.
        variables: For each variable the Secret's key.
    """
    return [
        {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}
        for name, key in sorted(variables.items())
    ]


def shell(script: str) -> list[str]:
    """Return the command that runs a script, given to the shell as it is written here."""
    return ["sh", "-c", literal(script)]


def run(*command: str) -> Probe:
    """Return a probe that is content while a command ends with 0."""
    return {"exec": {"command": [literal(word) for word in command]}}


def reach(port: int) -> Probe:
    """Return a probe that is content while a port accepts connections."""
    return {"tcpSocket": {"port": port}}


def ask(path: str, port: int) -> Probe:
    """Return a probe that is content while an HTTP request succeeds."""
    return {"httpGet": {"path": path, "port": port}}


def probes(ready: Probe, alive: Probe, *, slow: bool = False) -> dict[str, Any]:
    """Return the probes of a container; it has five minutes to start.

    Two different questions: a server that is busy takes no traffic for a while, and only one that is dead starts anew.

    Args:
        ready: Whether it can be used.
        alive: Whether it runs at all.
        slow: Whether either question costs a second of processor time, so that it is asked seldom and may take long.
    """
    if slow:
        return {
            "startupProbe": _probe(ready, period=5, failures=60, timeout=15),
            "readinessProbe": _probe(ready, period=20, failures=3, timeout=15),
            "livenessProbe": _probe(alive, period=30, failures=4, timeout=15),
        }
    return {
        "startupProbe": _probe(ready, period=2, failures=150, timeout=3),
        "readinessProbe": _probe(ready, period=5, failures=3, timeout=3),
        "livenessProbe": _probe(alive, period=10, failures=6, timeout=3),
    }


def _probe(probe: Probe, *, period: int, failures: int, timeout: int) -> dict[str, Any]:
    return {**probe, "periodSeconds": period, "timeoutSeconds": timeout, "failureThreshold": failures}


def _pair(request: str | None, limit: str | None, default: tuple[str, str]) -> tuple[str, str]:
    return (request or limit or default[0], limit or request or default[1])
