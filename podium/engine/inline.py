"""An inline program and the engine's events, served to the engine over the loopback interface.

The engine runs programs through a language host. Here this process is the host: no interpreter starts, arguments pass
directly, and exceptions of the program come back as they are.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import grpc
import pulumi
from google.protobuf import empty_pb2
from pulumi.automation._server import LanguageServer
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import events_pb2_grpc, language_pb2, language_pb2_grpc

from podium.diagnostics import PodiumError

__all__ = ["Endpoints", "InlineProgram", "served"]

OnEvent = Callable[[Mapping[str, Any]], None]


class InlineProgram:
    """A program that remembers the exception that ended it.

    Attributes:
        error: What the program raised, None while it has raised nothing.
    """

    def __init__(self, program: Callable[[], None]) -> None:
        self._program = program
        self.error: Exception | None = None

    def __call__(self) -> None:
        """Run the program; what it prints goes to stderr, because stdout is data.

        Raises:
            RunError: The program raised; the engine shows no traceback for this type.
        """
        try:
            with contextlib.redirect_stdout(sys.stderr):
                self._program()
        except PodiumError as error:
            self.error = error
            raise pulumi.RunError(error.diagnostics[0].message) from None
        except grpc.RpcError:
            # The engine has gone in the middle of a call; that is its failure, not the program's.
            raise
        except Exception as error:
            self.error = error
            raise pulumi.RunError(f"the program raised {type(error).__name__}") from None


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the engine finds the program and where it sends events: ``host:port``."""

    program: str
    events: str


@contextlib.contextmanager
def served(program: InlineProgram, on_event: OnEvent) -> Iterator[Endpoints]:
    """Serve the program and receive events while the block runs.

    Args:
        program: The program.
        on_event: Called with each event, in order, from a thread of the server.
    """
    server = grpc.server(ThreadPoolExecutor(max_workers=8), options=_GRPC_CHANNEL_OPTIONS)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(_Host(program), server)
    events_pb2_grpc.add_EventsServicer_to_server(_Events(on_event), server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        yield Endpoints(address, address)
    finally:
        server.stop(grace=1).wait()


class _Host(LanguageServer):
    """Runs the program for the engine."""

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 - gRPC's name
        """Run the program; when the engine has gone meanwhile, nobody waits for an answer."""
        try:
            return super().Run(request, context)  # type: ignore[no-untyped-call]
        except grpc.RpcError:
            return language_pb2.RunResponse()


class _Events(events_pb2_grpc.EventsServicer):
    """Receives the engine's events."""

    def __init__(self, on_event: OnEvent) -> None:
        self._on_event = on_event

    def StreamEvents(self, request_iterator: Iterator[Any], context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Hand each event on."""
        for request in request_iterator:
            self._on_event(json.loads(request.event))
        return empty_pb2.Empty()
