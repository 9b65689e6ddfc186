"""Databases and what else keeps data behind a user and a password."""

from __future__ import annotations

from pydantic import Field

from podium.catalogue.contract import Outputs, Secret
from podium.catalogue.types.contract import NoParams, Params, ResourceType, Version

__all__ = ["DATABASES"]

_IDENTIFIER = r"^[a-z_][a-z0-9_]{0,62}$"


class _ServerParams(Params):
    version: Version | None = Field(
        None, description="Major version wanted; the environment's choice when absent.", examples=[16]
    )


class _DatabaseParams(_ServerParams):
    database: str | None = Field(
        None,
        description="Name of the database; made from the claim's when absent.",
        pattern=_IDENTIFIER,
        examples=["shop"],
    )


class _MssqlParams(Params):
    database: str | None = Field(
        None,
        description="Name of the database; made from the claim's when absent.",
        pattern=_IDENTIFIER,
        examples=["shop"],
    )


class _ServerOutputs(Outputs):
    host: str = Field(description="DNS name or address of the server.")
    port: int = Field(description="TCP port of the server.")
    username: str = Field(description="The user to log in as.")
    password: Secret[str] = Field(description="That user's password.")


class _SqlOutputs(_ServerOutputs):
    name: str = Field(description="Name of the database.")
    database: str = Field(description="Name of the database; the same as `name`.")
    user: str = Field(description="The user to log in as; the same as `username`.")


class _MongodbOutputs(_ServerOutputs):
    name: str = Field(description="Name of the database.")
    database: str = Field(description="Name of the database; the same as `name`.")
    connection: Secret[str] = Field(description="Connection string: `mongodb://` with user and password.")


class _MssqlOutputs(Outputs):
    server: str = Field(description="DNS name or address of the server.")
    port: int = Field(description="TCP port of the server.")
    connection: Secret[str] = Field(description="ADO.NET connection string with user and password.")
    database: str = Field(description="Name of the database.")
    username: str = Field(description="The user to log in as.")
    password: Secret[str] = Field(description="That user's password.")


DATABASES = (
    ResourceType("elasticsearch", "An Elasticsearch-compatible search index.", NoParams, _ServerOutputs),
    ResourceType("mongodb", "A MongoDB-compatible database.", _DatabaseParams, _MongodbOutputs),
    ResourceType("mssql", "A database of Microsoft SQL Server.", _MssqlParams, _MssqlOutputs),
    ResourceType("mysql", "A MySQL-compatible database and a user that owns it.", _DatabaseParams, _SqlOutputs),
    ResourceType("postgres", "A PostgreSQL database and a user that owns it.", _DatabaseParams, _SqlOutputs),
    ResourceType("postgres-instance", "A PostgreSQL server and its administrator.", _ServerParams, _ServerOutputs),
    ResourceType("redis", "A Redis-compatible cache.", NoParams, _ServerOutputs),
)
"""Contracts of the databases."""
