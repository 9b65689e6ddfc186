"""The Score workload, version ``score.dev/v1b1``, as types.

Each rule is the schema's own (score-spec ``score-v1b1.json``): closed objects, no nulls, exact patterns that match to
the true end of the string. Strings, numbers and booleans are never converted into each other.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from podium.spec.validation import GATED_BY

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = [
    "Container",
    "ContainerFile",
    "ContainerResources",
    "ContainerVolume",
    "ExecProbe",
    "HttpGetProbe",
    "LivenessProbe",
    "Metadata",
    "Probe",
    "ResourceClaim",
    "ResourceMetadata",
    "ResourceQuantities",
    "Service",
    "ServicePort",
    "Workload",
]

T = TypeVar("T")

_INT32 = 2**31 - 1
_TIMING: dict[str, Any] = {GATED_BY: "probe-timing"}


def _refuse_null(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("null", "is empty")
    return value


def _whole_number(value: Any) -> Any:
    # The schema's "integer" is a number without a fraction: 80.0 is one.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _base64(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise PydanticCustomError("base64", "is not standard base64", {"fix": "encode it with `base64`"}) from None
    return value


@dataclass(frozen=True)
class _Form(AfterValidator):
    """A check of a text's form that JSON schemas show as a pattern."""

    pattern: str = ""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"pattern": f"^(?:{self.pattern})$"}


def _form(pattern: str, words: str) -> _Form:
    """Return a check that the whole text has a form, told to the reader in words instead of the pattern."""
    form = re.compile(pattern)

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise PydanticCustomError("form", "has the wrong form", {"fix": words})
        return value

    return _Form(check, pattern)


Maybe: TypeAlias = Annotated[T | None, BeforeValidator(_refuse_null)]
"""An optional field: it may be absent, but where it stands it must not be null."""

Label = Annotated[
    str,
    _form(
        r"[a-z0-9][a-z0-9-]{0,61}[a-z0-9]",
        "use 2 to 63 lower case letters, digits and '-', a letter or digit first and last",
    ),
]
TypeName = Annotated[
    str,
    _form(
        r"[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]",
        "use 2 to 63 letters, digits and '-', a letter or digit first and last",
    ),
]
ResourceId = Annotated[
    str,
    StringConstraints(min_length=2, max_length=63),
    _form(
        r"[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*",
        "use lower case letters, digits, '-' and '.', a letter or digit first, last and around each '.'",
    ),
]
AnnotationKey = Annotated[
    str,
    StringConstraints(min_length=2, max_length=316),
    _form(
        r"(([a-z0-9][a-z0-9-]{0,61}[a-z0-9])(\.[a-z0-9][a-z0-9-]{0,61}[a-z0-9])*/)?"
        r"[A-Za-z0-9][A-Za-z0-9._-]{0,61}[A-Za-z0-9]",
        "use 2 to 63 letters, digits, '.', '_' and '-', after a prefix such as 'example.com/' if you want one",
    ),
]
VariableName = Annotated[str, _form(r"[^=]+", "use at least one character, and no '='")]
NonEmpty = Annotated[str, StringConstraints(min_length=1)]
Port = Annotated[int, BeforeValidator(_whole_number), Field(ge=1, le=65535)]
Cpu = Annotated[str, _form(r"[0-9]+(?:m|\.[0-9]+)?", "write cores such as '0.5', or millicores such as '500m'")]
Memory = Annotated[
    str,
    _form(
        r"(0\.[0-9]+|[1-9][0-9]*(\.[0-9]+)?)(K|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?",
        "write bytes, with a suffix from K to E or Ki to Ei if you want one, such as '128Mi'",
    ),
]
FileMode = Annotated[str, _form(r"0?[0-7]{3}", "write three octal digits, such as '0644'")]
Delay = Annotated[int, BeforeValidator(_whole_number), Field(ge=0, le=_INT32)]
Count = Annotated[int, BeforeValidator(_whole_number), Field(ge=1, le=_INT32)]
Once = Annotated[int, BeforeValidator(_whole_number), Field(ge=1, le=1)]
HeaderName = Annotated[str, _form(r"[A-Za-z0-9_-]+", "use letters, digits, '-' and '_'")]
Annotations: TypeAlias = dict[AnnotationKey, str]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Metadata(BaseModel):
    """The workload's name, annotations and any other key; every key can be read as ``${metadata.…}``."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, defer_build=True)

    name: Label
    annotations: Maybe[Annotations] = None


class ServicePort(_Closed):
    """A port that the workload publishes."""

    port: Port
    protocol: Maybe[Literal["TCP", "UDP"]] = None
    target_port: Maybe[Port] = Field(None, alias="targetPort")


class Service(_Closed):
    """The network service of a workload."""

    ports: Maybe[dict[Label, ServicePort]] = None


class ContainerFile(_Closed):
    """A file placed into a container; exactly one of ``source``, ``content`` and ``binaryContent``."""

    mode: Maybe[FileMode] = None
    source: Maybe[NonEmpty] = None
    content: Maybe[str] = None
    binary_content: Maybe[Annotated[str, AfterValidator(_base64)]] = Field(None, alias="binaryContent")
    no_expand: Maybe[bool] = Field(None, alias="noExpand")

    @model_validator(mode="after")
    def _exactly_one_content(self) -> ContainerFile:
        given = [self.source, self.content, self.binary_content]
        if sum(value is not None for value in given) != 1:
            message = "needs exactly one of 'source', 'content' and 'binaryContent'"
            raise PydanticCustomError("file_content", message, {"fix": "keep or add one of the three"})
        return self


class ContainerVolume(_Closed):
    """A volume mounted into a container."""

    source: str
    path: Maybe[str] = None
    read_only: Maybe[bool] = Field(None, alias="readOnly")


class ResourceQuantities(_Closed):
    """CPU in cores (``0.5``) or millicores (``500m``), memory in bytes with an optional suffix (``128Mi``)."""

    cpu: Maybe[Cpu] = None
    memory: Maybe[Memory] = None


class ContainerResources(_Closed):
    """What the container is given and what it may use at most."""

    limits: Maybe[ResourceQuantities] = None
    requests: Maybe[ResourceQuantities] = None


class HttpHeader(_Closed):
    """One header of an HTTP probe."""

    name: HeaderName
    value: NonEmpty


class HttpGetProbe(_Closed):
    """A probe by HTTP GET."""

    port: Port
    path: str
    host: Maybe[NonEmpty] = None
    scheme: Maybe[Literal["HTTP", "HTTPS"]] = None
    http_headers: Maybe[list[HttpHeader]] = Field(None, alias="httpHeaders")


class ExecProbe(_Closed):
    """A probe by a command inside the container."""

    command: list[str]


class Probe(_Closed):
    """How the platform asks whether a container lives or is ready; ``exec`` is preferred when both are given.

    The numbers belong to the extension ``probe-timing``, with the meaning and the limits that Kubernetes gives them.
    """

    http_get: Maybe[HttpGetProbe] = Field(None, alias="httpGet")
    exec: Maybe[ExecProbe] = None
    initial_delay_seconds: Maybe[Delay] = Field(None, alias="initialDelaySeconds", json_schema_extra=_TIMING)
    period_seconds: Maybe[Count] = Field(None, alias="periodSeconds", json_schema_extra=_TIMING)
    timeout_seconds: Maybe[Count] = Field(None, alias="timeoutSeconds", json_schema_extra=_TIMING)
    success_threshold: Maybe[Count] = Field(None, alias="successThreshold", json_schema_extra=_TIMING)
    failure_threshold: Maybe[Count] = Field(None, alias="failureThreshold", json_schema_extra=_TIMING)

    @model_validator(mode="after")
    def _at_least_one(self) -> Probe:
        if self.http_get is None and self.exec is None:
            raise PydanticCustomError("probe", "needs 'httpGet' or 'exec'", {"fix": "add one of them"})
        return self


class LivenessProbe(Probe):
    """A probe that restarts its container; one success is enough for it, Kubernetes allows no other number."""

    success_threshold: Maybe[Once] = Field(None, alias="successThreshold", json_schema_extra=_TIMING)


class Before(_Closed):
    """The state this container must reach before another one starts."""

    ready: Literal["started", "healthy", "complete"]


class Container(_Closed):
    """One container of a workload."""

    image: NonEmpty
    command: Maybe[list[str]] = None
    args: Maybe[list[str]] = None
    variables: Maybe[dict[VariableName, str]] = None
    files: Maybe[dict[NonEmpty, ContainerFile]] = None
    volumes: Maybe[dict[NonEmpty, ContainerVolume]] = None
    resources: Maybe[ContainerResources] = None
    liveness_probe: Maybe[LivenessProbe] = Field(None, alias="livenessProbe")
    readiness_probe: Maybe[Probe] = Field(None, alias="readinessProbe")
    before: Maybe[dict[Label, Before]] = None


class ResourceMetadata(BaseModel):
    """Free-form metadata of a claim."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True, defer_build=True)

    annotations: Maybe[Annotations] = None


class ResourceClaim(_Closed):
    """What a workload asks for: an entry under ``resources:``."""

    resource_type: TypeName = Field(alias="type")
    resource_class: Maybe[TypeName] = Field(None, alias="class")
    id: Maybe[ResourceId] = None
    metadata: Maybe[ResourceMetadata] = None
    params: Maybe[dict[str, Any]] = None


class Workload(_Closed):
    """A Score file: the environment-free description of one workload."""

    api_version: Literal["score.dev/v1b1"] = Field(alias="apiVersion")
    metadata: Metadata
    containers: Annotated[dict[Label, Container], Field(min_length=1)]
    service: Maybe[Service] = None
    resources: Maybe[dict[Label, ResourceClaim]] = None

    @property
    def name(self) -> str:
        """The workload's name."""
        return self.metadata.name

    @property
    def annotations(self) -> Mapping[str, str]:
        """The workload's annotations, empty if there are none."""
        return self.metadata.annotations or {}

    @property
    def claims(self) -> Mapping[str, ResourceClaim]:
        """The resource claims by name, empty if there are none."""
        return self.resources or {}

    @property
    def ports(self) -> Mapping[str, ServicePort]:
        """The published ports by name, empty if there are none."""
        return (self.service.ports if self.service else None) or {}
