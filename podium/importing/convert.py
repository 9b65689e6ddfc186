"""From a service to a Score workload."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from podium.diagnostics import Diagnostic, Severity
from podium.importing.container import add_command, add_image, add_probe, add_resources
from podium.importing.draft import Draft, ImportOptions
from podium.importing.files import add_configs, add_mounts, add_secrets
from podium.importing.hosts import ClaimIds, Hosts, databases_of, inferred_ports
from podium.importing.losses import lost_in_service
from podium.importing.mounts import parse_mount
from podium.importing.nodes import items, scalar_text, text_at
from podium.importing.ports import Port
from podium.importing.project import Application, Backing, Project, dependencies
from podium.importing.references import Claims, Rewriter
from podium.importing.variables import Variable, add_variables, variables_of
from podium.spec.annotations import EXTENSIONS, KIND

__all__ = ["Converted", "convert"]

_ANNOTATION = re.compile(
    r"(([a-z0-9][a-z0-9-]{0,61}[a-z0-9])(\.[a-z0-9][a-z0-9-]{0,61}[a-z0-9])*/)?[A-Za-z0-9][A-Za-z0-9._-]{0,61}[A-Za-z0-9]"
)
_COMPLETED = "service_completed_successfully"
_CONTAINER = "main"


@dataclass(frozen=True, slots=True)
class Converted:
    """A workload made from a service.

    Attributes:
        application: The service.
        score: The Score file's content.
        sources: Files to copy beside the Score file, by their path there.
        problems: What was found on the way.
        backings: Names of the backing services that it claims.
    """

    application: Application
    score: Mapping[str, Any]
    sources: Mapping[str, Path]
    problems: tuple[Diagnostic, ...]
    backings: frozenset[str]


def convert(project: Project, options: ImportOptions, root: Path) -> list[Converted]:
    """Return the workloads of a project, in the order of its file.

    Args:
        project: The project.
        options: What the user wants.
        root: Folder of the Compose file.
    """
    read = {a.name: variables_of(a.node, options.variables) for a in project.applications}
    wanted = {a.name: read[a.name][0] for a in project.applications if _is_wanted(a, options)}
    project, inferred = _with_inferred_ports(project, wanted)
    users, jobs = _volume_users(project), _jobs(project)
    hosts = Hosts(project.applications, project.backings)
    plain = [{name: v.text for name, v in found.items()} for found, _ in read.values()]
    ids = ClaimIds(project.backings, [databases_of(hosts, variables) for variables in plain])
    converted = []
    for application in project.applications:
        if not _is_wanted(application, options):
            continue
        claims = Claims()
        draft = Draft(application, project, options, root, claims, Rewriter(hosts, application.name, claims, ids))
        variables, problems = read[application.name]
        draft.problems += [*problems, *inferred.pop(application.name, ())]
        _fill(draft, variables, users)
        converted.append(_finished(draft, is_job=application.name in jobs))
    return [_with_problems(item, inferred) for item in converted]


def _is_wanted(application: Application, options: ImportOptions) -> bool:
    return not options.services or application.name in options.services


def _with_problems(item: Converted, inferred: Mapping[str, list[Diagnostic]]) -> Converted:
    """Return the workload with what was found about services that are not imported."""
    return replace(item, problems=(*item.problems, *(problem for found in inferred.values() for problem in found)))


def _fill(draft: Draft, variables: Mapping[str, Variable], users: Mapping[str, set[str]]) -> None:
    needed = dependencies(draft.node)
    draft.rewriter.known = [backing for backing in draft.project.backings if backing.name in needed]
    draft.rewriter.learn({name: variable.text for name, variable in variables.items()})
    add_image(draft)
    add_command(draft)
    add_variables(draft, variables)
    add_secrets(draft)
    add_configs(draft)
    add_mounts(draft, users)
    add_resources(draft)
    add_probe(draft)
    _check_dependencies(draft)
    _check_passwords(draft)
    draft.problems += lost_in_service(draft.application)


def _finished(draft: Draft, *, is_job: bool) -> Converted:
    annotations = _annotations(draft, is_job=is_job)
    metadata = {"name": draft.application.workload} | ({"annotations": annotations} if annotations else {})
    ports = {port.name: _port(port) for port in draft.application.ports}
    score: dict[str, Any] = {"apiVersion": "score.dev/v1b1", "metadata": metadata}
    score |= {"containers": {_CONTAINER: _ordered(draft.container)}}
    score |= {"service": {"ports": ports}} if ports else {}
    score |= {"resources": draft.claims.found} if draft.claims.found else {}
    return Converted(draft.application, score, draft.sources, tuple(draft.problems), _claimed(draft))


_ORDER = ("image", "command", "args", "variables", "files", "volumes", "resources", "readinessProbe")


def _ordered(container: Mapping[str, Any]) -> dict[str, Any]:
    return {key: container[key] for key in _ORDER if key in container}


def _port(port: Port) -> dict[str, Any]:
    entry: dict[str, Any] = {"port": port.published}
    entry |= {"protocol": port.protocol} if port.protocol != "TCP" else {}
    return entry | ({"targetPort": port.target} if port.target != port.published else {})


def _claimed(draft: Draft) -> frozenset[str]:
    return frozenset(backing.name for backing in draft.rewriter.claimed.values())


def _annotations(draft: Draft, *, is_job: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for section in ("labels", "annotations"):
        node = draft.node.get((section,))
        for key, member in (node.members if node else {}).items():
            if _ANNOTATION.fullmatch(key):
                found[key] = scalar_text(member.node)
                continue
            why, fix = "its key is not one that Score allows", "use letters, digits, '.', '_' and '-'"
            draft.warn("I020", f"label '{key}' is not carried", member.key_span, why=why, fix=fix)
    found |= {KIND: "Job"} if is_job else {}
    return found | ({EXTENSIONS: ", ".join(sorted(draft.used))} if draft.used else {})


def _jobs(project: Project) -> set[str]:
    """Return the services whose end another one waits for."""
    return {
        name
        for application in project.applications
        for name in dependencies(application.node)
        if text_at(application.node, "depends_on", name, "condition") == _COMPLETED
    }


def _check_dependencies(draft: Draft) -> None:
    """Tell what of ``depends_on`` is not carried, and claim the backing services that no variable reads."""
    known = {a.name for a in draft.project.applications}
    backings = {backing.name: backing for backing in draft.project.backings}
    for name in sorted(dependencies(draft.node)):
        span = draft.node.key_span_at(("depends_on", name))
        if name in backings:
            _claim_unread(draft, backings[name])
        elif name in known:
            is_end = text_at(draft.node, "depends_on", name, "condition") == _COMPLETED
            fix = "let the process wait until it can connect"
            fix = f"'{name}' becomes a Job; let this workload wait for what it makes" if is_end else fix
            why = "Score knows no order between workloads"
            draft.warn("I026", f"that '{name}' starts first is not carried", span, why=why, fix=fix)
        elif name not in _services(draft.project):
            why, fix = "services depend on services of the file", "correct the name"
            draft.error("I012", f"there is no service '{name}'", span, why=why, fix=fix)


def _services(project: Project) -> set[str]:
    services = project.document.get(("services",))
    return set(services.members if services else {})


def _claim_unread(draft: Draft, backing: Backing) -> None:
    if backing.name in _claimed(draft):
        return
    kind = backing.kind
    name = draft.rewriter.claim(backing)
    output = kind.outputs.get("host") or kind.outputs["url"]
    span = draft.node.key_span_at(("depends_on", backing.name))
    fix = f"pass it in a variable: ${{resources.{name}.{output}}}"
    why = "the address of a resource is known when it is deployed"
    draft.warn("I028", f"no variable of '{draft.application.name}' reads resource '{name}'", span, why=why, fix=fix)


def _check_passwords(draft: Draft) -> None:
    """Warn about resources whose address is read and whose password is not."""
    texts = [*draft.container.get("variables", {}).values()]
    texts += [file.get("content", "") for file in draft.container.get("files", {}).values()]
    texts += [*draft.container.get("args", ()), *draft.container.get("command", ())]
    whole = "\n".join(texts)
    for name, backing in draft.rewriter.claimed.items():
        outputs, prefix = backing.kind.outputs, f"${{resources.{name}."
        is_read = any(f"{prefix}{outputs[role]}}}" in whole for role in ("host", "url") if role in outputs)
        if is_read and "password" in outputs and f"{prefix}{outputs['password']}}}" not in whole:
            fix = f"pass {prefix}{outputs['username']}}} and {prefix}{outputs['password']}}} in variables"
            why = f"a resource of type '{backing.kind.resource_type}' may ask for a password"
            message = f"no variable of '{draft.application.name}' reads the password of '{backing.name}'"
            draft.warn("I033", message, draft.application.key_span, why=why, fix=fix)


def _volume_users(project: Project) -> dict[str, set[str]]:
    users: dict[str, set[str]] = {}
    for application in project.applications:
        for node in items(application.node.get(("volumes",))):
            try:
                mount = parse_mount(node)
            except ValueError:
                continue
            if mount.kind == "volume" and mount.source:
                users.setdefault(mount.source, set()).add(application.workload)
    return users


def _with_inferred_ports(
    project: Project, read: Mapping[str, Mapping[str, Variable]]
) -> tuple[Project, dict[str, list[Diagnostic]]]:
    """Return the project with the ports that variables name and no service declares; Compose needs no declaration."""
    hosts = Hosts(project.applications, project.backings)
    found: dict[str, set[int]] = {}
    for name, variables in read.items():
        named = inferred_ports(hosts, [variable.text for variable in variables.values()])
        for other, ports in named.items():
            found.setdefault(other, set()).update(ports if other != name else ())
    problems: dict[str, list[Diagnostic]] = {}
    applications = []
    for application in project.applications:
        missing = [*_missing_ports(application, found.get(application.name, set()))]
        problems[application.name] = [_inferred(application, port) for port in missing]
        applications.append(replace(application, ports=(*application.ports, *missing)))
    return replace(project, applications=tuple(applications)), problems


def _missing_ports(application: Application, wanted: set[int]) -> Iterator[Port]:
    taken = {port.published for port in application.ports} | {port.target for port in application.ports}
    for number in sorted(wanted - taken):
        yield Port(f"tcp-{number}", number, number, "TCP", application.key_span)


def _inferred(application: Application, port: Port) -> Diagnostic:
    message = f"port {port.target} of '{application.name}' is added"
    why, fix = (
        "another service reads it, and Score asks for ports to be declared",
        "check that the service listens there",
    )
    return Diagnostic("I025", message, application.key_span, why=why, fix=fix, severity=Severity.WARNING)
