from __future__ import annotations

from functools import reduce
from typing import Any

import pytest

from podium.engine.events import Message, Progress, StepState, Urn, advance, parse_urn

STACK = "urn:pulumi:dev::podium::pulumi:pulumi:Stack::podium-dev"
COMPONENT = "urn:pulumi:dev::podium::podium:components:Service::workload.default#shop"
DEPLOYMENT = "urn:pulumi:dev::podium::podium:components:Service$kubernetes:apps/v1:Deployment::workload.default#shop"
SIGNATURE = "4dabf18193072939515e22adb298388d"


def _metadata(urn: str, op: str = "create", parent: str = STACK, **new: Any) -> dict[str, Any]:
    state = {"parent": parent, **new}
    return {"op": op, "urn": urn, "type": parse_urn(urn).type, "new": None if op == "delete" else state, "old": state}


def _pre(urn: str, op: str = "create", parent: str = STACK) -> dict[str, Any]:
    return {"resourcePreEvent": {"metadata": _metadata(urn, op, parent)}}


def _outputs(urn: str, op: str = "create", parent: str = STACK, **new: Any) -> dict[str, Any]:
    return {"resOutputsEvent": {"metadata": _metadata(urn, op, parent, **new)}}


def _failed(urn: str) -> dict[str, Any]:
    return {"resOpFailedEvent": {"metadata": _metadata(urn), "status": 0, "steps": 0}}


def _fold(*events: dict[str, Any]) -> Progress:
    """Fold events that arrive a second apart."""
    timed = enumerate(events)
    return reduce(lambda progress, event: advance(progress, event[1], float(event[0])), timed, Progress())


def test_a_urn_gives_the_resources_own_type_and_its_name() -> None:
    """The types of parents are part of a URN but not of the resource."""
    assert parse_urn(DEPLOYMENT) == Urn("kubernetes:apps/v1:Deployment", "workload.default#shop")


def test_a_name_may_hold_the_separator() -> None:
    """Only the first three separators split."""
    assert parse_urn("urn:pulumi:dev::podium::a:b:C::x::y") == Urn("a:b:C", "x::y")


def test_text_that_is_no_urn_is_a_name() -> None:
    """The engine may speak of things that have no URN."""
    assert parse_urn("plain") == Urn("", "plain")


@pytest.mark.parametrize(
    ("urn", "label", "reason"),
    [
        (COMPONENT, "shop", "a workload is known by its own name"),
        ("urn:pulumi:d::p::podium:components:X::dns.default#shop.dns", "dns.default#shop.dns", "others by their uid"),
        (DEPLOYMENT, "workload.default#shop", "only components are named by a uid"),
    ],
)
def test_a_label_is_the_name_that_people_know(urn: str, label: str, reason: str) -> None:
    """Nobody wrote `workload.default#` in a Score file."""
    assert label == parse_urn(urn).label, reason


def test_a_step_runs_from_its_first_event_to_its_outputs() -> None:
    """Duration is the time between both events."""
    step = _fold(_pre(DEPLOYMENT), {}, _outputs(DEPLOYMENT)).steps[DEPLOYMENT]
    assert (step.state, step.seconds) == (StepState.DONE, 2.0)


def test_the_latest_step_is_the_one_the_last_event_was_of() -> None:
    """A face tells it without looking through all others."""
    progress = _fold(_pre(COMPONENT), _pre(DEPLOYMENT), _outputs(COMPONENT), {})
    assert progress.latest == progress.steps[COMPONENT]


def test_a_failed_step_stays_failed() -> None:
    """The engine sends outputs of a partly created resource after its failure."""
    progress = _fold(_pre(DEPLOYMENT), _failed(DEPLOYMENT), _outputs(DEPLOYMENT))
    assert progress.steps[DEPLOYMENT].state is StepState.FAILED


def test_the_stack_is_no_step() -> None:
    """It would double every total."""
    assert dict(_fold(_pre(STACK), _outputs(STACK)).steps) == {}


def test_the_stacks_outputs_are_the_runs_outputs() -> None:
    """They arrive with the stack's own outputs event."""
    assert _fold(_outputs(STACK, outputs={"url": "http://x"})).outputs == {"url": "http://x"}


def test_secret_outputs_are_masked_at_any_depth() -> None:
    """What the engine sends for a secret is an object; a face must not show its parts."""
    secret = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
    progress = _fold(_outputs(STACK, outputs={"a": secret, "b": {"c": [secret]}}))
    assert progress.outputs == {"a": "[secret]", "b": {"c": ["[secret]"]}}


def test_a_child_belongs_to_its_outermost_component() -> None:
    """Progress is shown by component."""
    progress = _fold(_pre(COMPONENT), _pre(DEPLOYMENT, parent=COMPONENT))
    assert progress.top(DEPLOYMENT) == COMPONENT


def test_a_deleted_resource_belongs_to_its_component_before_that_has_its_turn() -> None:
    """Only its old state has a parent, and deletion begins with the children."""
    progress = _fold(_pre(DEPLOYMENT, "delete", COMPONENT))
    assert progress.top(DEPLOYMENT) == COMPONENT


def test_messages_lose_colour_codes_and_streams() -> None:
    """The engine marks colours with its own tags; `info#err` is an info of the program's stderr."""
    event = {"diagnosticEvent": {"message": "<{%reset%}>hello<{%reset%}>\n", "severity": "info#err", "urn": STACK}}
    assert _fold(event).messages == (Message("info", "hello", STACK),)


def test_ephemeral_messages_are_dropped() -> None:
    """They are the provider's own progress, replaced by the next one."""
    event = {"diagnosticEvent": {"message": "[1/2] waiting", "severity": "info", "ephemeral": True}}
    assert _fold(event).messages == ()


def test_debug_messages_are_dropped() -> None:
    """The SDK quotes whole requests in them, passwords in clear included."""
    event = {"diagnosticEvent": {"message": "props: hunter2", "severity": "debug"}}
    assert _fold(event).messages == ()


def test_the_summary_ends_a_run() -> None:
    """It carries the totals."""
    progress = _fold({"summaryEvent": {"resourceChanges": {"same": 2, "create": 1}}})
    assert (progress.is_finished, dict(progress.changes)) == (True, {"create": 1, "same": 2})
