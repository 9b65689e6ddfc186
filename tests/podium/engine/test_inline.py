from __future__ import annotations

import grpc
import pulumi
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import events_pb2, events_pb2_grpc, language_pb2_grpc, plugin_pb2

from podium.diagnostics import Diagnostic, SpecError
from podium.engine.inline import InlineProgram, served


def _nothing() -> None:
    """Create nothing."""


def test_what_the_program_raises_is_remembered_and_hidden_from_the_engine() -> None:
    """The engine would print a traceback for any other type."""
    problem = SpecError(Diagnostic("S001", "bad file"))

    def program() -> None:
        raise problem

    inline = InlineProgram(program)
    with pytest.raises(pulumi.RunError, match="bad file"):
        inline()
    assert inline.error is problem


def test_a_bug_in_the_program_shows_only_its_type_to_the_engine() -> None:
    """Its text may hold a secret, and the engine logs it."""

    def program() -> None:
        raise KeyError("hunter2")

    inline = InlineProgram(program)
    with pytest.raises(pulumi.RunError) as told:
        inline()
    assert (str(told.value), str(inline.error)) == ("the program raised KeyError", "'hunter2'")


def test_an_engine_that_goes_away_is_not_the_programs_fault() -> None:
    """A call under way fails then; what ended the engine is the thing to tell."""

    def program() -> None:
        raise grpc.RpcError

    inline = InlineProgram(program)
    with pytest.raises(grpc.RpcError):
        inline()
    assert inline.error is None


def test_what_the_program_prints_is_talk(capsys: pytest.CaptureFixture[str]) -> None:
    """Data on stdout is only what the command says."""
    InlineProgram(lambda: print("hello"))()
    assert capsys.readouterr() == ("", "hello\n")


def test_events_arrive_in_order() -> None:
    """The engine sends JSON, one object an event."""
    events: list[object] = []
    with (
        served(InlineProgram(_nothing), events.append) as endpoints,
        grpc.insecure_channel(endpoints.events) as channel,
    ):
        requests = [events_pb2.EventRequest(event=f'{{"sequence": {number}}}') for number in range(3)]
        events_pb2_grpc.EventsStub(channel).StreamEvents(iter(requests))
    assert events == [{"sequence": 0}, {"sequence": 1}, {"sequence": 2}]


def test_the_program_is_served_on_the_loopback_interface_only() -> None:
    """Nobody else on the network may run it."""
    with served(InlineProgram(_nothing), lambda _: None) as endpoints:
        with grpc.insecure_channel(endpoints.program) as channel:
            answer = language_pb2_grpc.LanguageRuntimeStub(channel).GetPluginInfo(empty_pb2.Empty())
        assert (endpoints.program.partition(":")[0], answer) == ("127.0.0.1", plugin_pb2.PluginInfo())
