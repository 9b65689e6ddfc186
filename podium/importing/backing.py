"""Backing services: which images are databases, brokers and stores that a platform provides as resources.

The outputs are those of the contracts in :mod:`podium.catalogue.types`. Defaults and names of variables are those of
the official images and of Bitnami's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

__all__ = ["COMPANIONS", "KINDS", "Kind", "image_name", "image_tag", "kind_of"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of backing service.

    Attributes:
        resource_type: Type of the claim.
        images: Last parts of the names of its images.
        port: Port on which its clients find it.
        outputs: Output of the type for each role: host, port, username, password, database, vhost, url, and the bucket,
            topic or model that a claim is given.
        settings: Variables of its container for each role: username, password, database and root (the password of an
            administrator).
        defaults: Values of roles whose variables are not set.
        variants: Images that bring more than the type promises.
    """

    resource_type: str
    images: frozenset[str]
    port: int
    outputs: Mapping[str, str]
    settings: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    variants: frozenset[str] = frozenset()


_LOGIN = {"host": "host", "port": "port", "username": "username", "password": "password"}
_DATABASE = {**_LOGIN, "database": "name"}

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "postgres",
        frozenset({"postgres", "postgresql", "postgis", "timescaledb", "timescaledb-ha", "pgvector", "pgvecto-rs"}),
        5432,
        _DATABASE,
        {
            "username": ("POSTGRES_USER", "POSTGRESQL_USERNAME"),
            "password": ("POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD", "POSTGRESQL_POSTGRES_PASSWORD"),
            "database": ("POSTGRES_DB", "POSTGRESQL_DATABASE"),
        },
        {"username": "postgres"},
        frozenset({"postgis", "timescaledb", "timescaledb-ha", "pgvector", "pgvecto-rs"}),
    ),
    Kind(
        "mysql",
        frozenset({"mysql", "mysql-server", "mariadb", "mariadb-galera", "percona", "percona-server"}),
        3306,
        _DATABASE,
        {
            "username": ("MYSQL_USER", "MARIADB_USER"),
            "password": ("MYSQL_PASSWORD", "MARIADB_PASSWORD"),
            "root": ("MYSQL_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD"),
            "database": ("MYSQL_DATABASE", "MARIADB_DATABASE"),
        },
        {"username": "root"},
        frozenset({"mariadb-galera"}),
    ),
    Kind(
        "mongodb",
        frozenset({"mongo", "mongodb", "mongodb-community-server", "percona-server-mongodb"}),
        27017,
        _DATABASE,
        {
            "username": ("MONGO_INITDB_ROOT_USERNAME", "MONGODB_USERNAME", "MONGODB_ROOT_USER"),
            "password": ("MONGO_INITDB_ROOT_PASSWORD", "MONGODB_PASSWORD", "MONGODB_ROOT_PASSWORD"),
            "database": ("MONGO_INITDB_DATABASE", "MONGODB_DATABASE"),
        },
    ),
    Kind(
        "redis",
        frozenset({"redis", "valkey", "keydb", "dragonfly", "redis-stack", "redis-stack-server"}),
        6379,
        _LOGIN,
        {"password": ("REDIS_PASSWORD", "VALKEY_PASSWORD")},
        variants=frozenset({"redis-stack", "redis-stack-server"}),
    ),
    Kind(
        "amqp",
        frozenset({"rabbitmq"}),
        5672,
        {**_LOGIN, "vhost": "vhost"},
        {
            "username": ("RABBITMQ_DEFAULT_USER", "RABBITMQ_USERNAME"),
            "password": ("RABBITMQ_DEFAULT_PASS", "RABBITMQ_PASSWORD"),
            "vhost": ("RABBITMQ_DEFAULT_VHOST", "RABBITMQ_VHOST"),
        },
        {"username": "guest", "password": "guest", "vhost": "/"},
    ),
    Kind(
        "kafka-topic",
        frozenset({"kafka", "cp-kafka", "cp-server", "kafka-native", "redpanda"}),
        9092,
        {"host": "host", "port": "port", "topic": "name"},
    ),
    Kind(
        "elasticsearch",
        frozenset({"elasticsearch", "opensearch"}),
        9200,
        _LOGIN,
        {"password": ("ELASTIC_PASSWORD", "OPENSEARCH_INITIAL_ADMIN_PASSWORD")},
        {"username": "elastic"},
    ),
    Kind(
        "s3",
        frozenset({"minio"}),
        9000,
        {"username": "access_key_id", "password": "secret_key", "bucket": "bucket", "url": "endpoint"},
        {
            "username": ("MINIO_ROOT_USER", "MINIO_ACCESS_KEY"),
            "password": ("MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY"),
        },
        {"username": "minioadmin", "password": "minioadmin"},
    ),
    Kind(
        "mssql",
        frozenset({"mssql/server", "mssql-server", "azure-sql-edge"}),
        1433,
        {"host": "server", "port": "port", "username": "username", "password": "password", "database": "database"},
        {"password": ("MSSQL_SA_PASSWORD", "SA_PASSWORD")},
        {"username": "sa"},
    ),
    Kind("llm-model", frozenset({"ollama"}), 11434, {"url": "url", "model": "model"}),
)
"""The kinds that are known."""

COMPANIONS: Final = frozenset({"zookeeper", "cp-zookeeper"})
"""Images that only serve a backing service."""


def image_name(image: str) -> str:
    """Return an image's name without registry, tag and digest: ``acme/redis`` of ``host:5000/acme/redis:7``."""
    name = image.partition("@")[0]
    head, _, last = name.rpartition("/")
    last = last.partition(":")[0]
    first, _, rest = head.partition("/")
    path = rest if "." in first or ":" in first or first == "localhost" else head
    return f"{path}/{last}".removeprefix("/").lower()


def image_tag(image: str) -> str:
    """Return an image's tag, empty if it has none."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def kind_of(image: str) -> Kind | None:
    """Return the kind of backing service that an image runs, or None."""
    name = image_name(image)
    ends = {name.rpartition("/")[2], "/".join(name.split("/")[-2:])}
    return next((kind for kind in KINDS if ends & kind.images), None)
