"""Managed PostgreSQL on Amazon RDS."""

from __future__ import annotations

from typing import Annotated

import pulumi
from pulumi_aws import rds
from pydantic import Field

from podium.component import Args, Component, Deferred, Outputs, Secret
from podium.images import PostgresVersion
from podium.kubernetes import shorten
from podium.password import GeneratedPassword

_IDENTIFIER = r"^[a-z_][a-z0-9_]{0,62}$"
_LONGEST_IDENTIFIER = 63
_REPLICA_SUFFIX = len("-replica-00")
_PORT = 5432

InstanceClass = Annotated[str, Field(pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")]


class PostgresRdsArgs(Args):
    """What a claim and the platform ask of a database."""

    name: str = Field(description="Object name; part of the instance's identifier.")
    environment: str = Field(description="Name of the environment; identifiers are unique in an account and region.")
    region: str | None = Field(None, description="AWS region; the provider's when absent.")
    version: PostgresVersion = Field("17", description="Major version; AWS chooses the minor version.")
    database: str | None = Field(
        None, description="Name of the database; from `name` when absent.", pattern=_IDENTIFIER
    )
    username: str = Field("podium", description="The user that owns it.", pattern=_IDENTIFIER)
    instance_class: InstanceClass = Field("db.t4g.small", description="Class of the instance and its replicas.")
    storage_gib: int = Field(20, description="Size of the volume in GiB; it can grow, never shrink.", ge=20, le=65536)
    replicas: int = Field(0, description="Number of read replicas.", ge=0, le=15)
    multi_az: bool = Field(False, description="Whether a standby in another zone takes over.")
    backup_days: int = Field(7, description="Days that backups are kept; replicas need at least 1.", ge=1, le=35)
    subnet_group: Deferred[str] | None = Field(
        None, description="Name of the DB subnet group; the default VPC's if absent."
    )
    security_groups: list[Deferred[str]] = Field([], description="Ids of the security groups.")
    tags: dict[str, str] = Field({}, description="Further tags.")


class PostgresRdsOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name of the instance that is written to.")
    port: pulumi.Output[int] = Field(description="TCP port.")
    name: str = Field(description="Name of the database.")
    database: str = Field(description="Name of the database; the same as `name`.")
    username: str = Field(description="The user that owns the database.")
    user: str = Field(description="The user that owns the database; the same as `username`.")
    password: Secret[str] = Field(description="The user's password.")
    replicas: int = Field(description="Number of read replicas.")
    read_hosts: list[pulumi.Output[str]] = Field(description="DNS names of the read replicas.")


class PostgresRds(Component[PostgresRdsArgs, PostgresRdsOutputs]):
    """One instance for each claim, encrypted, backed up, and asked for a last snapshot when it goes."""

    resource_type = "postgres"
    stateful = True
    identity = frozenset({"name", "environment", "region", "database", "username"})

    def build(self, name: str, args: PostgresRdsArgs) -> PostgresRdsOutputs:
        """Create the instance and its replicas."""
        identifier = shorten(f"{args.environment}-{args.name}", _LONGEST_IDENTIFIER - _REPLICA_SUFFIX)
        database = args.database or args.name.replace("-", "_")
        password = GeneratedPassword(f"{name}-password", opts=self.child()).password
        instance = rds.Instance(
            f"{name}-instance",
            identifier=identifier,
            engine="postgres",
            engine_version=str(args.version),
            instance_class=args.instance_class,
            allocated_storage=args.storage_gib,
            storage_type="gp3",
            storage_encrypted=True,
            db_name=database,
            username=args.username,
            password=password,
            port=_PORT,
            multi_az=args.multi_az,
            backup_retention_period=args.backup_days,
            db_subnet_group_name=args.subnet_group,
            vpc_security_group_ids=args.security_groups or None,
            publicly_accessible=False,
            deletion_protection=True,
            copy_tags_to_snapshot=True,
            skip_final_snapshot=False,
            final_snapshot_identifier=f"{identifier}-final",
            region=args.region,
            tags=_tags(args),
            opts=self.child(),
        )
        replicas = [
            self._replica(name, f"{identifier}-replica-{n}", n, instance, args) for n in range(1, args.replicas + 1)
        ]
        return PostgresRdsOutputs(
            host=instance.address,
            port=instance.port,
            name=database,
            database=database,
            username=args.username,
            user=args.username,
            password=password,
            replicas=args.replicas,
            read_hosts=[replica.address for replica in replicas],
        )

    def _replica(
        self, name: str, identifier: str, number: int, source: rds.Instance, args: PostgresRdsArgs
    ) -> rds.Instance:
        """Create a read replica; it holds no data of its own, so it may go at any time."""
        return rds.Instance(
            f"{name}-replica-{number}",
            identifier=identifier,
            replicate_source_db=source.identifier,
            instance_class=args.instance_class,
            storage_type="gp3",
            storage_encrypted=True,
            vpc_security_group_ids=args.security_groups or None,
            publicly_accessible=False,
            skip_final_snapshot=True,
            region=args.region,
            tags=_tags(args),
            opts=self.child(protect=False),
        )


def _tags(args: PostgresRdsArgs) -> dict[str, str]:
    return {"managed-by": "podium", "environment": args.environment, "name": args.name, **args.tags}
