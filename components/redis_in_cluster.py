"""A Redis-compatible server in the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pydantic import Field

from podium.component import Args, Component, Deferred, Outputs, Secret
from podium.images import VALKEY_IMAGE, VALKEY_USER_ID
from podium.kubernetes import ObjectName, restricted, selector_labels, service_host, shorten, standard_labels
from podium.password import GeneratedPassword
from podium.pod import ResourcesArgs, map_deferred, object_name, resource_requirements, versioned_name

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
        password = GeneratedPassword(f"{name}-password", opts=self.child()).password
        contents: dict[str, pulumi.Input[str]] = {"password": password, "redis.conf": password.apply(_configuration)}
        secret = core.Secret(
            f"{name}-credentials",
            metadata=_metadata(args, versioned_name(f"{args.name}-credentials", contents, password)),
            immutable=True,
            string_data=contents,
            # Made of the password, which is protected; it can always be made again.
            opts=self.child(protect=False),
        )
        service = core.Service(
            f"{name}-service", metadata=_metadata(args, args.name), spec=_service_spec(args), opts=self.child()
        )
        claim = core.PersistentVolumeClaim(
            f"{name}-data",
            metadata=_metadata(args, f"{args.name}-data"),
            spec=_claim_spec(args),
            opts=self.child(),
        )
        account = core.ServiceAccount(
            f"{name}-account",
            metadata=_metadata(args, args.name),
            automount_service_account_token=False,
            opts=self.child(),
        )
        # Kubernetes makes a label of at most 63 characters out of this name and a digest of its own.
        server = apps.StatefulSet(
            name,
            metadata=_metadata(args, shorten(args.name, 52)),
            spec=_stateful_set_spec(args, object_name(secret)),
            opts=self.child(depends_on=[account, claim]),
        )
        host = map_deferred(args.namespace, lambda namespace: service_host(args.name, namespace))
        return RedisInClusterOutputs(
            host=self.once_ready(host, server, service), port=_PORT, username="default", password=password
        )


def _configuration(password: str) -> str:
    """Return the part of the configuration that is secret; the rest are arguments of the server."""
    return f"requirepass {password}\n"


def _metadata(args: RedisInClusterArgs, name: pulumi.Input[str]) -> meta.ObjectMetaArgs:
    labels = standard_labels(args.name, "cache", args.labels)
    return meta.ObjectMetaArgs(name=name, namespace=args.namespace, labels=labels)


def _service_spec(args: RedisInClusterArgs) -> core.ServiceSpecArgs:
    port = core.ServicePortArgs(name="redis", port=_PORT, target_port=_PORT)
    return core.ServiceSpecArgs(cluster_ip="None", selector=selector_labels(args.name, "cache"), ports=[port])


def _claim_spec(args: RedisInClusterArgs) -> core.PersistentVolumeClaimSpecArgs:
    storage = core.VolumeResourceRequirementsArgs(requests={"storage": args.storage})
    return core.PersistentVolumeClaimSpecArgs(access_modes=["ReadWriteOnce"], resources=storage)


def _stateful_set_spec(args: RedisInClusterArgs, secret: pulumi.Output[str]) -> apps.StatefulSetSpecArgs:
    metadata = meta.ObjectMetaArgs(labels=standard_labels(args.name, "cache", args.labels))
    return apps.StatefulSetSpecArgs(
        replicas=1,
        selector=meta.LabelSelectorArgs(match_labels=selector_labels(args.name, "cache")),
        service_name=args.name,
        template=core.PodTemplateSpecArgs(metadata=metadata, spec=_pod(args, secret)),
    )


def _pod(args: RedisInClusterArgs, secret: pulumi.Output[str]) -> Any:
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
        "startupProbe": _probe(period=2, failures=150),
        "readinessProbe": _probe(period=5, failures=3),
        "livenessProbe": _probe(period=10, failures=6),
    }
    item = {"key": "redis.conf", "path": "redis.conf", "mode": 0o440}
    volumes = [
        {"name": "data", "persistentVolumeClaim": {"claimName": f"{args.name}-data"}},
        {"name": "configuration", "secret": {"secretName": secret, "items": [item]}},
        {"name": "tmp", "emptyDir": {}},
    ]
    pod = {"serviceAccountName": args.name, "containers": [container], "volumes": volumes}
    return restricted(pod, VALKEY_USER_ID)


def _probe(*, period: int, failures: int) -> dict[str, Any]:
    command = ["sh", "-c", _PING]
    return {"exec": {"command": command}, "periodSeconds": period, "timeoutSeconds": 3, "failureThreshold": failures}
