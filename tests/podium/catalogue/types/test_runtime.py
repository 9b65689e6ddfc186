"""Contracts of what surrounds a workload."""

from __future__ import annotations

import pytest

from podium.catalogue.types.runtime import RUNTIME

CONTRACTS = {contract.name: contract for contract in RUNTIME}


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("horizontal-pod-autoscaler", {"minReplicas": 2, "maxReplicas": 3, "targetCPUUtilizationPercentage": 80}),
        ("llm-model", {"model": "ai/smollm2:135M-Q4_0", "context_size": 4096}),
        ("environment", {}),
    ],
)
def test_params_of_public_files_are_taken(kind, params):
    """Under the names that other implementations use."""
    CONTRACTS[kind].params.model_validate(params)


def test_the_key_of_a_model_is_secret():
    """Its name is no Python name."""
    assert dict(CONTRACTS["llm-model"].output_names) == {"model": False, "url": False, "api-key": True}


def test_an_autoscaler_gives_nothing():
    """There is nothing to read."""
    assert dict(CONTRACTS["horizontal-pod-autoscaler"].output_names) == {}
