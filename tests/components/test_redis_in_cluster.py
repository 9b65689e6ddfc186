"""The in-cluster Redis component."""

from __future__ import annotations

import pulumi

from components.redis_in_cluster import RedisInCluster, RedisInClusterArgs
from tests.components.conftest import PASSWORD, Hidden

ARGS = RedisInClusterArgs(name="cache", namespace="shop", storage="2Gi")


def test_password_is_only_in_the_secret(record):
    """The server reads its password from a mounted file, the probes from a variable that refers to the Secret."""
    recording = record(lambda: RedisInCluster("cache", ARGS))
    contents = recording.one("Secret").inputs["stringData"]
    assert Hidden({"password": PASSWORD, "redis.conf": f"requirepass {PASSWORD}\n"}) == contents
    assert PASSWORD not in repr(recording.pods())


def test_data_outlives_the_pod(record):
    """The append-only file is written to a volume of its own."""
    recording = record(lambda: RedisInCluster("cache", ARGS))
    claim = recording.one("PersistentVolumeClaim").inputs
    container = recording.container("redis")
    assert (claim["metadata"]["name"], claim["spec"]["resources"]) == ("cache-data", {"requests": {"storage": "2Gi"}})
    assert container["args"] == ["--dir", "/data", "--appendonly", "yes", "--port", "6379"]
    assert {"mountPath": "/data", "name": "data"} in container["volumeMounts"]


def test_outputs_are_what_a_client_needs(record):
    """Host, port, user and password, the password as a secret."""
    recording = record(lambda: RedisInCluster("cache", ARGS))
    expected = {
        "host": "cache.shop.svc.cluster.local",
        "password": Hidden(PASSWORD),
        "port": 6379,
        "username": "default",
    }
    assert expected == recording.outputs["cache"]


def test_pod_starts_anew_when_its_secret_changes(record):
    """The server reads its password once, so another Secret has another name and makes another pod template."""
    recording = record(lambda: RedisInCluster("cache", ARGS))
    volumes = {v["name"]: v for v in recording.pods()[0]["volumes"]}
    assert recording.one("Secret").inputs["immutable"] is True
    assert volumes["configuration"]["secret"]["secretName"] == recording.one("Secret").inputs["metadata"]["name"]


def test_what_holds_data_is_protected_and_copies_are_not(record):
    """Protection covers volume, server and password; the Secret can be made again from the password."""
    recording = record(lambda: RedisInCluster("cache", ARGS, pulumi.ResourceOptions(protect=True)))
    protected = sorted(r.kind for r in recording.children() if r.protect)
    assert protected == ["GeneratedPassword", "PersistentVolumeClaim", "Service", "ServiceAccount", "StatefulSet"]
