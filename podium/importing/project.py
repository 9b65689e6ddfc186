"""Who is who in a Compose project: applications become workloads, backing services become resources."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from podium.diagnostics import Diagnostic, Severity, Span, suggest
from podium.importing.backing import COMPANIONS, Kind, image_name, kind_of
from podium.importing.names import labels
from podium.importing.nodes import items, text_at
from podium.importing.ports import Port, service_ports
from podium.spec.document import Member, Node

__all__ = ["Application", "Backing", "Project", "dependencies", "project_of"]

_RUN_SECRETS = "/run/secrets/"


@dataclass(frozen=True, slots=True)
class Application:
    """A service that becomes a workload.

    Attributes:
        name: Name of the service.
        workload: Name of the workload.
        node: The service.
        key_span: Where its name stands.
        hosts: Names under which others reach it.
        ports: Its ports.
    """

    name: str
    workload: str
    node: Node
    key_span: Span
    hosts: frozenset[str]
    ports: tuple[Port, ...]


@dataclass(frozen=True, slots=True)
class Backing:
    """A service that becomes a resource.

    Attributes:
        name: Name of the service.
        claim: Name and id of the claims for it.
        kind: What it is.
        node: The service.
        key_span: Where its name stands.
        hosts: Names under which others reach it.
        values: What its container is told, by role: username, password, root, database; may hold deferred variables.
        secrets: Compose secrets that hold its password.
    """

    name: str
    claim: str
    kind: Kind
    node: Node
    key_span: Span
    hosts: frozenset[str]
    values: Mapping[str, str]
    secrets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Project:
    """A Compose project.

    Attributes:
        document: The whole document.
        applications: The services that become workloads, in the order of the file.
        backings: The services that become resources.
    """

    document: Node
    applications: tuple[Application, ...]
    backings: tuple[Backing, ...]


def project_of(
    document: Node, *, wanted: Sequence[str] = (), profiles: Collection[str] = (), keep_services: bool = False
) -> tuple[Project, list[Diagnostic]]:
    """Sort the services of a document into applications and backing services.

    Args:
        document: The document, checked against the model.
        wanted: Names of the services to import; all if empty.
        profiles: Profiles that are active.
        keep_services: Whether backing services become workloads like the others.

    Returns:
        The project, and unknown names (``I008``), services without image (``I010``), ports that cannot be carried
        (``I007``, ``I025``), services that are left out (``I031``) and renamed ones (``I030``).
    """
    services = document.get(("services",))
    members = services.members if services else {}
    problems = list(_unknown(wanted, members))
    active = {name: m for name, m in members.items() if name in wanted or _is_active(m.node, profiles)}
    problems += [_inactive(name, members[name].key_span) for name in members if name not in active and not wanted]
    kinds = {} if keep_services else {name: kind for name, m in active.items() if (kind := _kind(m.node))}
    companions = {} if keep_services else {name for name, m in active.items() if _is_companion(m.node) and kinds}
    problems += [_companion(name, active[name].key_span) for name in active if name in companions]
    names = labels(active)
    applications = []
    for name, member in active.items():
        if name in kinds or name in companions:
            continue
        application, found = _application(name, names[name], member)
        applications.append(application)
        problems += found if not wanted or name in wanted else []
    backings = tuple(_backing(name, names[name], kind, active[name]) for name, kind in kinds.items())
    return Project(document, tuple(applications), backings), problems


def dependencies(service: Node) -> set[str]:
    """Return the names of the services that a service names in ``depends_on`` and ``links``."""
    depends = service.get(("depends_on",))
    links = {str(item.value).partition(":")[0] for item in items(service.get(("links",)))}
    return links | set(depends.members if depends else {})


def _application(name: str, workload: str, member: Member) -> tuple[Application, list[Diagnostic]]:
    node, span = member.node, member.key_span
    ports, problems = service_ports(node)
    application = Application(name, workload, node, span, _hosts(name, node), tuple(ports))
    problems += _without_image(name, node, span)
    problems += [_renamed(application)] if workload != name else []
    return application, problems


def _backing(name: str, claim: str, kind: Kind, member: Member) -> Backing:
    node, hosts = member.node, _hosts(name, member.node)
    return Backing(name, claim, kind, node, member.key_span, hosts, _values(kind, node), _secrets(kind, node))


def _kind(service: Node) -> Kind | None:
    image = text_at(service, "image")
    return kind_of(image) if image and service.get(("build",)) is None else None


def _is_companion(service: Node) -> bool:
    image = text_at(service, "image")
    return bool(image) and image_name(str(image)).rpartition("/")[2] in COMPANIONS


def _is_active(service: Node, profiles: Collection[str]) -> bool:
    named = {str(item.value) for item in items(service.get(("profiles",)))}
    return not named or "*" in profiles or bool(named & set(profiles))


def _hosts(name: str, service: Node) -> frozenset[str]:
    """Return the service's name and its aliases."""
    aliases = {text_at(service, key) for key in ("container_name", "hostname")}
    networks = service.get(("networks",))
    for member in (networks.members if networks else {}).values():
        aliases |= {str(item.value) for item in items(member.node.get(("aliases",)))}
    return frozenset({name} | {alias for alias in aliases if alias})


def _values(kind: Kind, service: Node) -> Mapping[str, str]:
    values = dict(kind.defaults)
    for role, variables in kind.settings.items():
        for variable in variables:
            text = text_at(service, "environment", variable)
            if text is not None:
                values[role] = text
                break
    if "database" in kind.outputs and "database" not in values and kind.resource_type == "postgres":
        values["database"] = values["username"]
    return values


def _secrets(kind: Kind, service: Node) -> frozenset[str]:
    variables = [*kind.settings.get("password", ()), *kind.settings.get("root", ())]
    files = [text_at(service, "environment", f"{variable}_FILE") for variable in variables]
    return frozenset(file.removeprefix(_RUN_SECRETS) for file in files if file and file.startswith(_RUN_SECRETS))


def _unknown(wanted: Sequence[str], known: Collection[str]) -> Iterator[Diagnostic]:
    for name in wanted:
        if name not in known:
            fix = suggest(name, known) or f"services: {', '.join(sorted(known)) or 'none'}"
            yield Diagnostic(
                "I008", f"there is no service '{name}'", why="`--service` names services of the file", fix=fix
            )


def _without_image(name: str, service: Node, span: Span) -> Iterator[Diagnostic]:
    if not text_at(service, "image") and service.get(("build",)) is None:
        why = "a container needs an image, or a way to build one"
        yield Diagnostic("I010", f"service '{name}' has no image", span, why=why, fix="add 'image:' or 'build:'")


def _warning(code: str, message: str, span: Span, why: str, fix: str) -> Diagnostic:
    return Diagnostic(code, message, span, why=why, fix=fix, severity=Severity.WARNING)


def _inactive(name: str, span: Span) -> Diagnostic:
    fix = f"import it with `--service {name}` or `--profile`"
    return _warning("I031", f"service '{name}' is left out", span, "none of its profiles is active", fix)


def _companion(name: str, span: Span) -> Diagnostic:
    why = "it only serves a backing service, which the platform provides"
    return _warning("I031", f"service '{name}' is left out", span, why, "keep it with `--keep-services`")


def _renamed(application: Application) -> Diagnostic:
    message = f"service '{application.name}' is called '{application.workload}'"
    why = "names in Score have 2 to 63 lower case letters, digits and '-'"
    return _warning("I030", message, application.key_span, why, "nothing to do; references are changed along")
