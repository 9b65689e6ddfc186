"""The address of another workload."""

from __future__ import annotations

from pydantic import Field

from components._reference import ReferenceArgs
from podium.component import Component, Outputs


class ServiceReferenceArgs(ReferenceArgs):
    """Which workload is meant, and where its Service answers."""


class ServiceReferenceOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    name: str = Field(description="DNS name of the workload's Service, as the claiming workload may use it.")
    host: str = Field(description="Full DNS name of the Service.")
    port: int = Field(description="Port on which the Service listens.")
    url: str = Field(description="Name and port as a URL without a path.")


class ServiceReference(Component[ServiceReferenceArgs, ServiceReferenceOutputs]):
    """A name only: the workload makes its Service itself, so two workloads may name each other."""

    resource_type = "service"

    def build(self, name: str, args: ServiceReferenceArgs) -> ServiceReferenceOutputs:
        """Put the address together."""
        host, port = args.caller_host, args.listens_on
        return ServiceReferenceOutputs(name=host, host=args.host, port=port, url=f"http://{host}:{port}")
