"""Message brokers and topics."""

from __future__ import annotations

from pydantic import Field

from podium.catalogue.contract import Outputs, Secret
from podium.catalogue.types.contract import NoParams, Params, ResourceType

__all__ = ["MESSAGING"]


class _AmqpOutputs(Outputs):
    host: str = Field(description="DNS name or address of the broker.")
    port: int = Field(description="TCP port of the broker.")
    vhost: str = Field(description="The virtual host that belongs to the claim.")
    username: str = Field(description="The user to log in as.")
    password: Secret[str] = Field(description="That user's password.")


class _TopicParams(Params):
    num_partitions: int | None = Field(
        None, description="Number of partitions; the environment's choice when absent.", ge=1, examples=[3]
    )


class _TopicOutputs(Outputs):
    host: str = Field(description="DNS name or address of a broker to start from.")
    port: int = Field(description="TCP port of that broker.")
    name: str = Field(description="Name of the topic.")
    num_partitions: int = Field(description="Number of its partitions.")


MESSAGING = (
    ResourceType("amqp", "A virtual host of an AMQP 0-9-1 broker such as RabbitMQ.", NoParams, _AmqpOutputs),
    ResourceType("kafka-topic", "A topic of a Kafka-compatible broker.", _TopicParams, _TopicOutputs),
)
"""Contracts of brokers and topics."""
