"""The URL of another service: a workload of the environment, or something outside of it."""

from __future__ import annotations

import urllib.parse
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from components._reference import ListeningPortArgs, ReferenceArgs
from podium.component import Args, Component, Outputs
from podium.kubernetes import ObjectName

_PORTS = {"http": 80, "https": 443}


def _url(url: str) -> str:
    """Return a URL without the slash at its end, so that a path can follow."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"'{url}' is not a URL such as 'https://api.example.com'")
    return url.rstrip("/")


class EndpointArgs(Args):
    """What the claim asks for; and either facts about a workload, or the URL of something else."""

    url: Annotated[str, AfterValidator(_url)] | None = Field(
        None, description="URL of what is outside the environment; then there is no workload."
    )
    service: ObjectName | None = Field(None, description="Name of the workload's Service.")
    service_namespace: str | None = Field(None, description="Namespace of the Service.", min_length=1)
    address: str | None = Field(
        None, description="DNS name that callers use; with the namespace when absent.", min_length=1
    )
    ports: dict[str, ListeningPortArgs] = Field({}, description="Ports of the Service by name.")
    workload: str | None = Field(None, description="Name of the workload, when the claim states it.")
    port: int | str | None = Field(None, description="Number or name of the port; the first one when absent.")

    @property
    def reference(self) -> ReferenceArgs | None:
        """Where the workload's Service answers; None if the endpoint is something else."""
        if self.url:
            return None
        return ReferenceArgs.model_validate(self.model_dump(exclude={"url"}, exclude_none=True))

    @model_validator(mode="after")
    def _leads_somewhere(self) -> EndpointArgs:
        if not self.url and not (self.service and self.service_namespace):
            raise ValueError("needs a 'url', or 'service' and 'service_namespace' of a workload")
        _ = self.reference
        return self


class EndpointOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    url: str = Field(description="URL without a path of its own and without a slash at its end.")
    name: str = Field(description="DNS name of what answers, as the claiming workload may use it.")
    host: str = Field(description="Full DNS name of what answers.")
    port: int = Field(description="TCP port.")


class Endpoint(Component[EndpointArgs, EndpointOutputs]):
    """A URL only. Whoever answers there makes nothing and waits for nobody because of it."""

    resource_type = "endpoint"

    def build(self, name: str, args: EndpointArgs) -> EndpointOutputs:
        """Put the URL together, or take it apart."""
        found = args.reference
        if found:
            url = f"http://{found.caller_host}:{found.listens_on}"
            return EndpointOutputs(url=url, name=found.caller_host, host=found.host, port=found.listens_on)
        parts = urllib.parse.urlsplit(args.url or "")
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        return EndpointOutputs(url=args.url or "", name=host, host=host, port=port)
