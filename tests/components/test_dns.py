"""The DNS component."""

from __future__ import annotations

import pytest

from components.dns import Dns, DnsArgs


@pytest.mark.parametrize(
    ("args", "expected", "reason"),
    [
        ({}, ("web.dev.example.com", "http://web.dev.example.com"), "the name is the subdomain by default"),
        ({"subdomain": "shop.eu"}, ("shop.eu.dev.example.com", "http://shop.eu.dev.example.com"), "several labels"),
        ({"tls": True}, ("web.dev.example.com", "https://web.dev.example.com"), "the environment ends TLS"),
    ],
)
def test_host_is_subdomain_and_domain(record, args, expected, reason):
    """The name is put together and nothing is created."""
    recording = record(lambda: Dns("web", DnsArgs(name="web", domain="dev.example.com", **args)))
    outputs = recording.outputs["web"]
    assert ((*expected,), []) == ((outputs["host"], outputs["url"]), recording.children()), reason
