"""Pins: decisions of the lock that are kept although the rules would decide otherwise now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from podium.catalogue.match import Match
from podium.diagnostics import Diagnostic, Severity, Span, suggest
from podium.environment.load import LoadedEnvironment
from podium.environment.model import Pin, ResourceDefinition
from podium.graph.uid import ResourceUid
from podium.graph.written import WrittenDefinition, prepared, written_definition
from podium.lock.model import SECRET, Lock
from podium.spec.document import Member, Node, collection

__all__ = ["Kept", "kept", "unused_pins"]


@dataclass(frozen=True, slots=True)
class Kept:
    """The definition that answers a request.

    Attributes:
        match: The definition under its name.
        written: The definition, prepared.
        version: The version that its component must have; None for any.
    """

    match: Match
    written: WrittenDefinition
    version: str | None = None


def kept(uid: ResourceUid, environment: LoadedEnvironment, previous: Lock | None) -> Kept | Diagnostic | None:
    """Return what the pin of a resource keeps.

    Args:
        uid: The resource.
        environment: The environment, with its pins.
        previous: The lock that the environment had before.

    Returns:
        The answer; None without a pin; or a diagnostic: the pin names no definition that fits (``R025``), or the lock
            does not hold what it keeps (``R026``).
    """
    pin = environment.environment.pins.get(uid.text)
    if pin is None:
        return None
    if pin.definition is None:
        return _as_locked(uid, environment, previous)
    return _as_named(uid, pin, pin.definition, environment, previous)


def _as_named(
    uid: ResourceUid, pin: Pin, name: str, environment: LoadedEnvironment, previous: Lock | None
) -> Kept | Diagnostic:
    definition = environment.environment.definitions.get(name)
    span = environment.document.span_at(("pins", uid.text, "definition"))
    fitting = sorted(environment.definitions.get(uid.resource_type, {}))
    if definition is None or name not in fitting:
        message = f"the pin of {uid} names no definition: '{name}'"
        why = "a pin names the definition that answers, one of the environment's own"
        if definition is not None:
            message = f"definition '{name}' answers '{definition.match.resource_type}', not '{uid.resource_type}'"
            why = f"it is pinned to {uid}"
        fix = suggest(name, fitting) or f"definitions of that type: {', '.join(fitting) or 'none'}"
        return Diagnostic("R025", message, span, why=why, fix=fix)
    locked = previous.resources.get(uid.text) if previous else None
    version = locked.version if locked and locked.component == definition.component else None
    return Kept(Match(name, definition), written_definition(name, environment), version)


def _as_locked(uid: ResourceUid, environment: LoadedEnvironment, previous: Lock | None) -> Kept | Diagnostic:
    span = environment.document.key_span_at(("pins", uid.text))
    locked = previous.resources.get(uid.text) if previous else None
    raw = previous.definitions.get(locked.definition) if previous and locked else None
    if locked is None or raw is None:
        missing = "there is no lock" if previous is None else "the lock does not hold it"
        why = "a pin without 'definition:' keeps the answer that is in the lock"
        fix = "take the lock back from version control, or name the definition in the pin"
        return Diagnostic("R026", f"{uid} is pinned, but {missing}", span, why=why, fix=fix)
    if _is_masked(raw):
        message = f"{uid} is pinned, but its definition in the lock lacks a secret"
        why = f"definition '{locked.definition}' had a secret in it, and a lock holds none"
        return Diagnostic("R026", message, span, why=why, fix="name the definition in the pin")
    try:
        definition = ResourceDefinition.model_validate(raw)
    except ValidationError:
        message = f"{uid} is pinned, but its definition in the lock cannot be read"
        why = f"definition '{locked.definition}' was locked in another form"
        return Diagnostic("R026", message, span, why=why, fix="name the definition in the pin")
    written = prepared(definition, _document(raw, span), (), span)
    return Kept(Match(locked.definition, definition), written, locked.version)


def _is_masked(value: Any) -> bool:
    """Return whether a secret is missing in plain data of a lock."""
    if isinstance(value, Mapping):
        return any(_is_masked(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_is_masked(item) for item in value)
    return bool(value == SECRET)


def _document(value: Any, span: Span) -> Node:
    """Return plain data as a document, all of it at one place: that of the pin that keeps it."""
    if isinstance(value, Mapping):
        members = {key: Member(span, _document(item, span)) for key, item in value.items()}
        return collection(MappingProxyType(members), span)
    if isinstance(value, list | tuple):
        return collection(tuple(_document(item, span) for item in value), span)
    return Node(value, span)


def unused_pins(
    uids: Collection[str], workloads: Collection[str], environment: LoadedEnvironment, previous: Lock | None
) -> Iterator[Diagnostic]:
    """Yield a warning (``R027``) for each pin of a resource that nobody asks for.

    Args:
        uids: All that is asked for.
        workloads: Names of the workloads; what the lock says only others ask for may be needed after all.
        environment: The environment, with its pins.
        previous: The lock that the environment had before.
    """
    for text in sorted(environment.environment.pins):
        locked = previous.resources.get(text) if previous else None
        askers = {claimant.workload for claimant in locked.claimants} if locked else set(workloads)
        if text not in uids and (not askers or askers & set(workloads)):
            yield Diagnostic(
                "R027",
                f"nobody asks for {text}, which is pinned",
                environment.document.key_span_at(("pins", text)),
                why="a pin keeps the answer to one request",
                fix=suggest(text, uids) or "remove the pin",
                severity=Severity.WARNING,
            )
