"""What the references to another workload share: where its Service answers, and on which of its ports.

No component: the module is private. The environment's definition passes facts about the workload on
(``${target.…}``), so a reference makes nothing and waits for nothing.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from podium.component import Args
from podium.kubernetes import ObjectName, service_host
from podium.pod import Problem, refuse


class ListeningPortArgs(Args):
    """A port of the workload's Service."""

    port: int = Field(description="Port on which the Service listens.", ge=1, le=65535)
    target_port: int | None = Field(None, description="Port of the container behind it.", ge=1, le=65535)
    protocol: Literal["TCP", "UDP"] = Field("TCP", description="Protocol of the port.")


class ReferenceArgs(Args):
    """Where the Service answers, and what the claim wants of it."""

    service: ObjectName = Field(description="Name of the workload's Service.")
    service_namespace: str = Field(description="Namespace of the Service.", min_length=1)
    address: str | None = Field(
        None, description="DNS name that callers use; with the namespace when absent.", min_length=1
    )
    ports: dict[str, ListeningPortArgs] = Field(description="Ports of the Service by name.", min_length=1)
    workload: str | None = Field(None, description="Name of the workload, when the claim states it.")
    port: int | str | None = Field(None, description="Number or name of the port; the first one when absent.")

    @property
    def host(self) -> str:
        """The full DNS name."""
        return service_host(self.service, self.service_namespace)

    @property
    def caller_host(self) -> str:
        """The DNS name that callers use."""
        return self.address or f"{self.service}.{self.service_namespace}"

    @property
    def listens_on(self) -> int:
        """The port that is meant, as the Service knows it; never that of the container."""
        if self.port is None:
            return next(iter(self.ports.values())).port
        if str(self.port) in self.ports:
            return self.ports[str(self.port)].port
        return int(self.port)

    @model_validator(mode="after")
    def _published(self) -> ReferenceArgs:
        numbers = {str(entry.port) for entry in self.ports.values()}
        if self.port is not None and str(self.port) not in numbers | set(self.ports):
            known = ", ".join(f"{name} ({entry.port})" for name, entry in sorted(self.ports.items()))
            refuse([Problem(("port",), f"is '{self.port}', which the Service does not publish", f"use one of {known}")])
        return self
