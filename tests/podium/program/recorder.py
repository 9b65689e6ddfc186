"""Runs a program in process, under a monitor that answers like an engine and remembers what it was asked."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
from google.protobuf import empty_pb2, json_format
from pulumi.runtime import mocks, set_mocks
from pulumi.runtime.settings import set_root_resource

SECRET = "4dabf18193072939515e22adb298388d"


@dataclass(slots=True)
class Recording:
    """What a program registered.

    Attributes:
        every: All requests in order.
        requests: The first request of each logical name: a component comes before a child that shares its name.
        outputs: What components gave, by logical name.
    """

    every: list[Any] = field(default_factory=list)
    requests: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def dependencies(self, name: str) -> set[str]:
        """Return the logical names of what a resource was told to wait for."""
        return {urn.rsplit("::", 1)[-1] for urn in self.requests[name].dependencies}


class _World(mocks.Mocks):
    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise AssertionError(f"unexpected call of {args.token}")

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        made = {"password": "made-at-random"} if args.typ.endswith("GeneratedPassword") else {}
        return f"{args.name}-id", {**args.inputs, **made}


class _Monitor(mocks.MockMonitor):
    def __init__(self, recording: Recording) -> None:
        super().__init__(_World())
        self.recording = recording

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        self.recording.every.append(request)
        self.recording.requests.setdefault(request.name, request)
        return super().RegisterResource(request)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        name = request.urn.rsplit("::", 1)[-1]
        self.recording.outputs[name] = json_format.MessageToDict(request.outputs)
        return empty_pb2.Empty()


def record(program: Callable[[], object], *, preview: bool = False) -> Recording:
    """Run a program and return what it registered, everything awaited.

    Args:
        program: Declares resources.
        preview: Whether outputs of resources are unknown until they exist.
    """
    # The SDK keeps its settings in context variables, so a context of its own leaves nothing behind.
    return contextvars.copy_context().run(_record, program, preview)


def _record(program: Callable[[], object], preview: bool) -> Recording:
    recording = Recording()
    monitor = _Monitor(recording)
    # A stack of its own: what another program registered for its stack is none of its business.
    set_root_resource(None)
    set_mocks(monitor.mocks, project="shop", stack="dev", preview=preview, monitor=monitor)

    def quietly() -> None:
        program()

    pulumi.runtime.test(quietly)()
    return recording
