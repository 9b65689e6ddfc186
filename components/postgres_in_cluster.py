"""A PostgreSQL server in the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._container import (
    TEMPORARY,
    Amounts,
    mounted_secret,
    probes,
    reach,
    requirements,
    run,
    temporary,
)
from components._server import Server, ServerArgs, create_server
from podium.component import Component, Outputs, Secret
from podium.images import PostgresVersion, postgres_image
from podium.pod import Contents

_ADMIN = "postgres"
_PORT = 5432
_SECRETS = "/run/secrets/postgres"
# A folder of our own, because the image's was moved between its versions 17 and 18.
_DATA = "/data"
_AMOUNTS = Amounts(cpu=("100m", "1"), memory=("256Mi", "1Gi"))


class PostgresInClusterArgs(ServerArgs):
    """What the platform asks of a server."""

    version: PostgresVersion = Field("17", description="Major version, 14 to 18; the minor version is pinned.")


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
        server = Server.of(args, "database", "postgres", _PORT)
        made = create_server(self, name, server, _contents, lambda secret: _pod(args, secret))
        return PostgresInClusterOutputs(
            host=made.host, port=_PORT, username=_ADMIN, password=made.password, secret=made.secret
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
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [
            {"mountPath": _DATA, "name": "data"},
            {"mountPath": _SECRETS, "name": "credentials", "readOnly": True},
            TEMPORARY,
            {"mountPath": "/var/run/postgresql", "name": "run"},
        ],
        # Asked over TCP, because the server listens on its socket alone while it is being initialised.
        **probes(run("pg_isready", "--host=127.0.0.1", f"--username={_ADMIN}"), reach(_PORT)),
    }
    return {
        "containers": [container],
        "volumes": [mounted_secret("credentials", secret), temporary("run"), temporary()],
    }
