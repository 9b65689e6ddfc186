"""Contracts of brokers and topics."""

from __future__ import annotations

import pytest

from podium.catalogue.types.messaging import MESSAGING

CONTRACTS = {contract.name: contract for contract in MESSAGING}


@pytest.mark.parametrize(
    ("kind", "outputs"),
    [
        ("amqp", {"host", "port", "vhost", "username", "password"}),
        ("kafka-topic", {"host", "port", "name", "num_partitions"}),
    ],
)
def test_outputs_are_those_of_other_implementations(kind, outputs):
    """So that their Score files work here."""
    assert outputs == CONTRACTS[kind].output_names.keys()


def test_a_topic_has_at_least_one_partition():
    """The only size that a claim may choose."""
    with pytest.raises(ValueError, match="num_partitions"):
        CONTRACTS["kafka-topic"].params.model_validate({"num_partitions": 0})
