from __future__ import annotations

import re

import pytest

from podium.cli.face import Face
from podium.cli.progress import Row, observing, rows_of, words_of
from podium.engine.events import Progress, Step, StepState
from podium.engine.operations import Operation

SHOP = "urn:pulumi:dev::podium::podium:components:Service::workload.default#shop"
DEPLOYMENT = "urn:pulumi:dev::podium::podium:components:Service$kubernetes:apps/v1:Deployment::shop"
PROVIDER = "urn:pulumi:dev::podium::pulumi:providers:kubernetes::cluster"


def _progress(state: StepState, op: str = "create") -> Progress:
    steps = (
        Step(PROVIDER, "create", StepState.DONE, 0.0),
        Step(SHOP, op, StepState.DONE, 1.0, 1.0),
        Step(DEPLOYMENT, op, state, 2.0, 0.0 if state is StepState.RUNNING else 3.0, SHOP),
    )
    return Progress(steps={step.urn: step for step in steps}, latest=steps[-1])


@pytest.mark.parametrize(
    ("progress", "row", "reason"),
    [
        (_progress(StepState.RUNNING), ("creating", 1, 2, 9.0, StepState.RUNNING), "a child runs; time goes on"),
        (_progress(StepState.DONE), ("created", 2, 2, 4.0, StepState.DONE), "from the first event to the last"),
        (_progress(StepState.DONE, "same"), ("unchanged", 2, 2, 4.0, StepState.DONE), "nothing happened to it"),
        (_progress(StepState.FAILED, "update"), ("failed", 1, 2, 4.0, StepState.FAILED), "one failure is enough"),
    ],
)
def test_a_component_and_its_children_are_one_row(
    progress: Progress, row: tuple[str, int, int, float, StepState], reason: str
) -> None:
    """Providers are no infrastructure and have none."""
    assert [Row("shop", "Service", *row)] == rows_of(progress, 10.0), reason


def test_an_unknown_operation_is_shown_as_it_is() -> None:
    """A later engine may have more of them."""
    assert words_of("transmogrify") == ("transmogrify",) * 3


def test_without_a_terminal_each_change_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Once, and none for what stays."""
    with observing(Face(), Operation.UP) as observer:
        observer.progressed(_progress(StepState.RUNNING))
        observer.progressed(_progress(StepState.DONE))
        observer.progressed(_progress(StepState.DONE))
        observer.progressed(_progress(StepState.DONE, "same"))
    assert capsys.readouterr() == ("", "created shop: Deployment 'shop' (3.0 s)\n")


def test_a_failure_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """What failed is explained at the end."""
    with observing(Face(), Operation.UP) as observer:
        observer.progressed(_progress(StepState.FAILED, "update"))
    assert "failed shop: Deployment 'shop' (3.0 s)\n" in capsys.readouterr().err


def test_a_preview_tells_no_progress_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Its result says the same."""
    with observing(Face(), Operation.PREVIEW) as observer:
        observer.progressed(_progress(StepState.DONE))
    assert capsys.readouterr() == ("", "")


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """Also about interrupts."""
    with observing(Face(is_quiet=True), Operation.UP) as observer:
        observer.progressed(_progress(StepState.DONE))
        observer.interrupted(1)
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    """The user knows what a second one does."""
    with observing(Face(), Operation.UP) as observer:
        observer.interrupted(1)
        observer.interrupted(2)
    assert capsys.readouterr().err.splitlines() == [
        "stopping after the steps under way; press Ctrl-C again to stop at once",
        "stopping at once",
    ]


def test_on_a_terminal_progress_is_drawn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of components and the totals, without colour where none is wanted."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(Face, "is_live", True)
    with observing(Face(), Operation.UP) as observer:
        observer.progressed(_progress(StepState.RUNNING))
        observer.interrupted(1)
    shown = capsys.readouterr().err
    assert re.search(r"Service +shop +creating +1/2 +\d", shown), shown
    assert ("1 of 2 resources" in shown, "press Ctrl-C again" in shown) == (True, True)
