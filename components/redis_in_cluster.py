"""A Redis-compatible server in the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._server import Server, create_server, probes
from podium.component import Args, Component, Deferred, Outputs, Secret
from podium.images import VALKEY_IMAGE, VALKEY_USER_ID
from podium.kubernetes import ObjectName
from podium.pod import Contents, ResourcesArgs, resource_requirements

_PORT = 6379
_CONFIGURATION = "/run/secrets/redis"
_REQUESTS = {"cpu": "50m", "memory": "128Mi"}
_PING = "valkey-cli ping | grep -q PONG"


class RedisInClusterArgs(Args):
    """What a workload may ask for, and what the environment sets."""

    name: ObjectName = Field(description="Name of the server's objects and its DNS name in the namespace.")
    namespace: Deferred[str] = Field(description="Namespace to run in.")
    storage: str = Field("1Gi", description="Size of its volume as a Kubernetes quantity; it can grow, never shrink.")
    resources: ResourcesArgs = Field(ResourcesArgs(), description="Processor and memory.")
    labels: dict[str, str] = Field({}, description="Further labels.")


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
        made = create_server(self, name, _server(args), _contents, lambda secret: _pod(args, secret))
        return RedisInClusterOutputs(host=made.host, port=_PORT, username="default", password=made.password)


def _server(args: RedisInClusterArgs) -> Server:
    return Server(
        name=args.name,
        namespace=args.namespace,
        labels=args.labels,
        part="cache",
        port_name="redis",
        port=_PORT,
        storage=args.storage,
        user=VALKEY_USER_ID,
    )


def _contents(password: pulumi.Output[str]) -> Contents:
    return {"password": password, "redis.conf": password.apply(_configuration)}


def _configuration(password: str) -> str:
    """Return the part of the configuration that is secret; the rest are arguments of the server."""
    return f"requirepass {password}\n"


def _pod(args: RedisInClusterArgs, secret: pulumi.Output[str]) -> dict[str, Any]:
    key = {"name": secret, "key": "password"}
    container = {
        "name": "redis",
        "image": VALKEY_IMAGE,
        "command": ["valkey-server", f"{_CONFIGURATION}/redis.conf"],
        "args": ["--dir", "/data", "--appendonly", "yes", "--port", str(_PORT)],
        "env": [{"name": "REDISCLI_AUTH", "valueFrom": {"secretKeyRef": key}}],
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": resource_requirements(args.resources, _REQUESTS),
        "volumeMounts": [
            {"mountPath": "/data", "name": "data"},
            {"mountPath": _CONFIGURATION, "name": "configuration", "readOnly": True},
            {"mountPath": "/tmp", "name": "tmp"},  # noqa: S108 - a path inside the container
        ],
        **probes(["sh", "-c", _PING]),
    }
    item = {"key": "redis.conf", "path": "redis.conf", "mode": 0o440}
    volumes = [
        {"name": "configuration", "secret": {"secretName": secret, "items": [item]}},
        {"name": "tmp", "emptyDir": {}},
    ]
    return {"containers": [container], "volumes": volumes}
