"""The progress of a run, built from the engine's events.

The events are plain JSON objects in the form of the engine's event log. Folding them is pure: ``advance`` takes a
progress and an event and returns the next progress, so recorded events show every state without an engine.

Source: ``sdk/go/common/apitype/events.go`` of Pulumi 3.259.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SECRET", "Message", "Progress", "Step", "StepState", "Urn", "advance", "parse_urn"]

_COLOUR = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m")
_STACK_TYPE = "pulumi:pulumi:Stack"

# The key that marks special objects in serialised property values.
_SIGNATURE = "4dabf18193072939515e22adb298388d"

SECRET = "[secret]"  # noqa: S105 - the mask, not a secret
"""What stands for a secret output."""


class StepState(enum.StrEnum):
    """Where one resource stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Urn:
    """The parts of a resource's URN that people read.

    Attributes:
        type: Type token of the resource, without those of its parents.
        name: Logical name.
    """

    type: str
    name: str

    @property
    def kind(self) -> str:
        """The last word of the type token: ``Deployment`` for ``kubernetes:apps/v1:Deployment``."""
        return self.type.rpartition(":")[2]

    @property
    def resource_type(self) -> str:
        """The Score resource type of a component that is named by its uid, ``type.class#id``; empty for others."""
        return self.name.partition(".")[0] if self.is_component and "#" in self.name else ""

    @property
    def label(self) -> str:
        """The name that people know: a workload's own name, any other component's uid."""
        return self.name.partition("#")[2] if self.resource_type == "workload" else self.name

    @property
    def is_component(self) -> bool:
        """True for a Podium component."""
        return self.type.startswith("podium:components:")

    @property
    def is_provider(self) -> bool:
        """True for a configured provider, which is no infrastructure."""
        return self.type.startswith("pulumi:providers:")


@dataclass(frozen=True, slots=True)
class Step:
    """One resource in a run.

    Attributes:
        urn: The resource.
        op: The engine's operation: ``create``, ``update``, ``delete``, ``replace``, ``same`` …
        state: Where the step stands.
        started: Clock time of the first event about the resource, seconds.
        seconds: Duration; 0.0 while the step runs.
        parent: URN of the parent, empty at the top.
    """

    urn: str
    op: str
    state: StepState
    started: float
    seconds: float = 0.0
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What the engine, a provider or the program said.

    Attributes:
        severity: ``info``, ``warning`` or ``error``.
        text: The message without colour codes.
        urn: The resource it is about, empty when none.
    """

    severity: str
    text: str
    urn: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything known about a run so far.

    Attributes:
        steps: Resource steps by URN, in order of appearance; the stack itself is not among them.
        latest: The step that the last event about a resource was of.
        messages: Messages in order.
        changes: Number of resources by operation; filled by the last event.
        outputs: The stack's outputs; secrets are masked by the engine.
        is_finished: True after the summary.
    """

    steps: Mapping[str, Step] = field(default_factory=dict)
    latest: Step | None = None
    messages: tuple[Message, ...] = ()
    changes: Mapping[str, int] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    is_finished: bool = False

    def top(self, urn: str) -> str:
        """Return the outermost known ancestor of a resource, or the resource itself.

        The ancestor need not have had its turn yet: a deletion begins with the children.
        """
        step = self.steps.get(urn)
        while step is not None and step.parent:
            urn = step.parent
            step = self.steps.get(urn)
        return urn


def parse_urn(urn: str) -> Urn:
    """Split a URN; text that is no URN becomes the name of an unknown type.

    Args:
        urn: ``urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>``.
    """
    parts = urn.split("::", 3)
    if len(parts) < 4:  # noqa: PLR2004 - the four parts of a URN
        return Urn("", urn)
    return Urn(parts[2].rpartition("$")[2], parts[3])


def advance(progress: Progress, event: Mapping[str, Any], at: float) -> Progress:
    """Return the progress after one event.

    Args:
        progress: What was known before.
        event: The event as the engine sends it.
        at: Clock time of the event, seconds.
    """
    if "resourcePreEvent" in event:
        return _started(progress, event["resourcePreEvent"]["metadata"], at)
    if "resOutputsEvent" in event:
        return _ended(progress, event["resOutputsEvent"]["metadata"], StepState.DONE, at)
    if "resOpFailedEvent" in event:
        return _ended(progress, event["resOpFailedEvent"]["metadata"], StepState.FAILED, at)
    if "diagnosticEvent" in event:
        return _told(progress, event["diagnosticEvent"])
    if "summaryEvent" in event:
        return replace(progress, changes=_changes(event["summaryEvent"]), is_finished=True)
    return progress


def _started(progress: Progress, metadata: Mapping[str, Any], at: float) -> Progress:
    if metadata["type"] == _STACK_TYPE:
        return progress
    urn = metadata["urn"]
    step = Step(urn, metadata["op"], StepState.RUNNING, at, parent=_parent(metadata))
    return _with_step(progress, step)


def _ended(progress: Progress, metadata: Mapping[str, Any], state: StepState, at: float) -> Progress:
    if metadata["type"] == _STACK_TYPE:
        return replace(progress, outputs=_outputs(metadata))
    urn = metadata["urn"]
    before = progress.steps.get(urn) or Step(urn, metadata["op"], StepState.RUNNING, at, parent=_parent(metadata))
    # A component is announced once more when it registers its outputs; a failed resource stays failed.
    if before.state is StepState.FAILED:
        return progress
    return _with_step(progress, replace(before, op=metadata["op"], state=state, seconds=at - before.started))


def _with_step(progress: Progress, step: Step) -> Progress:
    return replace(progress, steps={**progress.steps, step.urn: step}, latest=step)


def _told(progress: Progress, event: Mapping[str, Any]) -> Progress:
    text = _COLOUR.sub("", event.get("message", "")).strip()
    severity = event.get("severity", "info").partition("#")[0]
    # The SDK's debug messages quote whole requests, secrets in clear included; they must not even be kept.
    if severity == "debug" or event.get("ephemeral") or not text:
        return progress
    return replace(progress, messages=(*progress.messages, Message(severity, text, event.get("urn") or "")))


def _parent(metadata: Mapping[str, Any]) -> str:
    state = metadata.get("new") or metadata.get("old") or {}
    parent: str = state.get("parent") or ""
    return "" if parse_urn(parent).type == _STACK_TYPE else parent


def _outputs(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    state = metadata.get("new") or {}
    return {name: _masked(value) for name, value in sorted((state.get("outputs") or {}).items())}


def _masked(value: Any) -> Any:
    """Return an output with the engine's secret objects, whose content it has blanked already, as one word."""
    if isinstance(value, dict):
        return SECRET if _SIGNATURE in value else {key: _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return value


def _changes(summary: Mapping[str, Any]) -> Mapping[str, int]:
    return dict(sorted((summary.get("resourceChanges") or {}).items()))
