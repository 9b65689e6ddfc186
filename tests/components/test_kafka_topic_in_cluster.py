"""The in-cluster Kafka component."""

from __future__ import annotations

import subprocess

import pytest

from components.kafka_topic_in_cluster import KafkaTopicInCluster, KafkaTopicInClusterArgs

HOST = "orders-events.shop.svc.cluster.local"

# Stands for the client program: keeps the number of partitions in a file.
CLIENT = """#!/bin/sh
for last; do :; done
case "$*" in
  *--create*) [ -f partitions ] || echo "$last" > partitions;;
  *--alter*) echo "$last" > partitions;;
  *--describe*) printf 'Topic: events\\tTopicId: x\\tPartitionCount: %s\\tReplicationFactor: 1\\n' "$(cat partitions)";;
esac
"""


def topic_args(**changes):
    """Return valid arguments with changes."""
    return KafkaTopicInClusterArgs(**({"name": "orders-events", "namespace": "shop"} | changes))


@pytest.fixture(scope="module")
def recording(record):
    """Return what the component registers."""
    return record(lambda: KafkaTopicInCluster("events", topic_args(num_partitions=3)))


def containers(recording):
    """Return the broker's and the Job's container."""
    found = {pod["containers"][0]["name"]: pod["containers"][0] for pod in recording.pods()}
    return found["kafka"], found["setup"]


def variables(container):
    """Return the variables of a container."""
    return {entry["name"]: entry["value"] for entry in container["env"]}


def test_outputs_are_what_a_client_needs(recording):
    """A broker to start from, the topic and its number of partitions; nothing is secret."""
    expected = {"host": HOST, "name": "orders-events", "num_partitions": 3, "port": 9092}
    assert expected == recording.outputs["events"]
    assert not [r for r in recording.children() if r.kind in {"GeneratedPassword", "Secret"}]


def test_clients_are_sent_to_the_name_in_the_cluster(recording):
    """A broker tells its clients where to go on; it talks to itself over the loopback, before anybody can reach it."""
    broker, _ = containers(recording)
    made = variables(broker)
    assert made["KAFKA_ADVERTISED_LISTENERS"] == f"CLIENT://{HOST}:9092,INTERNAL://127.0.0.1:9094"
    assert "CONTROLLER://127.0.0.1:9093" in made["KAFKA_LISTENERS"]
    assert made["KAFKA_CONTROLLER_QUORUM_VOTERS"] == "1@127.0.0.1:9093"


def test_misspelt_topics_are_not_made(recording):
    """Writing to a topic that nobody claimed is an error."""
    assert variables(containers(recording)[0])["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"


def test_topic_is_made_once_the_broker_answers(recording):
    """The Job comes after the StatefulSet and names the claim's topic."""
    job = recording.one("Job")
    assert {"events", "events-service"} <= set(job.depends_on)
    made = variables(containers(recording)[1])
    assert (made["BROKER"], made["TOPIC"], made["PARTITIONS"]) == (f"{HOST}:9092", "orders-events", "3")


def test_service_does_not_lead_to_the_job(recording):
    """The Job's pod plays another part than the broker."""
    selector = recording.one("Service").inputs["spec"]["selector"]
    labels = recording.one("Job").inputs["spec"]["template"]["metadata"]["labels"]
    assert not selector.items() <= labels.items()


def test_another_number_of_partitions_is_another_job(record, recording):
    """A Job never changes, so its name says what it does."""
    names = {
        r.one("Job").inputs["metadata"]["name"]
        for r in (recording, record(lambda: KafkaTopicInCluster("events", topic_args(num_partitions=4))))
    }
    assert len(names) == 2


@pytest.mark.parametrize(
    ("wanted", "code", "partitions"), [("3", 0, "3"), ("5", 0, "5"), ("2", 1, "3")], ids=["same", "more", "fewer"]
)
def test_partitions_grow_and_never_shrink(recording, tmp_path, wanted, code, partitions):
    """The script may run again; it adds partitions, and refuses to take any away."""
    client = tmp_path / "kafka-topics.sh"
    client.write_text(CLIENT, encoding="utf-8")
    client.chmod(0o755)
    script = containers(recording)[1]["command"][-1].replace("$$", "$")
    script = script.replace("/opt/kafka/bin/kafka-topics.sh", str(client))
    for number in ("3", wanted):
        env = {"PATH": "/usr/bin:/bin", "BROKER": "b:9092", "TOPIC": "events", "PARTITIONS": number}
        done = subprocess.run(["sh", "-c", script], env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, (tmp_path / "partitions").read_text(encoding="utf-8").strip()) == (code, partitions)
    assert ("can grow, never shrink" in done.stderr) == (code != 0)
