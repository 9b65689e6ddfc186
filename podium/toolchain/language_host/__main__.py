"""``python -m podium.toolchain.language_host ENGINE_ADDRESS``: serve until the engine ends the process."""

from __future__ import annotations

import argparse
import shutil
import signal
import socket
from concurrent import futures
from pathlib import Path
from typing import TYPE_CHECKING

import grpc

from podium.toolchain.language_host.children import Children
from podium.toolchain.language_host.protocol import language_pb2_grpc
from podium.toolchain.language_host.service import PythonRuntime

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_EXECUTOR = "pulumi-language-python-exec"
_SECONDS_BETWEEN_LOOKS = 5.0
_LARGEST_MESSAGE = 400 << 20
_PARALLEL_CALLS = 64


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a port, serve on it, and end with the engine."""
    options = _parse(arguments)
    children = Children()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: children.end())
    server = grpc.server(
        futures.ThreadPoolExecutor(_PARALLEL_CALLS),
        options=[("grpc.max_receive_message_length", _LARGEST_MESSAGE)],
    )
    service = PythonRuntime(options.engine, options.executor, children)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    while server.wait_for_termination(_SECONDS_BETWEEN_LOOKS):
        # An engine that was killed cannot tell anybody; without a look now and then the host would stay for ever.
        if options.engine and not _answers(options.engine):
            children.end()


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="pulumi-language-python")
    found = shutil.which(_EXECUTOR)
    parser.add_argument("--executor", type=Path, default=found, required=found is None, help=f"the SDK's {_EXECUTOR}")
    parser.add_argument("engine", nargs="?", default="", help="address of the engine")
    # The engine's own logging and tracing options, which have no meaning here.
    parser.add_argument("--logtostderr", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("-v", help=argparse.SUPPRESS)
    parser.add_argument("--tracing", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=_SECONDS_BETWEEN_LOOKS):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main()
