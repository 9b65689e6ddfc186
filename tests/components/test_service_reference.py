"""The component of a reference to another workload."""

from __future__ import annotations

from components.service_reference import ServiceReference, ServiceReferenceArgs


def test_callers_get_a_name_and_a_port(record):
    """Nothing is created; the address follows from facts."""
    ports = {"web": {"port": 80, "target_port": 8080}}
    args = ServiceReferenceArgs(service="shop", service_namespace="dev", address="shop", ports=ports)
    recording = record(lambda: ServiceReference("ref", args))
    host = "shop.dev.svc.cluster.local"
    assert recording.outputs["ref"] == {"name": "shop", "host": host, "port": 80, "url": "http://shop:80"}
    assert recording.children() == []
