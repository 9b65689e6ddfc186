"""What a workload's component is given about its containers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from podium.catalogue.contract import Args, Deferred, Secret
from podium.kubernetes import Readiness
from podium.pod.problems import Problem, refuse
from podium.pod.quantities import ResourcesArgs

__all__ = [
    "ContainerArgs",
    "FileArgs",
    "HeaderArgs",
    "HttpGetArgs",
    "PortArgs",
    "ProbeArgs",
    "TimingArgs",
    "VolumeArgs",
]

# A probe is sent by the node, so these would be the node's; who writes them means the container.
_ITSELF = {"127.0.0.1", "::1", "localhost"}
_HEADER_NAME = re.compile(r"[-A-Za-z0-9]+")
_Image: TypeAlias = Annotated[str, Field(min_length=1)]


class PortArgs(Args):
    """A port of the Service."""

    port: int = Field(description="Port that clients use, 1 to 65535.", ge=1, le=65535)
    target_port: int | None = Field(None, description="Port of the container; `port` when absent.", ge=1, le=65535)
    protocol: Literal["TCP", "UDP"] = Field("TCP", description="Transport protocol.")

    @property
    def target(self) -> tuple[int, str]:
        """The container's port and protocol."""
        return (self.target_port or self.port, self.protocol)


class FileArgs(Args):
    """A file to put into a container."""

    content: Deferred[str] | None = Field(None, description="Text of the file.")
    binary_content: str | None = Field(None, description="Bytes of the file, base64.")
    secret: bool = Field(False, description="Whether the content is a secret; then it is kept in a Secret.")
    mode: str | None = Field(None, description="Permissions, octal; 0644 when absent.", pattern=r"^0?[0-7]{3}$")

    @model_validator(mode="after")
    def _one_content(self) -> FileArgs:
        if (self.content is None) == (self.binary_content is None):
            raise ValueError("a file has either a content or a binary_content")
        try:
            base64.b64decode(self.binary_content or "", validate=True)
        except binascii.Error:
            raise ValueError("the binary_content is not base64") from None
        return self


class VolumeArgs(Args):
    """A volume to mount into a container."""

    claim: Deferred[str] = Field(description="Name of the PersistentVolumeClaim.")
    path: str | None = Field(None, description="Folder inside the volume; the whole volume when absent.")
    read_only: bool = Field(False, description="Whether the container may only read.")


class HeaderArgs(Args):
    """A header that a probe sends."""

    name: str = Field(description="Name of the header.")
    value: str = Field(description="Value of the header.")


class HttpGetArgs(Args):
    """An HTTP request that succeeds while the container is well."""

    port: int = Field(description="Port of the container, 1 to 65535.", ge=1, le=65535)
    path: str = Field("/", description="Path to ask for.")
    scheme: Literal["HTTP", "HTTPS"] = Field("HTTP", description="Scheme to use.")
    host: str | None = Field(
        None,
        description="Host to ask: none, or one that means the container itself, which is asked at the pod's address.",
    )
    headers: list[HeaderArgs] = Field([], description="Headers to send.")


class TimingArgs(Args):
    """How often a probe asks, and how many answers count; Kubernetes' defaults hold for what is absent."""

    initial_delay_seconds: int | None = Field(None, description="Seconds before the first question.", ge=0)
    period_seconds: int | None = Field(None, description="Seconds between two questions.", ge=1)
    timeout_seconds: int | None = Field(None, description="Seconds that an answer may take.", ge=1)
    success_threshold: int | None = Field(None, description="Good answers in a row that mean well.", ge=1)
    failure_threshold: int | None = Field(None, description="Bad answers in a row that mean unwell.", ge=1)


class ProbeArgs(Args):
    """How to tell that a container is well. Where both ways are given, the command is used, as Score says."""

    http_get: HttpGetArgs | None = Field(None, description="An HTTP request.")
    exec: list[str] | None = Field(None, description="A command that ends with 0.")
    timing: TimingArgs = Field(TimingArgs(), description="How often it asks, and how many answers count.")

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask."""
        return self.exec is not None or self.http_get is not None

    @model_validator(mode="after")
    def _can_be_sent(self) -> ProbeArgs:
        if self.http_get and self.exec is None:
            refuse(_not_sent(self.http_get))
        return self


class ContainerArgs(Args):
    """One container of the workload."""

    image: Deferred[_Image] = Field(description="Image with its tag or digest.")
    command: list[Deferred[str]] | None = Field(None, description="Replaces the image's entry point; taken literally.")
    args: list[Deferred[str]] | None = Field(None, description="Replaces the image's arguments; taken literally.")
    variables: dict[str, Deferred[str]] = Field({}, description="Environment variables; taken literally.")
    secret_variables: dict[str, Secret[str]] = Field({}, description="Environment variables kept in a Secret.")
    files: dict[str, FileArgs] = Field({}, description="Files by their absolute path.")
    volumes: dict[str, VolumeArgs] = Field({}, description="Volumes by the path they are mounted on.")
    resources: ResourcesArgs = Field(ResourcesArgs(), description="Processor, memory and disk.")
    liveness_probe: ProbeArgs | None = Field(None, description="Restarts the container when it fails.")
    readiness_probe: ProbeArgs | None = Field(None, description="Keeps traffic away while it fails.")
    before: dict[str, Readiness] = Field({}, description="Containers that wait, and for which state of this one.")

    @property
    def health(self) -> ProbeArgs | None:
        """The probe that says that the container is healthy, if there is one."""
        return next((p for p in (self.readiness_probe, self.liveness_probe) if p and p.asks), None)

    @property
    def probes(self) -> list[ProbeArgs]:
        """The probes that are given."""
        return [probe for probe in (self.liveness_probe, self.readiness_probe) if probe]

    @model_validator(mode="after")
    def _consistent(self) -> ContainerArgs:
        refuse(_contradictions(self))
        return self


def _not_sent(request: HttpGetArgs) -> Iterator[Problem]:
    """Yield what Score allows in a request and Kubernetes refuses.

    Source: Kubernetes, validation of header names; the restricted pod security standard since 1.34, which forbids hosts
    because a probe is sent by the node and could be sent anywhere.
    """
    for index, header in enumerate(request.headers):
        if not _HEADER_NAME.fullmatch(header.name):
            message = f"is '{header.name}', and Kubernetes allows letters, digits and '-' in the name of a header"
            yield Problem(("http_get", "headers", index, "name"), message, "use '-' instead of '_'")
    if request.host is not None and request.host not in _ITSELF:
        message = "cannot be set: the pod security standard lets a probe ask the pod's own address only"
        fix = "remove it; to name a virtual host, send it as the header 'Host'"
        yield Problem(("http_get", "host"), message, fix)


def _contradictions(container: ContainerArgs) -> Iterator[Problem]:
    for variable in sorted(container.variables.keys() & container.secret_variables.keys()):
        message = f"variable '{variable}' is given both as plain and as secret"
        yield Problem(("variables", variable), message, "give it once")
    for path in sorted(container.files.keys() & container.volumes.keys()):
        message = f"'{path}' is given both as a file and as a volume"
        yield Problem(("volumes", path), message, "mount the volume elsewhere")
    if not container.health:
        waiting = sorted(name for name, state in container.before.items() if state == "healthy")
        fix = "add a readinessProbe or a livenessProbe, or wait until it has 'started'"
        yield from (Problem(("before", name), "is 'healthy', but the container has no probe", fix) for name in waiting)
    live = container.liveness_probe
    if live and (live.timing.success_threshold or 1) > 1:
        place = ("liveness_probe", "timing", "success_threshold")
        yield Problem(place, "can only be 1: Kubernetes restarts a container or it does not", "remove it")
