"""The in-cluster RabbitMQ component."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from components.amqp_in_cluster import AmqpInCluster, AmqpInClusterArgs
from tests.components.conftest import PASSWORD, Hidden, unhidden

ARGS = AmqpInClusterArgs(name="orders-mq", namespace="shop")


@pytest.fixture(scope="module")
def recording(record):
    """Return what the component registers."""
    return record(lambda: AmqpInCluster("mq", ARGS))


@pytest.fixture(scope="module")
def contents(recording):
    """Return what the Secret holds by key."""
    return unhidden(recording.one("Secret").inputs["stringData"])


def test_outputs_are_what_a_client_needs(recording):
    """Host, port, virtual host, user and password; the virtual host needs no escape in a URL."""
    assert recording.outputs["mq"] == {
        "host": "orders-mq.shop.svc.cluster.local",
        "password": Hidden(PASSWORD),
        "port": 5672,
        "username": "orders-mq",
        "vhost": "orders-mq",
    }


def test_definitions_hold_one_user_with_one_virtual_host(contents):
    """The user may do everything there and nothing elsewhere, and is no administrator."""
    definitions = json.loads(contents["definitions.json"])
    assert definitions["vhosts"] == [{"name": "orders-mq"}]
    assert [(user["name"], user["tags"]) for user in definitions["users"]] == [("orders-mq", [])]
    (permission,) = definitions["permissions"]
    assert (permission["user"], permission["vhost"]) == ("orders-mq", "orders-mq")
    assert {permission[right] for right in ("configure", "read", "write")} == {".*"}


def test_definitions_hold_a_hash_that_the_broker_understands(contents):
    """Four bytes of salt and the SHA-256 of salt and password, in base64; the password itself is not there."""
    (user,) = json.loads(contents["definitions.json"])["users"]
    stored = base64.b64decode(user["password_hash"])
    assert stored[4:] == hashlib.sha256(stored[:4] + PASSWORD.encode()).digest()
    assert user["hashing_algorithm"] == "rabbit_password_hashing_sha256"
    assert PASSWORD not in contents["definitions.json"]


def test_definitions_are_the_same_each_time(record, contents):
    """A random salt would make another Secret and another pod at each run."""
    again = record(lambda: AmqpInCluster("mq", ARGS)).one("Secret").inputs["stringData"]
    assert contents == unhidden(again)


def test_broker_reads_its_definitions_at_each_start(recording, contents):
    """The configuration that the broker is pointed to names the mounted file."""
    env = {entry["name"]: entry["value"] for entry in recording.container("rabbitmq")["env"]}
    assert env == {"RABBITMQ_CONFIG_FILE": "/run/secrets/rabbitmq/rabbitmq.conf"}
    assert "load_definitions = /run/secrets/rabbitmq/definitions.json" in contents["rabbitmq.conf"].splitlines()


def test_cookie_is_a_password_of_its_own_that_only_the_broker_reads(recording, contents):
    """Erlang refuses a cookie that a group can read, so a copy with mode 0400 is made."""
    assert [r.name for r in recording.children() if r.kind == "GeneratedPassword"] == ["mq-cookie", "mq-password"]
    assert len(contents["erlang-cookie"]) >= 16
    script = recording.container("rabbitmq")["command"][-1]
    assert "install -m 0400 /run/secrets/rabbitmq/erlang-cookie /var/lib/rabbitmq/.erlang.cookie" in script


def test_no_password_is_in_the_pod(recording):
    """Neither variables nor arguments show one."""
    assert PASSWORD not in repr(recording.pods())
