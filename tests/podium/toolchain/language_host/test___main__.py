"""Tests of `podium.toolchain.language_host.__main__`."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import grpc
import pytest
from google.protobuf import empty_pb2

from podium.toolchain.language_host import __main__
from podium.toolchain.language_host.protocol import language_pb2_grpc

COMMAND = [sys.executable, "-P", "-m", "podium.toolchain.language_host", "--executor", "/nowhere"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_on_the_port_that_it_prints_and_ends_at_a_signal(number: signal.Signals) -> None:
    """The engine reads one line, calls, and interrupts; it would wait five seconds for a host that stays."""
    with socket.create_server(("127.0.0.1", 0)) as engine:
        address = f"127.0.0.1:{engine.getsockname()[1]}"
        host = subprocess.Popen([*COMMAND, address], stdout=subprocess.PIPE, text=True, process_group=0)
        assert host.stdout is not None
        port = int(host.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = language_pb2_grpc.LanguageRuntimeStub(channel)
            assert stub.GetPluginInfo(empty_pb2.Empty(), timeout=10).version == "3.259.0"
        host.send_signal(number)
        assert host.wait(4) == 0
        host.stdout.close()


def test_the_engines_logging_options_are_accepted() -> None:
    """``pulumi -v=9 --logflow --logtostderr`` and ``--tracing`` pass options on to every plugin."""
    words = ["--executor", "/e", "--logtostderr", "-v=9", "--tracing", "file:./trace", "127.0.0.1:1"]
    assert __main__._parse(words).engine == "127.0.0.1:1"
