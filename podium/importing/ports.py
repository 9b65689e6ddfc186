"""Ports: from ``ports`` and ``expose`` of a service to the ports of a workload's network service.

The name of a port is ``http`` or ``https`` where its container port says so, else ``tcp-<port>`` or ``udp-<port>``:
short enough for Kubernetes, and the same in every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from podium.diagnostics import Diagnostic, Severity, Span
from podium.importing.nodes import items, scalar_text, text_at
from podium.spec.document import Node

__all__ = ["Port", "service_ports"]

_SHORT = re.compile(
    r"(?:(?:(?P<ip>\[[^]]*\]|[^:]*):)?(?P<published>[0-9]+(?:-[0-9]+)?)?:)?"
    r"(?P<target>[0-9]+(?:-[0-9]+)?)(?:/(?P<protocol>[A-Za-z]+))?"
)
_RANGE = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")
_LABEL = re.compile(r"(?!(?:tcp|udp)-[0-9])[a-z0-9][a-z0-9-]{0,13}[a-z0-9]")
_WELL_KNOWN = {80: "http", 443: "https"}
_HIGHEST = 65535
_MANY = 100
_PROTOCOLS = ("TCP", "UDP")


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a service.

    Attributes:
        name: Name that the port has in the workload.
        published: Port on which the network service listens.
        target: Port on which the container listens.
        protocol: ``TCP`` or ``UDP``.
        span: Where the Compose file says so.
    """

    name: str
    published: int
    target: int
    protocol: str
    span: Span


def service_ports(service: Node) -> tuple[list[Port], list[Diagnostic]]:
    """Return the ports of a service, published ones first, each with a name of its own.

    Args:
        service: The service, checked against the model.

    Returns:
        The ports, and what is no port (``I007``) or cannot be carried (``I025``).
    """
    problems: list[Diagnostic] = []
    found: list[Port] = []
    for key in ("ports", "expose"):
        for item in items(service.get((key,))):
            try:
                found += _parsed(item, problems)
            except ValueError:
                problems.append(_no_port(item))
    return _named(_distinct(found, problems)), problems


def _parsed(item: Node, problems: list[Diagnostic]) -> Iterator[Port]:
    fields = _fields(item)
    if fields.get("ip"):
        why = "a platform decides where traffic comes in"
        problems.append(
            _lost(item.span, f"address '{fields['ip']}' of the port is not carried", why, "claim a 'route'")
        )
    targets = _numbers(fields["target"])
    published = _numbers(fields.get("published") or fields["target"])
    protocol = (fields.get("protocol") or "tcp").upper()
    if protocol not in _PROTOCOLS:
        problems.append(_lost(item.span, f"protocol '{protocol}' is not carried", "Score has TCP and UDP", "use TCP"))
        return iter(())
    if len(published) > len(targets) == 1:
        why = "Docker takes any free port of the range"
        problems.append(_lost(item.span, f"of the range only port {published[0]} is carried", why, "name one port"))
    elif len(published) != len(targets):
        raise ValueError
    name = fields.get("name") or fields.get("app_protocol") or ""
    name = name if len(targets) == 1 and _LABEL.fullmatch(name) else ""
    pairs = zip(published, targets, strict=False)
    return (Port(name, outer, inner, protocol, item.span) for outer, inner in pairs)


def _fields(item: Node) -> Mapping[str, str]:
    if isinstance(item.value, Mapping):
        named = {"ip": "host_ip", "published": "published", "target": "target"} | {
            key: key for key in ("protocol", "name", "app_protocol")
        }
        return {key: text for key, place in named.items() if (text := text_at(item, place))}
    match = _SHORT.fullmatch(scalar_text(item).strip())
    if match is None:
        raise ValueError
    return {key: text for key, text in match.groupdict().items() if text}


def _numbers(text: str) -> list[int]:
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        raise ValueError
    first, last = int(match.group(1)), int(match.group(2) or match.group(1))
    if not 1 <= first <= last <= _HIGHEST or last - first >= _MANY:
        raise ValueError
    return list(range(first, last + 1))


def _distinct(ports: Sequence[Port], problems: list[Diagnostic]) -> list[Port]:
    """Drop what is said twice: a network service listens once on a port."""
    kept: dict[tuple[int, str], Port] = {}
    targets: set[tuple[int, str]] = set()
    for port in ports:
        key, target = (port.published, port.protocol), (port.target, port.protocol)
        if key not in kept and (port.published != port.target or target not in targets):
            kept[key] = port
        elif key in kept and kept[key].target != port.target:
            why = f"port {port.published} already leads to {kept[key].target}"
            message = f"port {port.published} to {port.target} is not carried"
            problems.append(_lost(port.span, message, why, "publish it on a port of its own"))
        targets.add(target)
    return list(kept.values())


def _named(ports: Sequence[Port]) -> list[Port]:
    taken: set[str] = set()
    named = []
    for port in ports:
        fallback = f"{port.protocol.lower()}-{port.published}"
        wanted = port.name or (_WELL_KNOWN.get(port.target, "") if port.protocol == "TCP" else "")
        name = wanted if wanted and wanted not in taken else fallback
        taken.add(name)
        named.append(replace(port, name=name))
    return named


def _no_port(item: Node) -> Diagnostic:
    why = "a port is '[[IP:]PUBLISHED:]CONTAINER[/PROTOCOL]' with numbers from 1 to 65535, a range at most 100 long"
    return Diagnostic("I007", "not a port", item.span, why=why, fix="correct it, such as '8080:80'")


def _lost(span: Span, message: str, why: str, fix: str) -> Diagnostic:
    return Diagnostic("I025", message, span, why=why, fix=fix, severity=Severity.WARNING)
