"""The component of a port of another workload."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.service_port import ServicePort, ServicePortArgs

SERVICE = {"service": "shop", "service_namespace": "dev", "ports": {"web": {"port": 80, "target_port": 8080}}}


@pytest.mark.parametrize("port", ["web", 80])
def test_callers_get_the_port_that_the_service_listens_on(record, port):
    """The port of the container stays inside."""
    recording = record(lambda: ServicePort("ref", ServicePortArgs(**SERVICE, port=port)))
    assert recording.outputs["ref"] == {"hostname": "shop.dev", "port": 80}


def test_a_port_must_be_named():
    """Unlike a service or endpoint, which has a first port."""
    with pytest.raises(ValidationError, match="port"):
        ServicePortArgs(**SERVICE)
