"""The component of an endpoint."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.endpoint import Endpoint, EndpointArgs

SERVICE = {"service": "shop", "service_namespace": "dev", "ports": {"web": {"port": 80}, "api": {"port": 8181}}}


def outputs(record, **args):
    """Return what an endpoint gives."""
    return record(lambda: Endpoint("api", EndpointArgs(**args))).outputs["api"]


def test_a_workloads_endpoint_is_the_url_of_its_service(record):
    """The claim's port, or the first one; no slash at the end, so that a path can follow."""
    host = "shop.dev.svc.cluster.local"
    expected = {"url": "http://shop:8181", "name": "shop", "host": host, "port": 8181}
    assert outputs(record, **SERVICE, address="shop", port="api") == expected
    assert outputs(record, **SERVICE)["url"] == "http://shop.dev:80"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.example.com", ("https://api.example.com", "api.example.com", 443)),
        ("http://api.example.com/", ("http://api.example.com", "api.example.com", 80)),
        ("https://api.example.com:8443/v1/", ("https://api.example.com:8443/v1", "api.example.com", 8443)),
    ],
)
def test_the_environment_may_give_a_url_instead(record, url, expected):
    """What is outside the environment has no workload."""
    given = outputs(record, url=url, port=5)
    assert (given["url"], given["host"], given["port"]) == expected
    assert given["name"] == given["host"]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ({}, "needs a 'url'"),
        ({"service": "shop"}, "needs a 'url'"),
        ({"service": "shop", "service_namespace": "dev"}, "ports"),
        ({**SERVICE, "port": 8080}, "does not publish"),
        ({"url": "api.example.com"}, "is not a URL"),
        ({"url": "ftp://api.example.com"}, "is not a URL"),
        ({"url": "https:///path"}, "is not a URL"),
    ],
)
def test_endpoints_that_lead_nowhere_are_refused(args, reason):
    """Either a URL, or a Service with the port that is asked for."""
    with pytest.raises(ValidationError, match=reason):
        EndpointArgs(**args)
