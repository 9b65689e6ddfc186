"""A Microsoft SQL Server in the cluster, with the claim's database."""

from __future__ import annotations

from typing import Any, Literal

import pulumi
from pydantic import Field, field_validator

from components._container import (
    SETUP_AMOUNTS,
    TEMPORARY,
    Amounts,
    check_identifier,
    from_secret,
    identifier,
    probes,
    reach,
    requirements,
    run,
    shell,
    temporary,
)
from components._server import Created, Server, ServerArgs, create_server, create_setup
from podium.component import Component, Outputs, Secret
from podium.images import MSSQL_IMAGE
from podium.password import GeneratedPassword
from podium.pod import Contents, ResourcesArgs

_ADMIN = "sa"
_PORT = 1433
_DATA = "/var/opt/mssql"
_SQLCMD = "/opt/mssql-tools18/bin/sqlcmd"
_IDENTIFIER = r"^[a-z_][a-z0-9_]{0,62}$"
_RESERVED = frozenset({"dbo", "guest", "master", "model", "msdb", "public", "sa", "sys", "tempdb"})
# The server runs on no less than 2 GB.
_AMOUNTS = Amounts(cpu=("250m", "2"), memory=("2Gi", "3Gi"), ephemeral_storage=("128Mi", "2Gi"))
# Three of four kinds of characters are wanted; a random password may lack one, so each gets them at its end.
_KINDS = "-Aa1"
# Idempotent. The client replaces $(…) by variables of its environment, so no argument shows a password.
_SETUP = f"""set -eu
cat > /tmp/setup.sql <<'SQL'
SET NOCOUNT ON;
IF DB_ID(N'$(DATABASE)') IS NULL CREATE DATABASE [$(DATABASE)];
GO
IF SUSER_ID(N'$(USERNAME)') IS NULL
  CREATE LOGIN [$(USERNAME)] WITH PASSWORD = N'$(USER_PASSWORD)', DEFAULT_DATABASE = [$(DATABASE)];
ELSE
  ALTER LOGIN [$(USERNAME)] WITH PASSWORD = N'$(USER_PASSWORD)';
GO
ALTER AUTHORIZATION ON DATABASE::[$(DATABASE)] TO [$(USERNAME)];
GO
SQL
{_SQLCMD} -C -b -l 30 -S "tcp:$SERVER,{_PORT}" -U {_ADMIN} -i /tmp/setup.sql
echo "database $DATABASE is ready"
"""


class MssqlInClusterArgs(ServerArgs):
    """What a workload may ask for, and what the environment sets."""

    accept_eula: bool = Field(
        False, description="That you accept Microsoft's licence; there is no server without.", validate_default=True
    )
    edition: Literal["Developer", "Express"] = Field(
        "Developer", description="Edition; `Developer` is not licensed for production."
    )
    storage: str = Field("2Gi", description="Size of its volume as a Kubernetes quantity; it can grow, never shrink.")
    database: str | None = Field(
        None, description="Name of the database; from `name` when absent.", pattern=_IDENTIFIER
    )

    @field_validator("accept_eula")
    @classmethod
    def _accepted(cls, accepted: bool) -> bool:
        if not accepted:
            raise ValueError(
                "Microsoft SQL Server runs only for who accepts its licence (https://aka.ms/mssql-eula): "
                "set 'accept_eula: true' in the definition's params"
            )
        return accepted

    @field_validator("database")
    @classmethod
    def _free(cls, name: str | None) -> str | None:
        return check_identifier(name, _RESERVED)


class MssqlInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    server: pulumi.Output[str] = Field(description="DNS name in the cluster, once the database exists.")
    port: int = Field(description="TCP port.")
    connection: Secret[str] = Field(description="ADO.NET connection string with user, password and database.")
    database: str = Field(description="Name of the database.")
    username: str = Field(description="The login that owns the database.")
    password: Secret[str] = Field(description="That login's password.")


class MssqlInCluster(Component[MssqlInClusterArgs, MssqlInClusterOutputs]):
    """One server with one volume and one database, which its login owns.

    For development and tests, since it has neither replicas nor backups.
    """

    resource_type = "mssql"
    stateful = True
    identity = frozenset({"name", "namespace", "database"})

    def build(self, name: str, args: MssqlInClusterArgs) -> MssqlInClusterOutputs:
        """Create the server, then the database, and wait for both."""
        database = args.database or identifier(args.name, _RESERVED)
        password = _complex(GeneratedPassword(f"{name}-user-password", opts=self.child()).password)

        def contents(admin: pulumi.Output[str]) -> Contents:
            return {"admin-password": _complex(admin), "password": password}

        server = Server.of(args, "database", "mssql", _PORT)
        made = create_server(self, name, server, contents, lambda secret: _pod(args, secret))
        setup = create_setup(self, name, server, _setup(made, database))
        host: pulumi.Output[str] = self.once_ready(made.host, setup)
        return MssqlInClusterOutputs(
            server=host,
            port=_PORT,
            connection=_connection(host, database, password),
            database=database,
            username=database,
            password=password,
        )


def _complex(password: pulumi.Output[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat(password, _KINDS)


def _connection(host: pulumi.Output[str], database: str, password: pulumi.Output[str]) -> pulumi.Output[str]:
    """Return the connection string; the server's certificate is its own, so nobody can vouch for it."""
    form = "Server=tcp:{0},{1};Database={2};User Id={2};Password={3};Encrypt=True;TrustServerCertificate=True"
    return pulumi.Output.format(form, host, _PORT, database, password)


def _pod(args: MssqlInClusterArgs, secret: pulumi.Output[str]) -> dict[str, Any]:
    settings = {"ACCEPT_EULA": "Y", "MSSQL_PID": args.edition, "MSSQL_TCP_PORT": str(_PORT)}
    question = f"{_SQLCMD} -C -b -l 3 -S tcp:127.0.0.1,{_PORT} -U {_ADMIN} -Q 'SELECT 1'"
    secrets = from_secret(secret, {"MSSQL_SA_PASSWORD": "admin-password", "SQLCMDPASSWORD": "admin-password"})
    container = {
        "name": "mssql",
        "image": MSSQL_IMAGE,
        "env": [{"name": name, "value": value} for name, value in settings.items()] + secrets,
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [
            {"mountPath": "/.system", "name": "system"},
            TEMPORARY,
            {"mountPath": _DATA, "name": "data"},
        ],
        **probes(run("sh", "-c", question), reach(_PORT), slow=True),
    }
    return {"containers": [container], "volumes": [temporary("system"), temporary()]}


def _setup(made: Created, database: str) -> dict[str, Any]:
    settings = {"DATABASE": database, "SERVER": made.host, "USERNAME": database}
    secrets = from_secret(made.secret, {"SQLCMDPASSWORD": "admin-password", "USER_PASSWORD": "password"})
    return {
        "image": MSSQL_IMAGE,
        "command": shell(_SETUP),
        "env": [{"name": name, "value": value} for name, value in settings.items()] + secrets,
        "resources": requirements(ResourcesArgs(), SETUP_AMOUNTS),
        "volumeMounts": [TEMPORARY],
    }
