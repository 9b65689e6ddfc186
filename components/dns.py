"""A DNS name under the environment's domain."""

from __future__ import annotations

from pydantic import Field

from podium.component import Args, Component, Outputs
from podium.kubernetes import ObjectName


class DnsArgs(Args):
    """What a workload may ask for, and the domain that the environment sets."""

    name: ObjectName = Field(description="Name of the claim's objects; also the subdomain when none is asked for.")
    domain: str = Field(description="Domain of the environment, such as `dev.example.com`.", min_length=1)
    subdomain: str | None = Field(None, description="One or more DNS labels to put before the domain.", min_length=1)
    tls: bool = Field(False, description="Whether clients reach the name by https.")


class DnsOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    host: str = Field(description="The full DNS name.")
    url: str = Field(description="The name as a URL without a path.")


class Dns(Component[DnsArgs, DnsOutputs]):
    """A name only: the domain's wildcard record points at the cluster's ingress, so there is nothing to create."""

    resource_type = "dns"

    def build(self, name: str, args: DnsArgs) -> DnsOutputs:
        """Put the name together."""
        host = f"{args.subdomain or args.name}.{args.domain}"
        return DnsOutputs(host=host, url=f"{'https' if args.tls else 'http'}://{host}")
