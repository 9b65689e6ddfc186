"""Contracts of names, routes and references between workloads."""

from __future__ import annotations

import pytest

from podium.catalogue.types.network import NETWORK

CONTRACTS = {contract.name: contract for contract in NETWORK}


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("dns", {"subdomain": "shop.eu"}),
        ("endpoint", {"port": "8181", "openapi_file": "./api.yaml", "openapi_title": "Orders"}),
        ("route", {"host": "a.test", "path": "/my/[^/]+/path", "port": "web"}),
        ("service", {"port": 8181, "artifacts": "api.yaml:true", "name": "Orders", "version": "0.1.0"}),
        ("service-port", {"workload": "shop", "port": "web"}),
    ],
)
def test_params_of_public_files_are_taken(kind, params):
    """Also those that only other implementations use."""
    CONTRACTS[kind].params.model_validate(params)


@pytest.mark.parametrize(
    ("kind", "params", "wrong"),
    [
        ("dns", {"subdomain": "-shop"}, "subdomain"),
        ("route", {"port": 80}, "host"),
        ("route", {"host": "a.test"}, "port"),
        ("route", {"host": "a.test", "port": 80, "path": "api"}, "path"),
        ("service-port", {"port": 80}, "workload"),
    ],
)
def test_what_cannot_work_is_refused(kind, params, wrong):
    """Missing params and wrong forms."""
    with pytest.raises(ValueError, match=wrong):
        CONTRACTS[kind].params.model_validate(params)


def test_params_for_mock_servers_are_accepted_and_not_used():
    """No component needs an input for them."""
    assert CONTRACTS["service"].unused_params == {"artifacts", "name", "version"}
    assert CONTRACTS["endpoint"].unused_params == {"openapi_file", "openapi_title"}
