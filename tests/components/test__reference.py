"""What the references to a workload share."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components._reference import ReferenceArgs

PORTS = {"web": {"port": 80, "target_port": 8080}, "admin": {"port": 9090}, "9090": {"port": 7}}


def reference(**changes) -> ReferenceArgs:
    """Return a reference to a Service with three ports."""
    return ReferenceArgs(**{"service": "shop", "service_namespace": "dev", "ports": PORTS} | changes)


@pytest.mark.parametrize(
    ("port", "expected", "reason"),
    [
        (None, 80, "the first one"),
        ("web", 80, "by name, and never the port of the container"),
        (80, 80, "by number"),
        ("80", 80, "a number that a placeholder made text of"),
        ("9090", 7, "a name that looks like a number is a name first"),
    ],
)
def test_ports_are_those_of_the_service(port, expected, reason):
    """A caller reaches what the Service listens on."""
    assert reference(port=port).listens_on == expected, reason


@pytest.mark.parametrize("port", [8080, "wep", 0])
def test_other_ports_are_refused_with_those_there_are(port):
    """The port of a container is not one that a caller can use."""
    with pytest.raises(ValidationError, match="does not publish") as caught:
        reference(port=port)
    (error,) = caught.value.errors()
    assert (error["loc"], error["ctx"]["fix"]) == (("port",), "use one of 9090 (7), admin (9090), web (80)")


def test_names_can_be_used_from_anywhere():
    """Without an address, callers use the name with its namespace, which every namespace resolves."""
    near, far = reference(address="shop"), reference()
    assert (near.caller_host, far.caller_host) == ("shop", "shop.dev")
    assert near.host == far.host == "shop.dev.svc.cluster.local"
