from __future__ import annotations

import pytest

from podium.catalogue.types import RESOURCE_TYPES
from podium.importing.backing import KINDS, image_name, image_tag, kind_of


@pytest.mark.parametrize(
    ("image", "name", "tag"),
    [
        ("postgres", "postgres", ""),
        ("postgres:16-alpine", "postgres", "16-alpine"),
        ("docker.io/library/redis:7@sha256:abc", "library/redis", "7"),
        ("localhost:5000/acme/redis", "acme/redis", ""),
        ("mcr.microsoft.com/mssql/server:2022", "mssql/server", "2022"),
        ("Acme/App", "acme/app", ""),
    ],
)
def test_images_are_taken_apart(image, name, tag):
    """Registry, name, tag, digest."""
    assert (image_name(image), image_tag(image)) == (name, tag)


@pytest.mark.parametrize(
    ("image", "resource_type"),
    [
        ("postgres:16", "postgres"),
        ("bitnami/postgresql:15", "postgres"),
        ("pgvector/pgvector:pg16", "postgres"),
        ("mariadb", "mysql"),
        ("mongo:7", "mongodb"),
        ("ghcr.io/valkey-io/valkey:8", "redis"),
        ("rabbitmq:3-management", "amqp"),
        ("confluentinc/cp-kafka", "kafka-topic"),
        ("docker.redpanda.com/redpandadata/redpanda:v24", "kafka-topic"),
        ("docker.elastic.co/elasticsearch/elasticsearch:8.15.0", "elasticsearch"),
        ("quay.io/minio/minio", "s3"),
        ("mcr.microsoft.com/mssql/server:2022-latest", "mssql"),
        ("ollama/ollama", "llm-model"),
    ],
)
def test_known_images_are_backing_services(image, resource_type):
    """From any registry, with any tag."""
    assert kind_of(image).resource_type == resource_type


@pytest.mark.parametrize(
    "image", ["acme/postgres-exporter", "acme/server", "redis-commander", "minio/mc", "phpmyadmin"]
)
def test_other_images_are_not(image):
    """The last part of the name must be the same."""
    assert kind_of(image) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.resource_type)
def test_outputs_are_those_of_the_contract(kind):
    """A placeholder that an import writes can be read in every environment."""
    assert set(kind.outputs.values()) <= set(RESOURCE_TYPES[kind.resource_type].output_names)
    assert set(kind.settings) - {"root"} <= set(kind.outputs)
