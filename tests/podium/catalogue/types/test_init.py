"""The contracts together: what public Score files set and read of the types that they use most."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from podium.catalogue.types import RESOURCE_TYPES
from podium.spec.placeholder import map_strings, parse_template

PUBLIC = Path(os.environ.get("PODIUM_CONFORMANCE", "nowhere"), "score", "valid")
REFERENCE = re.compile(r"\$\{resources\.([A-Za-z0-9_-]+)\.([^}]+)\}")

READ = {
    "amqp": "host port vhost username password",
    "dns": "host url",
    "elasticsearch": "host port username password",
    "endpoint": "url name",
    "environment": "",
    "horizontal-pod-autoscaler": "",
    "kafka-topic": "host port name num_partitions",
    "llm-model": "model url api-key",
    "mongodb": "host port username password connection",
    "mssql": "server port connection database username password",
    "mysql": "host port name database username password",
    "postgres": "host port name database username user password",
    "postgres-instance": "host port username password",
    "redis": "host port username password",
    "route": "",
    "s3": "bucket access_key_id secret_key endpoint region aws_access_key_id aws_secret_key",
    "service": "name url",
    "service-port": "hostname port",
    "volume": "source",
}
"""Outputs that other implementations give, by type."""


@pytest.mark.parametrize("name", sorted(READ))
def test_a_contract_gives_what_other_implementations_give(name):
    """Score files that work there read nothing here that is missing."""
    assert set(READ[name].split()) - RESOURCE_TYPES[name].output_names.keys() == set()


def test_every_type_is_one_that_others_know():
    """And the other way round."""
    assert RESOURCE_TYPES.keys() == READ.keys()


def _wrong(text: str) -> list[str]:
    """Return what a file sets or reads that the contracts of its types do not have."""
    claims: dict[str, Any] = yaml.safe_load(text).get("resources") or {}
    contracts = {name: RESOURCE_TYPES.get(claim["type"]) for name, claim in claims.items()}
    found = []
    for name, contract in contracts.items():
        params = map_strings(claims[name].get("params") or {}, _bound)
        try:
            if contract and not claims[name].get("id"):
                contract.params.model_validate(params)
        except ValidationError as problem:
            found += [f"{contract.name}: {error['loc'][0]} {error['type']}" for error in problem.errors()]
    for name, output in REFERENCE.findall(text):
        contract = contracts.get(name)
        if contract and not contract.has_open_outputs and output not in contract.output_names:
            found.append(f"{contract.name} gives no {output}")
    return found


def _bound(value: str) -> Any:
    return parse_template(value) if "${" in value else value


@pytest.mark.skipif("PODIUM_CONFORMANCE" not in os.environ, reason="PODIUM_CONFORMANCE names no folder with data")
def test_public_files_keep_to_the_contracts():
    """All that they set is taken, all that they read is given."""
    files = sorted(PUBLIC.glob("*.yaml"))
    assert files
    wrong = {file.name: _wrong(file.read_text(encoding="utf-8")) for file in files}
    assert {name: found for name, found in wrong.items() if found} == {}
