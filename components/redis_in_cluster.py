"""A Redis-compatible server in the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._container import TEMPORARY, Amounts, from_secret, probes, reach, requirements, run, temporary
from components._server import Server, ServerArgs, create_server
from podium.component import Component, Outputs, Secret
from podium.images import VALKEY_IMAGE
from podium.pod import Contents

_PORT = 6379
_CONFIGURATION = "/run/secrets/redis"
_AMOUNTS = Amounts(cpu=("50m", "500m"), memory=("128Mi", "512Mi"))
_PING = "valkey-cli ping | grep -q PONG"


class RedisInClusterArgs(ServerArgs):
    """What the environment sets; a workload asks for nothing but a server."""


class RedisInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name in the cluster, once the server answers.")
    port: int = Field(description="TCP port.")
    username: str = Field(description="The user to authenticate as.")
    password: Secret[str] = Field(description="That user's password.")


class RedisInCluster(Component[RedisInClusterArgs, RedisInClusterOutputs]):
    """One Valkey server with one volume per claim.

    One per claim, because the numbered databases of a shared server separate names and nothing else: every client can
    read, slow down and flush all of them. For development and tests, since it has no replicas.
    """

    resource_type = "redis"
    stateful = True

    def build(self, name: str, args: RedisInClusterArgs) -> RedisInClusterOutputs:
        """Create the server and wait until it answers."""
        server = Server.of(args, "cache", "redis", _PORT)
        made = create_server(self, name, server, _contents, lambda secret: _pod(args, secret))
        return RedisInClusterOutputs(host=made.host, port=_PORT, username="default", password=made.password)


def _contents(password: pulumi.Output[str]) -> Contents:
    return {"password": password, "redis.conf": password.apply(_configuration)}


def _configuration(password: str) -> str:
    """Return the part of the configuration that is secret; the rest are arguments of the server."""
    return f"requirepass {password}\n"


def _pod(args: RedisInClusterArgs, secret: pulumi.Output[str]) -> dict[str, Any]:
    container = {
        "name": "redis",
        "image": VALKEY_IMAGE,
        "command": ["valkey-server", f"{_CONFIGURATION}/redis.conf"],
        "args": ["--dir", "/data", "--appendonly", "yes", "--port", str(_PORT)],
        "env": from_secret(secret, {"REDISCLI_AUTH": "password"}),
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [
            {"mountPath": "/data", "name": "data"},
            {"mountPath": _CONFIGURATION, "name": "configuration", "readOnly": True},
            TEMPORARY,
        ],
        **probes(run("sh", "-c", _PING), reach(_PORT)),
    }
    item = {"key": "redis.conf", "path": "redis.conf", "mode": 0o440}
    volumes = [
        {"name": "configuration", "secret": {"secretName": secret, "items": [item]}},
        temporary(),
    ]
    return {"containers": [container], "volumes": volumes}
