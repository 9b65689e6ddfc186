"""A port of another workload."""

from __future__ import annotations

from pydantic import Field

from components._reference import ReferenceArgs
from podium.component import Component, Outputs


class ServicePortArgs(ReferenceArgs):
    """Which port of which workload is meant, and where its Service answers."""

    port: int | str = Field(description="Number or name of a port of the Service.")


class ServicePortOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    hostname: str = Field(description="DNS name of the workload's Service.")
    port: int = Field(description="Port on which the Service listens, whatever the port of the container.")


class ServicePort(Component[ServicePortArgs, ServicePortOutputs]):
    """A name and a number only, so two workloads may name each other."""

    resource_type = "service-port"

    def build(self, name: str, args: ServicePortArgs) -> ServicePortOutputs:
        """Look the port up."""
        return ServicePortOutputs(hostname=args.caller_host, port=args.listens_on)
