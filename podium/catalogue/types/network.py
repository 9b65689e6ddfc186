"""Names, routes, and how workloads find each other."""

from __future__ import annotations

from pydantic import Field

from podium.catalogue.contract import Outputs
from podium.catalogue.types.contract import Params, Port, ResourceType, unused

__all__ = ["NETWORK"]

_LABEL = r"^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$"
_SUBDOMAIN = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$"


class _DnsParams(Params):
    subdomain: str | None = Field(
        None,
        description="One or more DNS labels before the environment's domain; the environment's choice when absent.",
        pattern=_SUBDOMAIN,
        examples=["shop"],
    )


class _DnsOutputs(Outputs):
    host: str = Field(description="The full DNS name.")
    url: str = Field(description="The name as a URL without a path.")


class _RouteParams(Params):
    host: str = Field(
        description="DNS name that clients use, usually `${resources.<dns>.host}`.",
        min_length=1,
        examples=["${resources.dns.host}"],
    )
    port: Port = Field(description="Port of the workload's own service: its number, or its name.", examples=[80, "web"])
    path: str | None = Field(None, description="Path prefix, `/` when absent.", pattern="^/", examples=["/api"])


class _RouteOutputs(Outputs):
    host: str = Field(description="The DNS name.")
    url: str = Field(description="Name and path as a URL.")


class _ServicePortParams(Params):
    workload: str = Field(description="Name of the workload to reach.", pattern=_LABEL)
    port: Port = Field(description="Port of its service: its number, or its name.", examples=[80, "web"])


class _ServicePortOutputs(Outputs):
    hostname: str = Field(description="DNS name of the workload's service.")
    port: int = Field(description="The port on which the service listens.")


class _ServiceParams(Params):
    workload: str | None = Field(
        None, description="Name of the workload to reach; the claim's own name when absent.", pattern=_LABEL
    )
    port: Port | None = Field(
        None, description="Port of its service, by number or name, for `port` and `url`; the first one when absent."
    )
    name: str | None = unused("Name of the API, for Microcks.")
    version: str | None = unused("Version of the API, for Microcks.")
    artifacts: str | None = unused("Description of the API, for Microcks.")


class _ServiceOutputs(Outputs):
    name: str = Field(description="DNS name of the service, as the claiming workload may use it.")
    host: str = Field(description="Full DNS name of the service.")
    port: int = Field(description="The port on which the service listens.")
    url: str = Field(description="Name and port as a URL without a path.")


class _EndpointParams(Params):
    workload: str | None = Field(
        None, description="Name of the workload to reach; the claim's own name when absent.", pattern=_LABEL
    )
    port: Port | None = Field(None, description="Port of its service, by number or name; the first one when absent.")
    openapi_file: str | None = unused("Path of the API's description, for mock servers.")
    openapi_title: str | None = unused("Title of the API, for mock servers.")


class _EndpointOutputs(Outputs):
    url: str = Field(description="URL without a path.")
    name: str = Field(description="Name of what answers there.")
    host: str = Field(description="DNS name of what answers there.")
    port: int = Field(description="TCP port.")


NETWORK = (
    ResourceType("dns", "A DNS name.", _DnsParams, _DnsOutputs),
    ResourceType("endpoint", "The URL of another service.", _EndpointParams, _EndpointOutputs),
    ResourceType("route", "A route from a DNS name and path to a port.", _RouteParams, _RouteOutputs),
    ResourceType("service", "The address of another workload.", _ServiceParams, _ServiceOutputs),
    ResourceType("service-port", "A port of another workload.", _ServicePortParams, _ServicePortOutputs),
)
"""Contracts of names, routes and references between workloads."""
