"""A PostgreSQL server in the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._server import Server, create_server, probes
from podium.component import Args, Component, Deferred, Outputs, Secret
from podium.images import POSTGRES_USER_ID, PostgresVersion, postgres_image
from podium.kubernetes import ObjectName
from podium.pod import Contents, ResourcesArgs, resource_requirements

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
    """One server with one volume; for development and tests, since it has neither replicas nor backups."""

    resource_type = "postgres-instance"
    stateful = True

    def build(self, name: str, args: PostgresInClusterArgs) -> PostgresInClusterOutputs:
        """Create the server and wait until it answers."""
        made = create_server(self, name, _server(args), _contents, lambda secret: _pod(args, secret))
        return PostgresInClusterOutputs(
            host=made.host, port=_PORT, username=_ADMIN, password=made.password, secret=made.secret
        )


def _server(args: PostgresInClusterArgs) -> Server:
    return Server(
        name=args.name,
        namespace=args.namespace,
        labels=args.labels,
        part="database",
        port_name="postgres",
        port=_PORT,
        storage=args.storage,
        user=POSTGRES_USER_ID,
    )


def _contents(password: pulumi.Output[str]) -> Contents:
    return {"password": password}


def _pod(args: PostgresInClusterArgs, secret: pulumi.Output[str]) -> dict[str, Any]:
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
        **probes(["pg_isready", "--host=127.0.0.1", f"--username={_ADMIN}"]),
    }
    volumes = [
        {"name": "credentials", "secret": {"secretName": secret, "defaultMode": 0o440}},
        {"name": "run", "emptyDir": {}},
        {"name": "tmp", "emptyDir": {}},
    ]
    return {"containers": [container], "volumes": volumes}
