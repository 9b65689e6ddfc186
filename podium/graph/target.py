"""Claims that point at another workload: static facts about it, so that two workloads may know each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podium.diagnostics import Diagnostic, Span, listed, suggest
from podium.environment.load import LoadedEnvironment
from podium.graph.context import WorkloadContext
from podium.graph.request import Request, namespace_uid, speaker
from podium.spec.annotations import stated
from podium.spec.model import ServicePort

__all__ = ["Pointer", "unknown_workload"]

_REFERENCES = "a claim points at the workload that its param 'workload' names, else at the one of the claim's own name"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a resource's claims point at.

    Attributes:
        requests: All requests for the resource; grows while the graph does.
        workloads: Every workload of the environment by name.
        environment: The environment.
        definition: Where the definition stands that reads the facts.
    """

    requests: Sequence[Request]
    workloads: Mapping[str, WorkloadContext]
    environment: LoadedEnvironment
    definition: Span

    def fact(self, key: str) -> Any:
        """Return ``name``, ``namespace``, ``service`` or ``address`` as text, or ``ports`` as a mapping.

        Returns:
            The fact; or a diagnostic: there is no such workload (``R017``), it has no Service or not the port that the
            claim asks for (``R018``), or claims that share the resource point at different workloads (``R021``).
        """
        request = speaker(self.requests)
        name = _pointed(request)
        target = self.workloads.get(name) if isinstance(name, str) else None
        if target is None:
            return unknown_workload(name, _place(request), self.workloads, _REFERENCES, (self.definition,))
        problem = self._shared_by_others(request) or (None if key in {"name", "namespace"} else self._closed(target))
        return problem or self._known(key, target)

    def _known(self, key: str, target: WorkloadContext) -> Any:
        if key == "name":
            return target.name
        if key == "ports":
            return {name: _port(port) for name, port in target.loaded.workload.ports.items()}
        namespace = namespace_uid(target.name, self.environment)
        if key == "namespace":
            return namespace.id
        named = stated(target.loaded.workload.annotations, "service_name")
        service = target.name if named is None else named
        callers = {namespace_uid(request.context.name, self.environment) for request in self.requests}
        return service if key == "service" or callers == {namespace} else f"{service}.{namespace.id}"

    def _shared_by_others(self, request: Request) -> Diagnostic | None:
        """Return the problem of claims that share one reference under names of different workloads."""
        if "workload" in (request.params or {}):
            return None  # Others that name another one conflict in their params; those that name none agree.
        for other in self.requests:
            if other.claimant.name != request.claimant.name:
                message = f"{request.uid} points at '{request.claimant.name}' and at '{other.claimant.name}'"
                why = "the same type, class and id is one shared resource, and it points at one workload"
                fix = "remove the id, or name the workload in the param 'workload'"
                return Diagnostic("R021", message, _place(other), why=why, fix=fix, related=(_place(request),))
        return None

    def _closed(self, target: WorkloadContext) -> Diagnostic | None:
        """Return what is wrong with the ports of the target."""
        for request in self.requests:
            port = (request.params or {}).get("port")
            ports = target.loaded.workload.ports
            if not ports:
                return self._without_service(target, _place(request))
            if isinstance(port, str | int) and not _is_open(port, ports):
                return self._no_such_port(port, target, request.span_at("params", "port"))
        return None

    def _without_service(self, target: WorkloadContext, span: Span) -> Diagnostic:
        return Diagnostic(
            "R018",
            f"workload '{target.name}' publishes no ports, so it has no Service",
            span,
            why="others reach a workload through its Service, which exists for the ports under 'service: ports:'",
            fix=f"add 'service: ports:' to '{target.loaded.file}'",
            related=(target.loaded.document.span_at(("metadata", "name")), self.definition),
        )

    def _no_such_port(self, port: str | int, target: WorkloadContext, span: Span) -> Diagnostic:
        ports = target.loaded.workload.ports
        inside = next((name for name, entry in ports.items() if str(entry.target_port) == str(port)), None)
        why = "a reference leads to a port of the workload's Service, by name or number"
        fix = suggest(str(port), ports) or f"use one of {_open_ports(ports)}"
        if inside:
            why = f"{port} is the port of the container; the Service listens on {ports[inside].port}"
            fix = f"write '{inside}' or {ports[inside].port}"
        return Diagnostic(
            "R018",
            f"workload '{target.name}' publishes no port '{port}'",
            span,
            why=why,
            fix=fix,
            related=(target.loaded.document.key_span_at(("service", "ports")),),
        )


def unknown_workload(
    name: object, span: Span, workloads: Iterable[str], why: str, related: tuple[Span, ...] = ()
) -> Diagnostic:
    """Return the diagnostic for a reference to a workload that is not there (``R017``)."""
    if not isinstance(name, str):
        fix = "write the name of a workload; it must be known before anything is made"
        return Diagnostic("R017", "the name of a workload cannot wait", span, why=why, fix=fix, related=related)
    fix = suggest(name, workloads) or f"workloads: {listed(workloads)}; name its Score file too if it is another one"
    return Diagnostic("R017", f"no workload '{name}'", span, why=why, fix=fix, related=related)


def _pointed(request: Request) -> object:
    return (request.params or {}).get("workload", request.claimant.name)


def _place(request: Request) -> Span:
    """Return where a claim says what it points at: its param, or its own name."""
    named = "workload" in (request.params or {})
    return request.span_at("params", "workload") if named else request.key_span()


def _port(port: ServicePort) -> dict[str, Any]:
    return {"port": port.port, "target_port": port.target_port or port.port, "protocol": port.protocol or "TCP"}


def _is_open(port: str | int, ports: Mapping[str, ServicePort]) -> bool:
    return str(port) in ports or any(str(entry.port) == str(port) for entry in ports.values())


def _open_ports(ports: Mapping[str, ServicePort]) -> str:
    return ", ".join(f"{name} ({entry.port})" for name, entry in sorted(ports.items()))
