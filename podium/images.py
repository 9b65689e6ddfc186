"""The images that components run besides the workloads' own: exact tags, raised on purpose and never by themselves.

Each names the licence of what it holds. Podium and its images only use these programs; whoever changes one or offers it
to others as a service reads its licence first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator

__all__ = [
    "ELASTICSEARCH_IMAGE",
    "KAFKA_IMAGE",
    "MSSQL_IMAGE",
    "OLLAMA_IMAGE",
    "RABBITMQ_IMAGE",
    "VALKEY_IMAGE",
    "VERSITYGW_IMAGE",
    "MongodbVersion",
    "MysqlVersion",
    "PostgresVersion",
    "mongodb_image",
    "mysql_image",
    "postgres_image",
]

_MONGODB_RELEASES: Final = {"8": "8.0.20", "8.0": "8.0.20"}
_MYSQL_RELEASES: Final = {"8": "8.4.11", "8.4": "8.4.11"}
_POSTGRES_RELEASES: Final = {"14": "14.23", "15": "15.18", "16": "16.14", "17": "17.10", "18": "18.4"}

ELASTICSEARCH_IMAGE: Final = "docker.elastic.co/elasticsearch/elasticsearch:8.19.19"
"""Elasticsearch under the Elastic License 2.0, free to use, not open source.

OpenSearch is Apache-2.0, but Elasticsearch's own clients refuse to talk to it since 7.14, and they are what a workload
that claims an ``elasticsearch`` brings. Version 8 answers clients of versions 7 and 8.
"""

KAFKA_IMAGE: Final = "docker.io/apache/kafka:4.1.1"
"""Apache Kafka, Apache-2.0; the project's own image, with neither ZooKeeper nor further services."""

MSSQL_IMAGE: Final = "mcr.microsoft.com/mssql/server:2022-CU26-ubuntu-22.04"
"""Microsoft SQL Server 2022, under a proprietary licence that whoever runs it has to accept."""

OLLAMA_IMAGE: Final = "docker.io/ollama/ollama:0.12.10"
"""Ollama, MIT; each model has a licence of its own."""

RABBITMQ_IMAGE: Final = "docker.io/library/rabbitmq:4.1.8"
"""RabbitMQ, MPL-2.0."""

VALKEY_IMAGE: Final = "docker.io/valkey/valkey:8.1.10"
"""Valkey, the BSD-licensed continuation of Redis 7.2; later Redis versions are not under a permissive licence."""

VERSITYGW_IMAGE: Final = "docker.io/versity/versitygw:v1.8.0"
"""Versity S3 Gateway, Apache-2.0: S3 on a plain volume in one process.

Not MinIO, which is under the AGPL, ended its community images in October 2025 and took the old ones off Docker Hub in
September 2026. Garage is under the AGPL as well, and SeaweedFS brings a file system of its own where a folder will do.
"""


def _check_version(product: str, releases: Mapping[str, str], version: str | int) -> str:
    wanted = str(version)
    if wanted not in releases:
        raise ValueError(f"'{wanted}' is not a {product} version; known are {', '.join(releases)}")
    return wanted


def _check_mongodb_version(version: str | int) -> str:
    return _check_version("MongoDB", _MONGODB_RELEASES, version)


def _check_mysql_version(version: str | int) -> str:
    return _check_version("MySQL", _MYSQL_RELEASES, version)


def _check_postgres_version(version: str | int) -> str:
    return _check_version("PostgreSQL", _POSTGRES_RELEASES, version)


MongodbVersion: TypeAlias = Annotated[str | int, AfterValidator(_check_mongodb_version)]
"""A version of MongoDB; text after validation."""

MysqlVersion: TypeAlias = Annotated[str | int, AfterValidator(_check_mysql_version)]
"""A version of MySQL; text after validation."""

PostgresVersion: TypeAlias = Annotated[str | int, AfterValidator(_check_postgres_version)]
"""A major version of PostgreSQL; text after validation."""


def mongodb_image(version: str | int) -> str:
    """Return the image of a MongoDB version, server and shell both; Server Side Public License, free to use.

    Args:
        version: Major version, such as ``8``.

    Raises:
        ValueError: The version is not known.
    """
    return f"docker.io/library/mongo:{_MONGODB_RELEASES[_check_mongodb_version(version)]}"


def mysql_image(version: str | int) -> str:
    """Return the image of a MySQL version, server and client programs both; GPL-2.0.

    Args:
        version: A version with long-term support, such as ``8.4``.

    Raises:
        ValueError: The version is not known.
    """
    return f"docker.io/library/mysql:{_MYSQL_RELEASES[_check_mysql_version(version)]}"


def postgres_image(version: str | int) -> str:
    """Return the image of a PostgreSQL version, server and client programs both; PostgreSQL Licence.

    Args:
        version: Major version, such as ``17``.

    Raises:
        ValueError: The version is not known.
    """
    return f"docker.io/library/postgres:{_POSTGRES_RELEASES[_check_postgres_version(version)]}-bookworm"
