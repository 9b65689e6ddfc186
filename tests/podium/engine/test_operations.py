from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from podium.diagnostics import Diagnostic, EngineError
from podium.engine.events import Progress
from podium.engine.operations import InterruptedRunError, Observer, Operation, RunResult, run
from podium.engine.stack import StackTarget

FakeEngine = Callable[[str], StackTarget]


def _nothing() -> None:
    """Create nothing."""


@pytest.mark.parametrize(
    ("operation", "command", "runs_program"),
    [
        (Operation.PREVIEW, "--non-interactive preview --client=", True),
        (Operation.UP, "--non-interactive up --yes --skip-preview --client=", True),
        (Operation.PREVIEW_DESTROY, "--non-interactive destroy --preview-only --event-log", False),
        (Operation.DESTROY, "--non-interactive destroy --yes --skip-preview --event-log", False),
    ],
)
def test_each_operation_is_one_engine_command(
    fake_engine: FakeEngine, tmp_path: Path, operation: Operation, command: str, runs_program: bool
) -> None:
    """Only those that create need the program."""
    run(operation, fake_engine('echo "$*" >> $FAKE_LOG'), _nothing)
    (said,) = (tmp_path / "log").read_text().splitlines()
    assert (said.startswith(command), operation.runs_program) == (True, runs_program), said


def test_a_missing_stack_is_created_and_the_run_repeated(fake_engine: FakeEngine, tmp_path: Path) -> None:
    """Asking first would cost an engine start in every run."""
    script = """echo "$*" | cut -d' ' -f2,3 >> $FAKE_LOG
    case "$*" in *init*) touch made;; esac
    [ -e made ] || { echo "error: no stack named 'dev' found" >&2; exit 255; }"""
    run(Operation.PREVIEW, fake_engine(script), _nothing)
    assert [line.split()[0] for line in (tmp_path / "log").read_text().splitlines()] == ["preview", "stack", "preview"]


def test_taking_down_what_does_not_exist_is_an_error(fake_engine: FakeEngine) -> None:
    """And creates no stack."""
    with pytest.raises(EngineError) as refusal:
        run(Operation.DESTROY, fake_engine("echo \"error: no stack named 'dev' found\" >&2; exit 255"), _nothing)
    assert refusal.value.diagnostics == (
        Diagnostic(
            code="N004",
            message="nothing is deployed to 'dev'",
            why="the stack has no resources in this backend",
            fix="deploy with `podium up -e dev`",
        ),
    )


def test_a_failed_run_raises_its_diagnostics(fake_engine: FakeEngine) -> None:
    """Never an exit code alone."""
    with pytest.raises(EngineError) as refusal:
        run(Operation.UP, fake_engine("echo 'error: disk full' >&2; exit 255"), _nothing)
    assert refusal.value.diagnostics[0].why == "error: disk full"


def test_a_stopped_run_is_told_apart_from_a_failed_one(fake_engine: FakeEngine) -> None:
    """The face ends with another exit code."""
    told: list[int] = []

    class Counting(Observer):
        def interrupted(self, count: int) -> None:
            told.append(count)

    # The stand-in presses Ctrl-C for the user: it signals the process that started it.
    script = "trap 'exit 3' INT; kill -INT $PPID; while :; do sleep 0.05; done"
    with pytest.raises(InterruptedRunError) as refusal:
        run(Operation.UP, fake_engine(script), _nothing, observer=Counting())
    assert (refusal.value.diagnostics[0].fix, told) == ("carry on with `podium up -e dev`", [1])


@pytest.mark.parametrize(
    ("changes", "is_noop", "reason"),
    [
        ({"same": 3, "read": 1}, True, "looking changes nothing"),
        ({"same": 3, "create": 0}, True, "an empty count is no change"),
        ({"update": 1}, False, "an update is a change"),
    ],
)
def test_a_run_without_changes_is_known(changes: dict[str, int], is_noop: bool, reason: str) -> None:
    """There is nothing to ask the user about then."""
    assert is_noop == RunResult(Operation.PREVIEW, changes, {}, 0.0, (), Progress()).is_noop, reason
