"""A PostgreSQL server in the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
from pulumi_kubernetes.apps import v1 as apps
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pydantic import Field

from podium.component import Args, Component, Deferred, Outputs, Secret
from podium.images import POSTGRES_USER_ID, PostgresVersion, postgres_image
from podium.kubernetes import ObjectName, restricted, selector_labels, service_host, shorten, standard_labels
from podium.password import GeneratedPassword
from podium.pod import ResourcesArgs, map_deferred, object_name, resource_requirements, versioned_name

_ADMIN = "postgres"
_PORT = 5432
_SECRETS = "/run/secrets/postgres"
# A folder of our own, because the image's was moved between its versions 17 and 18.
_DATA = "/data"
_REQUESTS = {"cpu": "100m", "memory": "256Mi"}


class PostgresInClusterArgs(Args):
    """What the platform asks of a server."""

    name: ObjectName = Field(description="Name of the server's objects and its DNS name in the namespace.")
    namespace: Deferred[str] = Field(description="Namespace to run in.")
    version: PostgresVersion = Field("17", description="Major version, 14 to 18; the minor version is pinned.")
    storage: str = Field("1Gi", description="Size of its volume as a Kubernetes quantity; it can grow, never shrink.")
    resources: ResourcesArgs = Field(ResourcesArgs(), description="Processor and memory.")
    labels: dict[str, str] = Field({}, description="Further labels.")


class PostgresInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name in the cluster, once the server answers.")
    port: int = Field(description="TCP port.")
    username: str = Field(description="The administrator.")
    password: Secret[str] = Field(description="The administrator's password.")
    secret: pulumi.Output[str] = Field(description="Name of the Secret that holds it under the key `password`.")


class PostgresInCluster(Component[PostgresInClusterArgs, PostgresInClusterOutputs]):
    """One server with one volume; for development and tests, since it has neither replicas nor backups.

    The volume is a resource of its own: destroying the stack leaves nothing behind, and replacing the StatefulSet loses
    nothing. The Service is headless: with one pod there is nothing to balance, and it has an address as soon as the pod
    is ready.
    """

    resource_type = "postgres-instance"
    stateful = True

    def build(self, name: str, args: PostgresInClusterArgs) -> PostgresInClusterOutputs:
        """Create the server and wait until it answers."""
        password = GeneratedPassword(f"{name}-password", opts=self.child()).password
        contents: dict[str, pulumi.Input[str]] = {"password": password}
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
        return PostgresInClusterOutputs(
            host=self.once_ready(host, server, service),
            port=_PORT,
            username=_ADMIN,
            password=password,
            secret=object_name(secret),
        )


def _metadata(args: PostgresInClusterArgs, name: pulumi.Input[str]) -> meta.ObjectMetaArgs:
    labels = standard_labels(args.name, "database", args.labels)
    return meta.ObjectMetaArgs(name=name, namespace=args.namespace, labels=labels)


def _service_spec(args: PostgresInClusterArgs) -> core.ServiceSpecArgs:
    port = core.ServicePortArgs(name="postgres", port=_PORT, target_port=_PORT)
    return core.ServiceSpecArgs(cluster_ip="None", selector=selector_labels(args.name, "database"), ports=[port])


def _claim_spec(args: PostgresInClusterArgs) -> core.PersistentVolumeClaimSpecArgs:
    storage = core.VolumeResourceRequirementsArgs(requests={"storage": args.storage})
    return core.PersistentVolumeClaimSpecArgs(access_modes=["ReadWriteOnce"], resources=storage)


def _stateful_set_spec(args: PostgresInClusterArgs, secret: pulumi.Output[str]) -> apps.StatefulSetSpecArgs:
    template = core.PodTemplateSpecArgs(
        metadata=meta.ObjectMetaArgs(labels=standard_labels(args.name, "database", args.labels)),
        spec=_pod(args, secret),
    )
    selector = meta.LabelSelectorArgs(match_labels=selector_labels(args.name, "database"))
    return apps.StatefulSetSpecArgs(replicas=1, selector=selector, service_name=args.name, template=template)


def _pod(args: PostgresInClusterArgs, secret: pulumi.Output[str]) -> Any:
    container = {
        "name": "postgres",
        "image": postgres_image(args.version),
        "env": [
            {"name": "PGDATA", "value": f"{_DATA}/pgdata"},
            {"name": "POSTGRES_PASSWORD_FILE", "value": f"{_SECRETS}/password"},
            {"name": "POSTGRES_USER", "value": _ADMIN},
        ],
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": resource_requirements(args.resources, _REQUESTS),
        "volumeMounts": [
            {"mountPath": _DATA, "name": "data"},
            {"mountPath": _SECRETS, "name": "credentials", "readOnly": True},
            {"mountPath": "/tmp", "name": "tmp"},  # noqa: S108 - a path inside the container
            {"mountPath": "/var/run/postgresql", "name": "run"},
        ],
        # Asked over TCP, because the server listens on its socket alone while it is being initialised.
        "startupProbe": _probe(period=2, failures=150),
        "readinessProbe": _probe(period=5, failures=3),
        "livenessProbe": _probe(period=10, failures=6),
    }
    volumes = [
        {"name": "data", "persistentVolumeClaim": {"claimName": f"{args.name}-data"}},
        {"name": "credentials", "secret": {"secretName": secret, "defaultMode": 0o440}},
        {"name": "run", "emptyDir": {}},
        {"name": "tmp", "emptyDir": {}},
    ]
    pod = {"serviceAccountName": args.name, "containers": [container], "volumes": volumes}
    return restricted(pod, POSTGRES_USER_ID)


def _probe(*, period: int, failures: int) -> dict[str, Any]:
    command = ["pg_isready", "--host=127.0.0.1", f"--username={_ADMIN}"]
    return {"exec": {"command": command}, "periodSeconds": period, "timeoutSeconds": 3, "failureThreshold": failures}
