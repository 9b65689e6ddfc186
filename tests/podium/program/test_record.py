"""A program is recorded without an engine."""

from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import textwrap
import threading

import pulumi
import pytest

from podium.diagnostics import ComponentError, Diagnostic, PodiumError, ResolutionError
from podium.plan import plan_graph
from podium.program.record import record, record_program
from tests.podium.graph.projects import graph
from tests.podium.program.boxes import Box, Shelf, by_name

SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web}
containers: {main: {image: x}}
resources: {data: {type: volume}}
"""
VOLUME = "volume: {match: {type: volume}, component: volume}"


def test_settings_of_the_stack_are_given():
    """The program reads what it is told, and nothing of an earlier run."""

    def program():
        config = pulumi.Config("podium")
        Box("box", {"token": config.get("token"), "stack": pulumi.get_stack()})

    first = record_program(program, None, {"podium:token": "t"}, stack="dev")
    second = record_program(program, stack="staging")
    assert by_name(first)["box"].inputs == {"inside": {"stack": "dev", "token": "t"}}
    assert by_name(second)["box"].inputs == {"inside": {"stack": "staging", "token": None}}


def test_two_runs_are_equal_whatever_the_threads_do():
    """Requests arrive from threads in any order; the record has one."""

    def program():
        for number in range(20):
            Box(f"box-{number}", str(number), parent=Shelf(f"shelf-{number}"))

    assert len({repr(record_program(program)) for _ in range(3)}) == 1


def test_runs_at_the_same_time_do_not_mix():
    """Each thread gets its own resources."""
    names = [f"box-{number}" for number in range(4)]
    found = {}

    def run(name):
        found[name] = [resource.name for resource in record_program(lambda: Box(name, "x")).resources]

    threads = [threading.Thread(target=run, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: [name] for name in names}


def test_nothing_of_the_run_is_left():
    """No event loop, no monitor, no thread, no settings, for this thread or a new one."""
    settings = pulumi.runtime.settings.SETTINGS
    before = (settings.monitor, settings.project, settings.stack, threading.active_count())
    record_program(lambda: Box("box", "x"), None, {"podium:token": "t"}, stack="elsewhere")
    assert (settings.monitor, settings.project, settings.stack, threading.active_count()) == before

    def fresh():
        return (settings.monitor, settings.stack, pulumi.Config("podium").get("token"))

    assert contextvars.Context().run(fresh) == (None, "stack", None)


def test_it_runs_inside_of_a_running_event_loop():
    """A server that answers requests may record."""

    async def main():
        return record_program(lambda: Box("box", "x"))

    loop = asyncio.new_event_loop()
    try:
        assert len(loop.run_until_complete(main()).resources) == 1
    finally:
        loop.close()


def test_python_has_nothing_to_warn_of():
    """No loop, socket or future is left to be collected; the interpreter would tell."""
    program = """
    import pulumi
    from podium.diagnostics import PodiumError
    from podium.program.record import record_program

    def broken():
        pulumi.ComponentResource("test:index:Shelf", "shelf")
        pulumi.Output.from_input(1).apply(lambda number: number / 0)

    for _ in range(2):
        record_program(lambda: pulumi.ComponentResource("test:index:Shelf", "shelf"))
        try:
            record_program(broken)
        except PodiumError as error:
            print(error.diagnostics[0].code)
    """
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stderr, done.stdout, done.returncode) == ("", "P001\nP001\n", 0)


def test_a_diagnostic_of_the_program_passes_through():
    """What the program has explained is not explained again."""
    told = PodiumError(Diagnostic("R014", "wrong"))

    def program():
        raise told

    with pytest.raises(PodiumError) as caught:
        record_program(program)
    assert caught.value is told


@pytest.mark.parametrize("later", [False, True], ids=["at once", "in an output"])
def test_an_error_of_a_component_is_told_with_its_place(later):
    """The line that raised it is named, not a line of the runtime."""

    def fail(_value):
        raise ZeroDivisionError("no boxes")

    def program():
        box = Box("box", "x")
        if later:
            Box("other", box.inside.apply(fail))
        else:
            fail(box)

    with pytest.raises(ComponentError) as caught:
        record_program(program)
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.message) == ("P001", "a component failed: ZeroDivisionError: no boxes")
    assert problem.span is not None
    assert (problem.span.file, problem.span.line) == (__file__, fail.__code__.co_firstlineno + 1)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_plan_is_recorded_by_the_program_that_deploys_it():
    """Its components have their uids as names; what was registered tells whom it belongs to."""
    recording = record(plan_graph(graph(SCORE, definitions=VOLUME), images={}))
    found = by_name(recording)
    (claim,) = (resource for resource in recording.resources if resource.type.endswith(":PersistentVolumeClaim"))
    assert recording.owners()[claim.urn] == "volume.default#web.data"
    assert claim.inputs["metadata"]["annotations"] == {"pulumi.com/patchFieldManager": "podium"}
    assert found["cluster"].type == "pulumi:providers:kubernetes"
    assert recording.owners()[found["workload.default#web-account"].urn] == "workload.default#web"


def test_an_error_of_a_component_names_the_resource(monkeypatch):
    """The same module may answer several requests."""
    from components.volume import Volume  # noqa: PLC0415 - only here, so that collecting the tests stays fast

    monkeypatch.setattr(Volume, "build", lambda *_: 1 / 0)
    with pytest.raises(ComponentError) as caught:
        record(plan_graph(graph(SCORE, definitions=VOLUME), images={}))
    (problem,) = caught.value.diagnostics
    whom = "a component failed while making volume.default#web.data"
    assert problem.message == f"{whom}: ZeroDivisionError: division by zero"


def test_outputs_that_do_not_fit_are_told_where_they_are_read():
    """As when it is deployed."""
    dns = "dns: {match: {type: dns}, component: dns, params: {domain: example.com}}\n"
    wrong = 'params: {access_mode: "${resources.zone.url}"}}'
    size = "volume: {match: {type: volume}, component: volume, requires: {zone: {type: dns}}, " + wrong
    with pytest.raises(ResolutionError) as caught:
        record(plan_graph(graph(SCORE, definitions=dns + size), images={}))
    assert {problem.code for problem in caught.value.diagnostics} == {"R014"}
