"""A Kafka broker in the cluster, with the claim's topic."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._container import (
    TEMPORARY,
    Amounts,
    probes,
    reach,
    requirements,
    run,
    shell,
    temporary,
)
from components._server import Server, ServerArgs, create_open_server, create_setup
from podium.component import Component, Outputs
from podium.images import KAFKA_IMAGE
from podium.pod import ResourcesArgs

_PORT = 9092
_CONTROLLER = "127.0.0.1:9093"
_INTERNAL = "127.0.0.1:9094"
_DATA = "/data"
_AMOUNTS = Amounts(cpu=("200m", "1"), memory=("768Mi", "1Gi"))
_SETUP_AMOUNTS = Amounts(cpu=("100m", "1"), memory=("128Mi", "512Mi"))
# Idempotent, and it never takes partitions away, which Kafka does not allow.
_SETUP = """set -eu
topic() {
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$BROKER" --topic "$TOPIC" "$@"
}
topic --create --if-not-exists --partitions "$PARTITIONS"
has=$(topic --describe | sed -n 's/.*PartitionCount: *\\([0-9][0-9]*\\).*/\\1/p')
if [ "$has" -gt "$PARTITIONS" ]; then
  echo "topic $TOPIC has $has partitions and shall have $PARTITIONS; their number can grow, never shrink" >&2
  exit 1
fi
if [ "$has" -lt "$PARTITIONS" ]; then
  topic --alter --partitions "$PARTITIONS"
fi
echo "topic $TOPIC is ready"
"""


class KafkaTopicInClusterArgs(ServerArgs):
    """What a workload may ask for, and what the environment sets."""

    num_partitions: int = Field(1, description="Number of partitions; it can grow, never shrink.", ge=1, le=1000)


class KafkaTopicInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: pulumi.Output[str] = Field(description="DNS name of the broker in the cluster, once the topic exists.")
    port: int = Field(description="TCP port of the broker; neither encrypted nor asking for a password.")
    name: pulumi.Output[str] = Field(description="Name of the topic, once it exists.")
    num_partitions: int = Field(description="Number of its partitions.")


class KafkaTopicInCluster(Component[KafkaTopicInClusterArgs, KafkaTopicInClusterOutputs]):
    """One broker with one volume and one topic per claim, in KRaft mode: broker and controller in one process.

    Everything in the cluster that reaches the broker may use it. Topics are not made by writing to them, so a
    misspelt one is an error. For development and tests, since it has no replicas.
    """

    resource_type = "kafka-topic"
    stateful = True

    def build(self, name: str, args: KafkaTopicInClusterArgs) -> KafkaTopicInClusterOutputs:
        """Create the broker, then the topic, and wait for both."""
        server = Server.of(args, "broker", "kafka", _PORT)
        host = create_open_server(self, name, server, _pod(args, server))
        setup = create_setup(self, name, server, _setup(args, host))
        return KafkaTopicInClusterOutputs(
            host=self.once_ready(host, setup),
            port=_PORT,
            name=self.once_ready(args.name, setup),
            num_partitions=args.num_partitions,
        )


def _settings(args: KafkaTopicInClusterArgs) -> dict[str, str]:
    """Return the broker's configuration; the image makes properties of variables.

    The broker talks to itself over the loopback: its name in the cluster leads to it only once it is ready.
    """
    return {
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": f"1@{_CONTROLLER}",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_INTER_BROKER_LISTENER_NAME": "INTERNAL",
        "KAFKA_LISTENERS": f"CLIENT://:{_PORT},CONTROLLER://{_CONTROLLER},INTERNAL://{_INTERNAL}",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT",
        "KAFKA_LOG_DIRS": f"{_DATA}/kafka",
        "KAFKA_NODE_ID": "1",
        "KAFKA_NUM_PARTITIONS": str(args.num_partitions),
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    }


def _pod(args: KafkaTopicInClusterArgs, server: Server) -> dict[str, Any]:
    advertised = pulumi.Output.format("CLIENT://{0}:{1},INTERNAL://{2}", server.host, _PORT, _INTERNAL)
    machine = {
        # Without the log of the garbage collector, which would be a file.
        "EXTRA_ARGS": "-name kafkaServer",
        "KAFKA_HEAP_OPTS": "-Xms256m -Xmx512m",
        "LOG_DIR": "/tmp/logs",  # noqa: S108 - a path inside the container
    }
    variables = {**machine, **_settings(args), "KAFKA_ADVERTISED_LISTENERS": advertised}
    loopback, controller = _CONTROLLER.split(":")
    container = {
        "name": "kafka",
        "image": KAFKA_IMAGE,
        "env": [{"name": name, "value": value} for name, value in sorted(variables.items())],
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [
            {"mountPath": _DATA, "name": "data"},
            {"mountPath": "/opt/kafka/config", "name": "configuration"},
            TEMPORARY,
        ],
        # The client programs start a virtual machine of their own, too much for a question that is asked for ever.
        **probes(reach(_PORT), run("nc", "-z", loopback, controller)),
    }
    return {"containers": [container], "volumes": [temporary("configuration"), temporary()]}


def _setup(args: KafkaTopicInClusterArgs, host: pulumi.Output[str]) -> dict[str, Any]:
    variables = {
        "BROKER": pulumi.Output.format("{0}:{1}", host, _PORT),
        "KAFKA_HEAP_OPTS": "-Xmx128m",
        "LOG_DIR": "/tmp/logs",  # noqa: S108 - a path inside the container
        "PARTITIONS": str(args.num_partitions),
        "TOPIC": args.name,
    }
    return {
        "image": KAFKA_IMAGE,
        "command": shell(_SETUP),
        "env": [{"name": name, "value": value} for name, value in variables.items()],
        "resources": requirements(ResourcesArgs(), _SETUP_AMOUNTS),
        "volumeMounts": [TEMPORARY],
    }
