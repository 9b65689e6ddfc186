"""Probes in the API's own words."""

from __future__ import annotations

import pytest

from podium.pod.args import ProbeArgs
from podium.pod.probes import listening_probe, probe, startup_probe

EXEC = {"exec": ["ok"]}
HTTP = {"http_get": {"port": 9000, "path": "/live"}}
EVERYTHING = {"port": 80, "path": "/", "scheme": "HTTPS", "headers": [{"name": "X", "value": "1"}]}


@pytest.mark.parametrize(
    ("given", "expected", "reason"),
    [
        (EXEC, {"exec": {"command": ["ok"]}}, "a command"),
        (EXEC | HTTP, {"exec": {"command": ["ok"]}}, "Score prefers the command"),
        ({"exec": ["echo", "$(A)"]}, {"exec": {"command": ["echo", "$$(A)"]}}, "taken literally"),
        (EXEC | {"http_get": {"port": 80, "host": "a"}}, {"exec": {"command": ["ok"]}}, "a request that is not sent"),
        (
            {"http_get": {"port": 80, "host": "127.0.0.1"}},
            {"httpGet": {"port": 80, "path": "/", "scheme": "HTTP"}},
            "the container itself, and not the node that asks",
        ),
        (HTTP, {"httpGet": {"port": 9000, "path": "/live", "scheme": "HTTP"}}, "what is absent is left out"),
        (
            {"http_get": EVERYTHING},
            {
                "httpGet": {
                    "port": 80,
                    "path": "/",
                    "scheme": "HTTPS",
                    "httpHeaders": [{"name": "X", "value": "1"}],
                }
            },
            "a request with everything",
        ),
        ({}, {}, "nothing to ask"),
        ({"timing": {"period_seconds": 3}}, {}, "nothing to ask, however often"),
    ],
)
def test_probes(given, expected, reason):
    """A probe asks what Score asks."""
    assert probe(ProbeArgs(**given)) == expected, reason


def test_timing_is_passed_on():
    """Each of the five fields has Kubernetes' own name; what is absent is Kubernetes' default."""
    timing = {
        "initial_delay_seconds": 0,
        "period_seconds": 2,
        "timeout_seconds": 3,
        "success_threshold": 4,
        "failure_threshold": 5,
    }
    assert probe(ProbeArgs(exec=["ok"], timing=timing)) == {
        "exec": {"command": ["ok"]},
        "initialDelaySeconds": 0,
        "periodSeconds": 2,
        "timeoutSeconds": 3,
        "successThreshold": 4,
        "failureThreshold": 5,
    }


def test_start_is_asked_often_and_long():
    """The next container starts soon after; of the timing only the patience with one answer counts."""
    args = ProbeArgs(exec=["ok"], timing={"timeout_seconds": 9, "success_threshold": 3, "period_seconds": 60})
    expected = {"exec": {"command": ["ok"]}, "timeoutSeconds": 9, "periodSeconds": 2, "failureThreshold": 150}
    assert startup_probe(args) == expected


def test_listening_is_a_connection():
    """It needs nothing of the process but an open port."""
    assert listening_probe(80) == {"tcpSocket": {"port": 80}}
