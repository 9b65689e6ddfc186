"""A MySQL server in the cluster, with the claim's database."""

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
from podium.images import MysqlVersion, mysql_image
from podium.password import GeneratedPassword
from podium.pod import Contents

_PORT = 3306
_SECRETS = "/run/secrets/mysql"
_DATA = "/data"
_IDENTIFIER = r"^[a-z_][a-z0-9_]{0,62}$"
_RESERVED = frozenset({"information_schema", "mysql", "performance_schema", "root", "sys"})
# Source: MySQL 8.4 Reference Manual, 8.2.1 "Account User Names and Passwords".
_USER_LIMIT = 32
_AMOUNTS = Amounts(cpu=("100m", "1"), memory=("512Mi", "1Gi"))
_OPTIONS = (
    f"--datadir={_DATA}/mysql",
    # One server keeps no log for replicas.
    "--disable-log-bin",
    # A probe that connects and says nothing counts against its host, which would be locked out after a while.
    "--host-cache-size=0",
    # One protocol is enough.
    "--mysqlx=0",
    # Files on the server are nobody's to read or write.
    "--secure-file-priv=NULL",
    "--skip-name-resolve",
)


class MysqlInClusterArgs(ServerArgs):
    """What a workload may ask for, and what the environment sets."""

    version: MysqlVersion = Field("8.4", description="Version with long-term support; the patch version is pinned.")
    database: str | None = Field(
        None, description="Name of the database; from `name` when absent.", pattern=_IDENTIFIER
    )

    @field_validator("database")
    @classmethod
    def _free(cls, name: str | None) -> str | None:
        return check_identifier(name, _RESERVED)


class MysqlInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name in the cluster, once the server answers.")
    port: int = Field(description="TCP port.")
    name: str = Field(description="Name of the database.")
    database: str = Field(description="Name of the database; the same as `name`.")
    username: str = Field(description="The user that owns the database.")
    user: str = Field(description="The user that owns the database; the same as `username`.")
    password: Secret[str] = Field(description="That user's password.")


class MysqlInCluster(Component[MysqlInClusterArgs, MysqlInClusterOutputs]):
    """One server with one volume and one database, which its user owns.

    The image makes both when the volume is empty; the administrator may log in from inside the pod only. For
    development and tests, since it has neither replicas nor backups.
    """

    resource_type = "mysql"
    stateful = True
    identity = frozenset({"name", "namespace", "database"})

    def build(self, name: str, args: MysqlInClusterArgs) -> MysqlInClusterOutputs:
        """Create the server and wait until it answers."""
        database = args.database or identifier(args.name, _RESERVED)
        username = identifier(database, _RESERVED, _USER_LIMIT)
        root = GeneratedPassword(f"{name}-root-password", opts=self.child()).password

        def contents(password: pulumi.Output[str]) -> Contents:
            return {"password": password, "root-password": root}

        def pod(secret: pulumi.Output[str]) -> dict[str, Any]:
            return _pod(args, secret, database, username)

        made = create_server(self, name, Server.of(args, "database", "mysql", _PORT), contents, pod)
        return MysqlInClusterOutputs(
            host=made.host,
            port=_PORT,
            name=database,
            database=database,
            username=username,
            user=username,
            password=made.password,
        )


def _pod(args: MysqlInClusterArgs, secret: pulumi.Output[str], database: str, username: str) -> dict[str, Any]:
    settings = {
        "MYSQL_DATABASE": database,
        "MYSQL_PASSWORD_FILE": f"{_SECRETS}/password",
        "MYSQL_ROOT_HOST": "localhost",
        "MYSQL_ROOT_PASSWORD_FILE": f"{_SECRETS}/root-password",
        "MYSQL_USER": username,
    }
    container = {
        "name": "mysql",
        "image": mysql_image(args.version),
        "args": ["mysqld", *_OPTIONS],
        "env": [{"name": key, "value": value} for key, value in settings.items()],
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [
            {"mountPath": _DATA, "name": "data"},
            {"mountPath": _SECRETS, "name": "credentials", "readOnly": True},
            TEMPORARY,
            {"mountPath": "/var/run/mysqld", "name": "run"},
        ],
        # Asked over TCP, because the server listens on its socket alone while it is being initialised. Being refused is
        # an answer too, so the question needs no password.
        **probes(run("mysqladmin", "ping", "--protocol=tcp", "--host=127.0.0.1", "--user=probe"), reach(_PORT)),
    }
    volumes = [mounted_secret("credentials", secret), temporary("run"), temporary()]
    return {"containers": [container], "volumes": volumes}
