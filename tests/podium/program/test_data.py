"""What holds data, and what makes a provider replace it."""

from __future__ import annotations

import pytest

from podium.program.data import PASSWORD, VOLUME_CLAIM, keeps_data, replacing
from podium.program.monitor import UNKNOWN, SecretValue
from tests.podium.program.states import claim

RDS = "aws:rds/instance:Instance"


def test_volumes_and_passwords_hold_data():
    """What is made from them does not."""
    kinds = [VOLUME_CLAIM, PASSWORD, RDS, "kubernetes:core/v1:Secret", "kubernetes:apps/v1:StatefulSet"]
    assert [keeps_data(kind) for kind in kinds] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({}, []),
        ({"resources": {"requests": {"storage": "9Gi"}}}, []),
        ({"storageClassName": "fast"}, ["spec.storageClassName"]),
        ({"accessModes": ["ReadWriteMany"]}, ["spec.accessModes"]),
        ({"volumeName": "a", "selector": {"a": "b"}}, ["spec.selector", "spec.volumeName"]),
        ({"storageClassName": UNKNOWN}, []),
        ({"storageClassName": SecretValue("fast")}, ["spec.storageClassName"]),
    ],
)
def test_some_changes_of_a_volume_replace_it(change, paths):
    """What was written before counts, not what the cluster made of it."""
    _, before = claim()
    after = {"metadata": {"name": "data", "namespace": "dev"}, "spec": {"accessModes": ["ReadWriteOnce"], **change}}
    assert list(replacing(VOLUME_CLAIM, before, after)) == paths


def test_another_name_or_namespace_is_another_object():
    """Of every kind in a cluster."""
    before = {"__inputs": {"metadata": {"name": "a", "namespace": "b"}}}
    after = {"metadata": SecretValue({"name": "c", "namespace": "d"})}
    assert list(replacing("kubernetes:core/v1:Secret", before, after)) == ["metadata.name", "metadata.namespace"]
    assert list(replacing("kubernetes:core/v1:Secret", before, {"metadata": UNKNOWN})) == []


def test_what_a_provider_fills_in_is_no_change():
    """Where it does not say what was written before."""
    before = {"dbName": "shop", "kmsKeyId": "key", "username": "admin"}
    assert list(replacing(RDS, before, {"dbName": "shop", "username": "admin"})) == []
    assert list(replacing(RDS, before, {"dbName": "shop", "username": "other"})) == ["username"]
    assert list(replacing(PASSWORD, {"length": 32.0}, {"length": 32})) == []
    assert list(replacing(PASSWORD, {"length": 32.0}, {"length": 16})) == ["length"]
