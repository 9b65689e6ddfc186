"""Failures of the engine in the user's words: what failed, what the provider said, what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podium.diagnostics import Diagnostic, Severity
from podium.engine.events import Message, Progress, StepState, parse_urn
from podium.engine.stack import StackTarget, passphrase_failure

if TYPE_CHECKING:
    from podium.engine.session import Completed

__all__ = ["diagnose", "place_of", "warnings_in"]

# Each hint: what the text of the failure matches, the code, what to do.
_HINTS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"cluster.{0,20}unreachable|connection refused|no route to host|i/o timeout", re.I),
        "N011",
        "check that the cluster answers with `kubectl cluster-info`; a sandbox starts with `podium sandbox start`",
    ),
    (
        re.compile(r"no (resource )?plugin '?[\w-]+|could not (load|find) plugin|plugin .{0,60}not found", re.I),
        "N012",
        "set up the engine's plugins with `python -m podium.toolchain`",
    ),
    (
        re.compile(r"protected|`?pulumi state unprotect", re.I),
        "N013",
        "a protected resource holds data; allow its deletion with `pulumi state unprotect` and try again",
    ),
    (
        re.compile(r"already exists|conflict", re.I),
        "N014",
        "another tool owns the object; delete it there, or give the claim another name",
    ),
    (
        re.compile(r"timed out waiting|timeout", re.I),
        "N015",
        "see why it does not become ready with `kubectl describe`, then run the command again",
    ),
    (
        re.compile(r"forbidden|unauthorized", re.I),
        "N016",
        "ask for the permission, or use another context of the kubeconfig",
    ),
)
_NOISE = re.compile(r"^(update failed|preview failed|destroy failed|resource operations? failed)", re.I)
_COUNT = re.compile(r"\d+ errors? occurred$")
_PREAMBLE = re.compile(
    r"resource \S+ was (?:not )?(?:successfully )?\w+"
    r"(?:, but the Kubernetes API server reported that it [^:]*| by the Kubernetes API server): "
)
_KNOWN = re.compile(r"^using pulumi-resource-\S+ from \$PATH|pending operations from previous deployment")
_TRACEBACK = re.compile(r"^Traceback \(most recent call last\):.*?^(?=\w[\w.]*(?:Error|Exception|Exit)\b)", re.M | re.S)


def diagnose(completed: Completed, progress: Progress, target: StackTarget) -> tuple[Diagnostic, ...]:
    """Return what a failed run's events and output say went wrong; never empty.

    Args:
        completed: How the engine ended.
        progress: What its events told.
        target: The stack.
    """
    if completed.code < 0:
        return (_killed(-completed.code, target),)
    early = _before_the_run(completed.stderr, target)
    if early:
        return (early,)
    errors = [
        message for message in progress.messages if message.severity == "error" and not _NOISE.match(message.text)
    ]
    found = tuple(dict.fromkeys(_failure(message, progress) for message in errors))
    return found or (Diagnostic("N010", "the engine failed", why=_tail(completed)),)


def warnings_in(progress: Progress) -> tuple[Diagnostic, ...]:
    """Return the warnings of a run, each one once.

    Left out is what asks nothing of the user: that a plugin is found on the path, as the toolchain means it to be, and
    that a killed run left operations behind, which a run that succeeds clears.
    """
    told = [m for m in progress.messages if m.severity == "warning" and not _KNOWN.search(m.text)]
    return tuple(
        dict.fromkeys(
            Diagnostic("N020", _sentence(m, progress), why=_detail(m.text), severity=Severity.WARNING) for m in told
        )
    )


def place_of(urn: str, progress: Progress) -> str:
    """Return whom a resource belongs to and what it is: ``payment-service: Deployment 'payment-service'``."""
    resource, owner = parse_urn(urn), parse_urn(progress.top(urn))
    what = f"{resource.kind} '{resource.label}'"
    return what if owner == resource else f"{owner.label}: {what}"


def _failure(message: Message, progress: Progress) -> Diagnostic:
    code, fix = next(((code, fix) for pattern, code, fix in _HINTS if pattern.search(message.text)), ("N010", ""))
    return Diagnostic(code, _sentence(message, progress), why=_detail(message.text), fix=fix)


def _sentence(message: Message, progress: Progress) -> str:
    if not message.urn or parse_urn(message.urn).type == "pulumi:pulumi:Stack":
        return _first_line(message.text)
    step = progress.steps.get(message.urn)
    failed = step is not None and step.state is StepState.FAILED
    verb = f" could not be {_PAST.get(step.op, 'changed')}" if step is not None and failed else ""
    return f"{place_of(message.urn, progress)}{verb}: {_first_line(message.text)}"


_PAST = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "replace": "replaced",
    "create-replacement": "replaced",
    "read": "read",
}


def _first_line(text: str) -> str:
    line = _lines(text)[0]
    return line[:1].lower() + line[1:] if line[1:2].islower() else line


def _detail(text: str) -> str:
    return "; ".join(_lines(text)[1:])


def _lines(text: str) -> list[str]:
    """Return what a message says, a sentence an item, without tracebacks, bullets and the provider's preamble."""
    cleaned = _PREAMBLE.sub("", _TRACEBACK.sub("", text))
    lines = [line.strip().removeprefix("* ").rstrip(":.") for line in cleaned.splitlines()]
    return [line for line in lines if line and not _COUNT.match(line)] or [text.strip()]


def _before_the_run(stderr: str, target: StackTarget) -> Diagnostic | None:
    if "currently locked by" in stderr or "Another update is currently in progress" in stderr:
        return _locked(stderr, target)
    if "passphrase" in stderr:
        return passphrase_failure(target.stack, stderr)
    return None


def _locked(stderr: str, target: StackTarget) -> Diagnostic:
    holder = re.search(r"created by (\S+) \(pid (\d+)\) at (\S+)", stderr)
    why = f"{holder[1]} (process {holder[2]}) works on it since {holder[3]}" if holder else "another run works on it"
    return Diagnostic(
        code="N006",
        message=f"stack '{target.stack}' is locked",
        why=why,
        fix=f"wait for that run to end; if it is gone, `pulumi cancel --stack {target.stack} --yes`",
    )


def _killed(number: int, target: StackTarget) -> Diagnostic:
    return Diagnostic(
        code="N007",
        message=f"the engine was killed by signal {number}",
        why="what was done until then is recorded",
        fix=f"run `podium up -e {target.stack}`: it carries on where this run stopped",
    )


def _tail(completed: Completed) -> str:
    text = completed.stderr.strip() or completed.stdout.strip()
    return " ".join(text.splitlines()[-3:]) or f"exit code {completed.code}"
