"""A resource monitor that does nothing but write down what it is asked: the other side of Pulumi's runtime."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import engine_pb2, resource_pb2

from podium.diagnostics import ComponentError, Diagnostic

__all__ = ["PROJECT", "UNKNOWN", "Answer", "Engine", "Monitor", "RecordedResource", "SecretValue", "Unknown"]

PROJECT: Final = "podium"
"""Name of the project in URNs."""

# Source: pulumi SDK, ``runtime/rpc.py``; part of the wire protocol between programs and engine.
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, no secret
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

_STACK = "pulumi:pulumi:Stack"
_STACK_REFERENCE = "pulumi:pulumi:StackReference"


class Unknown(enum.Enum):
    """What is known only once it runs; the type of ``UNKNOWN``."""

    VALUE = "unknown"


UNKNOWN: Final = Unknown.VALUE
"""Stands in inputs for a value that is known only once it runs."""


@dataclass(frozen=True, slots=True, repr=False)
class SecretValue:
    """A value that the program marked as a secret; it hides itself in logs.

    Attributes:
        value: The value, which may be nested.
    """

    value: Any

    def __repr__(self) -> str:
        return "SecretValue(…)"


@dataclass(frozen=True, slots=True)
class RecordedResource:
    """One resource as the engine would see it.

    Attributes:
        urn: Its identity in the stack.
        type: Pulumi's type token, such as ``kubernetes:apps/v1:Deployment``.
        name: Pulumi's logical name.
        parent: URN of the parent, empty for what has none.
        inputs: Inputs in the provider's own words; secrets are ``SecretValue``s, what is not known is ``UNKNOWN``.
        protect: Whether the engine must refuse to delete it.
        depends_on: URNs of what must exist first, sorted.
    """

    urn: str
    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any]
    protect: bool
    depends_on: tuple[str, ...]


Answer = Callable[[RecordedResource], Mapping[str, Any]]
"""Returns what a provider would know about a new resource besides its inputs, by the name of the output."""


class Monitor:
    """Answers like the engine's resource monitor; its methods are called from several threads.

    Attributes:
        resources: What was registered so far, in any order.
    """

    def __init__(self, stack: str, answer: Answer | None) -> None:
        """Start with no resources.

        Args:
            stack: Name of the stack.
            answer: Outputs that are not inputs; by default none is known.
        """
        self._stack = stack
        self._answer = answer or _nothing
        self.resources: list[RecordedResource] = []

    def GetDeploymentInfo(self, _request: object) -> Any:  # noqa: N802 - gRPC's name
        """Claim what the runtime needs for this program and not outputs as values, which nobody here reads."""
        features = (
            resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
            resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
            resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
            resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
        )
        return resource_pb2.DeploymentInfo(supportedFeatures=features)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Write the resource down, and answer with its inputs and what else is known."""
        urn = self._urn(request)
        if request.type == _STACK:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        resource = RecordedResource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent="" if _type_of(request.parent) == _STACK else request.parent,
            inputs=_plain(json_format.MessageToDict(request.object)),
            protect=request.protect,
            depends_on=tuple(sorted(request.dependencies)),
        )
        self.resources.append(resource)
        outputs = struct_pb2.Struct()
        outputs.CopyFrom(request.object)
        outputs.update(dict(self._answer(resource)))
        for name in request.additionalSecretOutputs:
            _conceal(outputs, name)
        return resource_pb2.RegisterResourceResponse(urn=urn, object=outputs)

    def ReadResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Answer for another stack that its outputs are not known; refuse the rest: nobody is there to be read from."""
        if request.type == _STACK_REFERENCE:
            properties = struct_pb2.Struct()
            properties.update({"name": request.id, "outputs": _UNKNOWN, "secretOutputNames": _UNKNOWN})
            return resource_pb2.ReadResourceResponse(urn=self._urn(request), properties=properties)
        raise _asks(f"reads '{request.id}' of type '{request.type}'")

    def Invoke(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Refuse: nobody is there to be asked."""
        raise _asks(f"calls '{request.tok}'")

    Call = Invoke

    def RegisterResourceOutputs(self, _request: object) -> Any:  # noqa: N802 - gRPC's name
        """Accept what a component gives."""
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, _request: object) -> Any:  # noqa: N802 - gRPC's name
        """Let the program end."""
        return empty_pb2.Empty()

    def _urn(self, request: Any) -> str:
        outer = _type_of(request.parent)
        qualified = request.type if outer in {"", _STACK} else f"{outer}${request.type}"
        return f"urn:pulumi:{self._stack}::{PROJECT}::{qualified}::{request.name}"


class Engine:
    """Takes the program's log.

    Attributes:
        warnings: What the program warned of so far.
    """

    def __init__(self) -> None:
        """Start with no warnings."""
        self.warnings: list[str] = []

    def Log(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Keep warnings."""
        if request.severity == engine_pb2.WARNING:
            self.warnings.append(request.message)
        return empty_pb2.Empty()


def _asks(what: str) -> ComponentError:
    why = "that is known only once it runs, and here nothing runs"
    return ComponentError(Diagnostic("P002", f"a component {what}", why=why, fix="give the value in the environment"))


def _type_of(urn: str) -> str:
    return urn.split("::")[2] if urn else ""


def _conceal(outputs: struct_pb2.Struct, name: str) -> None:
    """Mark an output as a secret, as the engine does for what the program asks it to."""
    if name in outputs.fields:
        marked = struct_pb2.Struct(fields={_SIGNATURE: struct_pb2.Value(string_value=_SECRET)})
        marked.fields["value"].CopyFrom(outputs.fields[name])
        outputs.fields[name].struct_value.CopyFrom(marked)


def _plain(value: Any) -> Any:
    """Return a wire value as data: whole numbers as integers, secrets and what is not known as types of their own."""
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return SecretValue(_plain(value["value"]))
        return {key: _plain(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return UNKNOWN if value == _UNKNOWN else value


def _nothing(_resource: RecordedResource) -> Mapping[str, Any]:
    return {}
