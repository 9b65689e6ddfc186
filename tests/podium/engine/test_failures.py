from __future__ import annotations

from pathlib import Path

import pytest

from podium.diagnostics import Diagnostic, Severity
from podium.engine.events import Message, Progress, Step, StepState
from podium.engine.failures import diagnose, place_of, warnings_in
from podium.engine.session import Completed
from podium.engine.stack import StackTarget

COMPONENT = "urn:pulumi:dev::podium::podium:components:Service::workload.default#shop"
DEPLOYMENT = "urn:pulumi:dev::podium::podium:components:Service$kubernetes:apps/v1:Deployment::shop"
STACK = "urn:pulumi:dev::podium::pulumi:pulumi:Stack::podium-dev"
TARGET = StackTarget("dev", Path("/project"), {})

AWAIT = (
    f'2 errors occurred:\n\t* resource "{DEPLOYMENT}" was successfully created, but the Kubernetes API server '
    "reported that it failed to fully initialize or become live: 'shop' timed out waiting to be Ready\n"
    "\t* Minimum number of live Pods was not attained\n\n"
)
LOCKED = (
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the "
    "lock file with `pulumi cancel`.\n"
    "  file:///s/.pulumi/locks/organization/podium/dev/a.json: created by ana@box (pid 42) at 2026-01-01T10:00:00Z"
)


def _progress(*messages: Message) -> Progress:
    steps = {
        COMPONENT: Step(COMPONENT, "create", StepState.DONE, 0.0),
        DEPLOYMENT: Step(DEPLOYMENT, "create", StepState.FAILED, 0.0, parent=COMPONENT),
    }
    return Progress(steps=steps, messages=messages)


def _diagnose(text: str, urn: str = DEPLOYMENT) -> Diagnostic:
    (found,) = diagnose(Completed(255, "", "error: update failed"), _progress(Message("error", text, urn)), TARGET)
    return found


def test_a_resource_is_placed_in_its_component() -> None:
    """The user knows the workload, not the object."""
    assert place_of(DEPLOYMENT, _progress()) == "shop: Deployment 'shop'"


def test_a_deployment_that_never_gets_ready_is_told_in_one_sentence() -> None:
    """The provider wraps it in a URN and a list."""
    assert _diagnose(AWAIT) == Diagnostic(
        code="N015",
        message="shop: Deployment 'shop' could not be created: 'shop' timed out waiting to be Ready",
        why="Minimum number of live Pods was not attained",
        fix="see why it does not become ready with `kubectl describe`, then run the command again",
    )


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("configured Kubernetes cluster is unreachable: dial tcp: connection refused", "N011", "no cluster"),
        ("no resource plugin 'pulumi-resource-kubernetes' found in the workspace", "N012", "no provider"),
        ("Could not load plugin kubernetes", "N012", "no provider, said by an older engine"),
        ("resource cannot be deleted because it is protected", "N013", "protected data"),
        ('services "shop" already exists', "N014", "somebody else's object"),
        ('deployments.apps is forbidden: User "x" cannot create', "N016", "no permission"),
        ("something nobody has seen before", "N010", "all else"),
    ],
)
def test_common_failures_have_a_code_of_their_own(text: str, code: str, reason: str) -> None:
    """The code leads to a fix."""
    assert code == _diagnose(text).code, reason


def test_a_traceback_is_never_shown() -> None:
    """The last line of it says what happened."""
    text = 'Traceback (most recent call last):\n  File "/x.py", line 1, in <module>\nKeyError: 1\n'
    assert _diagnose(text, STACK).message == "keyError: 1"


def test_the_engines_own_summary_is_no_diagnostic() -> None:
    """It repeats that something failed."""
    messages = (Message("error", "update failed"), Message("error", "bad spec", DEPLOYMENT))
    found = diagnose(Completed(255, "", ""), _progress(*messages), TARGET)
    assert [d.message for d in found] == ["shop: Deployment 'shop' could not be created: bad spec"]


def test_a_lock_names_its_holder() -> None:
    """So that the user can tell whether to wait."""
    (found,) = diagnose(Completed(255, "", LOCKED), Progress(), TARGET)
    assert (found.code, found.why) == ("N006", "ana@box (process 42) works on it since 2026-01-01T10:00:00Z")


@pytest.mark.parametrize(
    ("stderr", "message", "reason"),
    [
        ("error: incorrect passphrase", "the passphrase does not open the secrets of stack 'dev'", "wrong"),
        (
            "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE",
            "no passphrase for the secrets of stack 'dev'",
            "missing",
        ),
    ],
)
def test_a_passphrase_problem_is_told_apart(stderr: str, message: str, reason: str) -> None:
    """Missing and wrong need different deeds."""
    (found,) = diagnose(Completed(255, "", stderr), Progress(), TARGET)
    assert message == found.message, reason


def test_a_killed_engine_says_how_to_carry_on() -> None:
    """A negative code is a signal."""
    (found,) = diagnose(Completed(-9, "", ""), Progress(), TARGET)
    assert (found.code, found.message) == ("N007", "the engine was killed by signal 9")


def test_a_failure_without_messages_shows_the_engines_last_words() -> None:
    """Never nothing."""
    (found,) = diagnose(Completed(1, "", "error: disk full\n"), Progress(), TARGET)
    assert (found.message, found.why) == ("the engine failed", "error: disk full")


def test_warnings_are_told_once() -> None:
    """A preview inside a run says everything twice."""
    said = Message("warning", "deprecated", DEPLOYMENT)
    (found,) = warnings_in(_progress(said, said))
    assert (found.severity, found.code) == (Severity.WARNING, "N020")


def test_warnings_that_ask_nothing_of_the_user_are_left_out() -> None:
    """The toolchain puts plugins on the path on purpose."""
    said = Message("warning", "using pulumi-resource-kubernetes from $PATH at /x", STACK)
    assert warnings_in(_progress(said)) == ()
