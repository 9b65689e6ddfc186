"""What a container is given."""

from __future__ import annotations

import pulumi
import pytest
from pydantic import ValidationError

from podium.pod.args import ContainerArgs, PortArgs
from podium.spec.placeholder import parse_template

LATER = parse_template("${resources.a.tag}")


@pytest.mark.parametrize(
    "given",
    [
        {"image": LATER},
        {"image": "shop:1", "command": ["run", LATER]},
        {"image": "shop:1", "args": [LATER]},
        {"image": pulumi.Output.from_input("shop:1"), "args": [pulumi.Output.from_input("a")]},
    ],
)
def test_image_command_and_args_may_be_known_later(given):
    """A template while planning, an output while deploying."""
    assert ContainerArgs(**given).image == given["image"]


@pytest.mark.parametrize(
    ("given", "place", "message"),
    [
        ({"image": ""}, ("image",), "at least 1 character"),
        ({"command": [5]}, ("command", 0), "valid string"),
        ({"variables": {"A": "1"}, "secret_variables": {"A": "1"}}, ("variables", "A"), "both as plain and as secret"),
        (
            {"files": {"/a": {"content": ""}}, "volumes": {"/a": {"claim": "c"}}},
            ("volumes", "/a"),
            "both as a file and as a volume",
        ),
        ({"before": {"b": "healthy"}}, ("before", "b"), "is 'healthy', but the container has no probe"),
        (
            {"before": {"b": "healthy"}, "liveness_probe": {}},
            ("before", "b"),
            "is 'healthy', but the container has no probe",
        ),
        (
            {"liveness_probe": {"exec": ["a"], "timing": {"success_threshold": 2}}},
            ("liveness_probe", "timing", "success_threshold"),
            "can only be 1",
        ),
        (
            {"readiness_probe": {"http_get": {"port": 80, "host": "other.test"}}},
            ("readiness_probe", "http_get", "host"),
            "cannot be set: the pod security standard",
        ),
        (
            {"liveness_probe": {"http_get": {"port": 80, "headers": [{"name": "X_A", "value": "1"}]}}},
            ("liveness_probe", "http_get", "headers", 0, "name"),
            "is 'X_A', and Kubernetes allows letters",
        ),
        (
            {"readiness_probe": {"timing": {"period_seconds": 0}}},
            ("readiness_probe", "timing", "period_seconds"),
            "greater than or equal to 1",
        ),
    ],
)
def test_contradictions_are_refused_at_their_place(given, place, message):
    """What cannot become a container stops before any resource is declared."""
    with pytest.raises(ValidationError, match=message) as caught:
        ContainerArgs(**({"image": "shop:1"} | given))
    assert caught.value.errors()[0]["loc"] == place


def test_all_contradictions_are_told_at_once():
    """Two problems of one container are two errors."""
    with pytest.raises(ValidationError) as caught:
        ContainerArgs(image="a", variables={"A": "1"}, secret_variables={"A": "1"}, before={"b": "healthy"})
    assert len(caught.value.errors()) == 2


def test_target_is_the_port_unless_another_is_named():
    """Clients and containers may use different numbers."""
    assert (PortArgs(port=80).target, PortArgs(port=80, target_port=8080).target) == ((80, "TCP"), (8080, "TCP"))
