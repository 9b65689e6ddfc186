"""A database and its user on a PostgreSQL server that several claims may share."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._container import SETUP_AMOUNTS, TEMPORARY, from_secret, requirements, shell
from components._server import Instance, PullPolicy, create_credentials, create_setup
from podium.component import Args, Component, Deferred, Outputs, Secret
from podium.images import PostgresVersion, postgres_image
from podium.kubernetes import ObjectName
from podium.password import GeneratedPassword
from podium.pod import Contents, ResourcesArgs

_IDENTIFIER = r"^[a-z_][a-z0-9_]{0,62}$"

# Idempotent. Values travel as psql variables and are quoted by the server's format(); the passwords come from the
# environment, so no process shows them in its arguments, and statement logging is off where the administrator may
# turn it off.
_SCRIPT = r"""set -eu
until pg_isready --quiet --timeout=3; do
  echo "waiting for $PGHOST:$PGPORT"
  sleep 1
done
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=database="$DATABASE" --set=username="$USERNAME" <<'SQL'
SET client_min_messages = 'warning';
\set password `printf %s "$USER_PASSWORD"`
SELECT rolsuper AS superuser FROM pg_roles WHERE rolname = current_user \gset
\if :superuser
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
\endif
SELECT format('CREATE ROLE %I', :'username')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'username') \gexec
SELECT format('ALTER ROLE %I WITH LOGIN PASSWORD %L', :'username', :'password') \gexec
\if :superuser
\else
SELECT format('GRANT %I TO CURRENT_USER', :'username') \gexec
\endif
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'username')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', :'database', :'username') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database') \gexec
SQL
echo "database $DATABASE is ready"
"""


class PostgresDatabaseArgs(Args):
    """What a workload may ask for, and the server that the definition names."""

    name: ObjectName = Field(description="Name of the claim's objects.")
    namespace: Deferred[str] = Field(description="Namespace in which the set-up runs.")
    server_host: Deferred[str] = Field(description="DNS name or address of the server.")
    server_port: Deferred[int] = Field(5432, description="TCP port of the server.")
    admin_username: Deferred[str] = Field("postgres", description="A user that may create roles and databases.")
    admin_password: Secret[str] = Field(description="That user's password.")
    database: str | None = Field(
        None, description="Name of the database; from `name` when absent.", pattern=_IDENTIFIER
    )
    username: str | None = Field(None, description="Name of the user; the database's when absent.", pattern=_IDENTIFIER)
    version: PostgresVersion | None = Field(
        None, description="Server version that the workload wants; the definition passes it on to the server."
    )
    image_pull_policy: PullPolicy = Field(
        "Always", description="When nodes ask the registry for the image; `Always` checks at each start."
    )
    labels: dict[str, str] = Field({}, description="Further labels.")


class PostgresDatabaseOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name of the server, once the database exists.")
    port: pulumi.Output[int] = Field(description="TCP port of the server.")
    name: pulumi.Output[str] = Field(description="Name of the database.")
    database: pulumi.Output[str] = Field(description="Name of the database; the same as `name`.")
    username: pulumi.Output[str] = Field(description="The user that owns the database.")
    user: pulumi.Output[str] = Field(description="The user that owns the database; the same as `username`.")
    password: Secret[str] = Field(description="The user's password.")


class PostgresDatabase(Component[PostgresDatabaseArgs, PostgresDatabaseOutputs]):
    """One database and one user that owns it; nobody else may connect to it.

    A Job sets them up. Its name carries a digest of what it does, so a change makes a new Job. The database is not
    dropped when the claim goes: a server in the cluster goes with its stack, and any other keeps the data.
    """

    resource_type = "postgres"
    stateful = True
    identity = frozenset({"name", "namespace", "database", "server_host"})

    def build(self, name: str, args: PostgresDatabaseArgs) -> PostgresDatabaseOutputs:
        """Generate the password, run the set-up and wait for it."""
        database = args.database or args.name.replace("-", "_")
        username = args.username or database
        password = GeneratedPassword(f"{name}-password", opts=self.child()).password
        contents: Contents = {"admin-password": pulumi.Output.secret(args.admin_password), "password": password}
        secret = create_credentials(self, name, _instance(args), contents, password)
        environment = {
            "DATABASE": database,
            "PGCONNECT_TIMEOUT": "5",
            "PGDATABASE": "postgres",
            "PGHOST": args.server_host,
            "PGPORT": pulumi.Output.from_input(args.server_port).apply(str),
            "PGUSER": args.admin_username,
            "USERNAME": username,
        }
        job = create_setup(self, name, _instance(args), _container(args, environment, secret))
        return PostgresDatabaseOutputs(
            host=self.once_ready(args.server_host, job),
            port=self.once_ready(args.server_port, job),
            name=self.once_ready(database, job),
            database=self.once_ready(database, job),
            username=self.once_ready(username, job),
            user=self.once_ready(username, job),
            password=self.once_ready(password, job),
        )


def _instance(args: PostgresDatabaseArgs) -> Instance:
    return Instance(
        name=args.name,
        namespace=args.namespace,
        labels=args.labels,
        part="database",
        image_pull_policy=args.image_pull_policy,
    )


def _container(args: PostgresDatabaseArgs, environment: dict[str, Any], secret: pulumi.Output[str]) -> dict[str, Any]:
    secrets = from_secret(secret, {"PGPASSWORD": "admin-password", "USER_PASSWORD": "password"})
    return {
        "image": postgres_image(args.version or "17"),
        "command": shell(_SCRIPT),
        "env": [{"name": key, "value": value} for key, value in sorted(environment.items())] + secrets,
        "resources": requirements(ResourcesArgs(), SETUP_AMOUNTS),
        "volumeMounts": [TEMPORARY],
    }
