"""Contracts of volumes and buckets."""

from __future__ import annotations

import pytest

from podium.catalogue.types.storage import STORAGE

CONTRACTS = {contract.name: contract for contract in STORAGE}


@pytest.mark.parametrize("size", ["1Gi", "0.5Gi", "128", "10G"])
def test_a_volume_has_a_size(size):
    """As Kubernetes writes quantities."""
    CONTRACTS["volume"].params.model_validate({"size": size, "access_mode": "ReadWriteMany"})


@pytest.mark.parametrize("params", [{"size": "0"}, {"size": "1 Gi"}, {"size": 10}, {"access_mode": "rw"}])
def test_other_sizes_and_modes_are_refused(params):
    """At the claim, not by the cluster."""
    with pytest.raises(ValueError, match=next(iter(params))):
        CONTRACTS["volume"].params.model_validate(params)


def test_a_bucket_gives_its_keys_under_both_names():
    """The secret ones are secret under both."""
    outputs = CONTRACTS["s3"].output_names
    assert {name for name, is_secret in outputs.items() if is_secret} == {"secret_key", "aws_secret_key"}
    assert {"access_key_id", "aws_access_key_id", "bucket", "endpoint", "region"} < outputs.keys()
