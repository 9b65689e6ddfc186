"""What must fit together in an environment file whose form is right."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from podium.diagnostics import Diagnostic, Severity
from podium.environment.model import Environment, EnvironmentType
from podium.spec.document import Node

__all__ = ["SOON", "check_consistency"]

SOON = datetime.timedelta(days=14)
"""A pin that expires within this time is told."""


def check_consistency(environment: Environment, document: Node, day: datetime.date) -> Iterator[Diagnostic]:
    """Yield what does not fit together.

    Args:
        environment: The environment.
        document: Its document, for places.
        day: The present day.

    Yields:
        Who answers for an ephemeral environment and for how long (``E017``), a pin that has expired (``E022``) or soon
        will (``E023``, a warning), one alias for two requests (``E024``).
    """
    yield from _lifetime(environment, document)
    yield from _pins(environment, document, day)
    yield from _aliases(environment, document)


def _lifetime(environment: Environment, document: Node) -> Iterator[Diagnostic]:
    kind, stated = environment.environment_type, document.get(("type",))
    if stated is None or stated.value != kind:
        return
    if kind is not EnvironmentType.EPHEMERAL:
        message, why = f"an environment of type {kind} has a ttl", "only ephemeral environments end"
        fix = "remove 'ttl:', or write 'type: ephemeral'"
        if "ttl" in document.members:
            yield Diagnostic("E017", message, document.key_span_at(("ttl",)), why=why, fix=fix)
        return
    for key, example in (("owner", "owner: shop-team"), ("ttl", "ttl: 72h")):
        if key not in document.members:
            message, why = f"an ephemeral environment has no {key}", "somebody answers for it, and it ends some time"
            yield Diagnostic("E017", message, stated.span, why=why, fix=f"add '{example}'")


def _pins(environment: Environment, document: Node, day: datetime.date) -> Iterator[Diagnostic]:
    for uid, pin in environment.pins.items():
        span = document.span_at(("pins", uid, "expires"))
        why = f"{pin.owner} keeps it: {pin.reason}"
        fix = f"agree with {pin.owner} on a later day, or remove the pin"
        if pin.expires < day:
            yield Diagnostic("E022", f"the pin of '{uid}' expired on {pin.expires}", span, why=why, fix=fix)
        elif pin.expires - day <= SOON:
            when = "today" if pin.expires == day else f"in {(pin.expires - day).days} days"
            message = f"the pin of '{uid}' expires {when}"
            yield Diagnostic("E023", message, span, why=why, fix=fix, severity=Severity.WARNING)


def _aliases(environment: Environment, document: Node) -> Iterator[Diagnostic]:
    for name, definition in environment.definitions.items():
        for alias in sorted(definition.requires.keys() & definition.coprovision.keys()):
            first, second = (
                document.key_span_at(("definitions", name, key, alias)) for key in ("requires", "coprovision")
            )
            message, why = f"'{alias}' is required and coprovided", "an alias stands for one request"
            fix = "name one of the two differently"
            yield Diagnostic("E024", message, second, why=why, fix=fix, related=(first,))
