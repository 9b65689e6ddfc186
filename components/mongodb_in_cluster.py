"""A MongoDB server in the cluster."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field, field_validator

from components._container import (
    TEMPORARY,
    Amounts,
    check_identifier,
    identifier,
    mounted_secret,
    probes,
    reach,
    requirements,
    run,
    temporary,
)
from components._server import Server, ServerArgs, create_server
from podium.component import Component, Outputs, Secret
from podium.images import MongodbVersion, mongodb_image
from podium.pod import Contents

_ADMIN = "root"
_PORT = 27017
_SECRETS = "/run/secrets/mongodb"
_IDENTIFIER = r"^[a-z_][a-z0-9_]{0,62}$"
_RESERVED = frozenset({"admin", "config", "local"})
_AMOUNTS = Amounts(cpu=("100m", "1"), memory=("256Mi", "1Gi"))
# On the pod's own address, because the server listens on the loopback alone while it is being initialised. The shell
# leaves a log in its home at each start, so it gets a home that is removed with it.
_PING = """HOME="$(mktemp -d)" || exit 1
export HOME
mongosh --quiet --norc --host "$HOSTNAME" --eval 'quit(db.adminCommand({ping: 1}).ok ? 0 : 1)'
answer=$?
rm -rf "$HOME"
exit $answer
"""


class MongodbInClusterArgs(ServerArgs):
    """What a workload may ask for, and what the environment sets."""

    version: MongodbVersion = Field("8", description="Major version; the minor version is pinned.")
    database: str | None = Field(
        None, description="Name of the database; from `name` when absent.", pattern=_IDENTIFIER
    )

    @field_validator("database")
    @classmethod
    def _free(cls, name: str | None) -> str | None:
        return check_identifier(name, _RESERVED)


class MongodbInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name in the cluster, once the server answers.")
    port: int = Field(description="TCP port.")
    name: str = Field(description="Name of the database; the server makes it when something is written.")
    database: str = Field(description="Name of the database; the same as `name`.")
    username: str = Field(description="The user to log in as, who may do everything on this server.")
    password: Secret[str] = Field(description="That user's password.")
    connection: Secret[str] = Field(description="Connection string with user, password and database.")


class MongodbInCluster(Component[MongodbInClusterArgs, MongodbInClusterOutputs]):
    """One server with one volume per claim.

    For development and tests, since it has neither replicas nor backups; without replicas it has no transactions over
    several documents either.
    """

    resource_type = "mongodb"
    stateful = True
    identity = frozenset({"name", "namespace", "database"})

    def build(self, name: str, args: MongodbInClusterArgs) -> MongodbInClusterOutputs:
        """Create the server and wait until it answers."""
        database = args.database or identifier(args.name, _RESERVED)
        server = Server.of(args, "database", "mongodb", _PORT)
        made = create_server(self, name, server, _contents, lambda secret: _pod(args, secret))
        return MongodbInClusterOutputs(
            host=made.host,
            port=_PORT,
            name=database,
            database=database,
            username=_ADMIN,
            password=made.password,
            connection=_connection(made.host, made.password, database),
        )


def _contents(password: pulumi.Output[str]) -> Contents:
    return {"password": password}


def _connection(host: pulumi.Output[str], password: pulumi.Output[str], database: str) -> pulumi.Output[str]:
    """Return the URL; the user is known in ``admin``, not in the claim's database."""
    return pulumi.Output.format(
        "mongodb://{0}:{1}@{2}:{3}/{4}?authSource=admin", _ADMIN, password, host, _PORT, database
    )


def _pod(args: MongodbInClusterArgs, secret: pulumi.Output[str]) -> dict[str, Any]:
    container = {
        "name": "mongodb",
        "image": mongodb_image(args.version),
        "args": ["mongod", "--bind_ip_all"],
        "env": [
            # The image's home is the data's folder, where the shell of the first start would leave its logs.
            {"name": "HOME", "value": "/tmp"},  # noqa: S108 - a path inside the container
            {"name": "MONGO_INITDB_ROOT_PASSWORD_FILE", "value": f"{_SECRETS}/password"},
            {"name": "MONGO_INITDB_ROOT_USERNAME", "value": _ADMIN},
        ],
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [
            {"mountPath": "/data/configdb", "name": "configuration"},
            {"mountPath": "/data/db", "name": "data"},
            {"mountPath": _SECRETS, "name": "credentials", "readOnly": True},
            TEMPORARY,
        ],
        **probes(run("sh", "-c", _PING), reach(_PORT), slow=True),
    }
    volumes = [temporary("configuration"), mounted_secret("credentials", secret), temporary()]
    return {"containers": [container], "volumes": volumes}
