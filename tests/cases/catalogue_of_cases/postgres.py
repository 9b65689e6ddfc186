"""Stands for the component of a database."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from podium.catalogue.contract import Args, Deferred, Lifecycle, Outputs, Secret


class PostgresArgs(Args):
    """A database."""

    name: str
    namespace: Deferred[str]
    version: int = Field(15, ge=13, le=17)
    database: str | None = None
    storage: str = "1Gi"
    mode: Literal["single", "replicated"] = "single"
    admin_password: Secret[str] | None = None


class PostgresOutputs(Outputs):
    """What others read."""

    host: Deferred[str]
    port: int
    name: str
    database: str
    username: str
    user: str
    password: Secret[str]


class Postgres:
    """A database."""

    resource_type = "postgres"
    version = "2.1.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = True
    identity = frozenset({"name", "namespace"})
    args_type = PostgresArgs
    outputs_type = PostgresOutputs
