"""The in-cluster object store."""

from __future__ import annotations

import pytest

from components.s3_in_cluster import S3InCluster, S3InClusterArgs
from tests.components.conftest import PASSWORD, Hidden


def store_args(**changes):
    """Return valid arguments with changes."""
    return S3InClusterArgs(**({"name": "orders-files", "namespace": "shop"} | changes))


@pytest.fixture(scope="module")
def recording(record):
    """Return what the component registers."""
    return record(lambda: S3InCluster("files", store_args()))


def test_outputs_are_what_a_client_needs(recording):
    """Bucket, endpoint, region and a pair of keys, under both names that Score files use."""
    outputs = dict(recording.outputs["files"])
    assert outputs.pop("access_key_id") == outputs.pop("aws_access_key_id")
    assert outputs == {
        "aws_secret_key": Hidden(PASSWORD),
        "bucket": "orders-files",
        "endpoint": "http://orders-files.shop.svc.cluster.local:7070",
        "region": "us-east-1",
        "secret_key": Hidden(PASSWORD),
    }


def test_access_keys_look_like_access_keys(recording, record):
    """20 capital letters and digits, other ones for another store."""
    keys = [
        r.outputs["files"]["access_key_id"]
        for r in (recording, record(lambda: S3InCluster("files", store_args(name="other"))))
    ]
    assert keys[0] != keys[1]
    assert all(len(key) == 20 and key.isalnum() and key.isupper() for key in keys)


def test_store_makes_the_bucket_before_it_answers(recording):
    """A bucket is a folder; no Job has to wait for the store."""
    container = recording.container("s3")
    env = {entry["name"]: entry.get("value") for entry in container["env"]}
    assert env["BUCKET"] == recording.outputs["files"]["bucket"]
    first, second, third = container["command"][-1].splitlines()
    assert (first, second.split()[:2], third.split()[:3]) == (
        "set -eu",
        ["mkdir", "-p"],
        ["exec", "versitygw", "posix"],
    )


def test_store_and_outputs_agree_on_the_key(recording):
    """The access key is a variable, its secret comes from the Secret."""
    env = {entry["name"]: entry for entry in recording.container("s3")["env"]}
    assert env["ROOT_ACCESS_KEY_ID"]["value"] == recording.outputs["files"]["access_key_id"]
    assert env["ROOT_SECRET_ACCESS_KEY"]["valueFrom"]["secretKeyRef"]["key"] == "secret-key"
    assert PASSWORD not in repr(recording.pods())


def test_no_bucket_hides_the_health_check(recording):
    """Bucket names have no underscore, so none can be what the probe asks for."""
    assert recording.container("s3")["readinessProbe"]["httpGet"]["path"] == "/_/health"


@pytest.mark.parametrize(("changes", "bucket"), [({"bucket": "invoices"}, "invoices"), ({"name": "s3"}, "s3-bucket")])
def test_bucket_is_the_claims_or_follows_from_the_name(record, changes, bucket):
    """A name of two letters is too short for a bucket."""
    assert record(lambda: S3InCluster("files", store_args(**changes))).outputs["files"]["bucket"] == bucket
