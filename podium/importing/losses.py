"""What is not carried, told key by key: of services that become workloads or resources, and of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podium.diagnostics import Diagnostic, Severity, Span, suggest
from podium.importing.backing import image_name, image_tag
from podium.importing.model import Deploy, Service
from podium.importing.mounts import parse_mount
from podium.importing.nodes import items, scalar_text, text_at
from podium.importing.project import Application, Backing
from podium.importing.unsupported import DEPLOY, SERVICE
from podium.spec.document import Node

__all__ = ["lost_in_backing", "lost_in_file", "lost_in_service", "unknown_keys"]

_DEFAULT_RESTARTS = {"always", "unless-stopped", ""}
_RESOURCES = {
    ("limits", "pids"): "a kernel's limit of one machine",
    ("reservations", "devices"): "it binds the container to one machine",
    ("reservations", "generic_resources"): "it binds the container to one machine",
}
_CARRIED_FROM_BACKING = frozenset({
    "image", "environment", "restart", "healthcheck", "networks", "expose", "depends_on", "volumes", "container_name",
    "hostname", "profiles", "links", "secrets", "env_file", "extends", "ports", "labels", "annotations", "deploy",
    "mem_limit", "mem_reservation", "cpus", "scale", "logging", "shm_size", "ulimits", "stop_grace_period", "user",
    "tty", "stdin_open", "init", "platform", "pull_policy",
})  # fmt: skip
"""Keys of a backing service that say how to run it, which the platform decides, or who reaches it."""


def unknown_keys(document: Node) -> Iterator[Diagnostic]:
    """Yield keys of services and of ``deploy`` that Compose does not have (``I002``)."""
    services = document.get(("services",))
    for name, member in (services.members if services else {}).items():
        yield from _unknown(member.node, {*Service.model_fields, "extends", *SERVICE}, f"service '{name}'")
        deploy = member.node.get(("deploy",))
        if deploy is not None:
            yield from _unknown(deploy, {*Deploy.model_fields, *DEPLOY}, f"deploy of service '{name}'")


def lost_in_service(application: Application) -> Iterator[Diagnostic]:
    """Yield what Score cannot say of a service (``I020``)."""
    node = application.node
    for key, (why, fix) in SERVICE.items():
        value = node.get((key,))
        # A falsy value is Docker's default or nothing at all.
        if value is not None and value.plain() not in (None, False, "", [], {}, "false"):
            yield _lost(f"'{key}'", node.key_span_at((key,)), why, fix)
    yield from _lost_in_deploy(node)
    restart = text_at(node, "restart")
    if restart is not None and restart not in _DEFAULT_RESTARTS:
        fix = "annotate the workload: podium.dev/kind: Job, if it is meant to end"
        yield _lost(
            f"'restart: {restart}'", node.key_span_at(("restart",)), "a workload runs until it is taken down", fix
        )
    if text_at(node, "scale") not in {None, "1"}:
        yield _lost("'scale'", node.key_span_at(("scale",)), *DEPLOY["replicas"])
    networks = node.get(("networks",))
    for name, member in (networks.members if networks else {}).items():
        for key in ("ipv4_address", "ipv6_address", "mac_address", "link_local_ips"):
            if text_at(member.node, key) is not None or items(member.node.get((key,))):
                why = "the platform gives addresses"
                yield _lost(f"'{key}' in network '{name}'", member.node.key_span_at((key,)), why, "use names")


def lost_in_backing(backing: Backing, *, is_used: bool) -> Iterator[Diagnostic]:
    """Yield what a resource does not take over from the service that it replaces (``I027``, ``I031``).

    Args:
        backing: The service.
        is_used: Whether a workload claims it.
    """
    name, kind = backing.name, backing.kind.resource_type
    if not is_used:
        fix = f"claim a resource of type '{kind}' where it is needed, or import with `--keep-services`"
        yield _warning("I031", f"service '{name}' is left out", backing.key_span, "no workload refers to it", fix)
        return
    yield from _lost_image(backing)
    for key, member in backing.node.members.items():
        if key not in _CARRIED_FROM_BACKING and member.node.plain() not in (None, [], {}):
            message = f"'{key}' of '{name}' is not carried"
            fix = "ask the platform team, or keep the service with `--keep-services`"
            yield _warning("I027", message, member.key_span, f"the platform runs what answers type '{kind}'", fix)
    yield from _lost_settings(backing)
    yield from _lost_files(backing)


def lost_in_file(document: Node) -> Iterator[Diagnostic]:
    """Yield what the top level says and Score cannot (``I020``)."""
    networks = document.get(("networks",))
    for name, member in (networks.members if networks else {}).items():
        if member.node.members.keys() - {"name", "labels"}:
            why = "which workloads reach each other is the platform's decision"
            yield _lost(
                f"network '{name}'", member.key_span, why, "ask the platform team for a network policy if it matters"
            )
    models = document.get(("models",))
    for name, member in (models.members if models else {}).items():
        yield _lost(f"model '{name}'", member.key_span, *SERVICE["models"])


def _unknown(node: Node, known: Iterable[str], where: str) -> Iterator[Diagnostic]:
    for key, member in node.members.items():
        if key not in known:
            fix = suggest(key, known) or "remove it, or begin its name with 'x-'"
            why = "the Compose Specification has no such key"
            yield Diagnostic("I002", f"unknown key '{key}' in {where}", member.key_span, why=why, fix=fix)


def _lost_in_deploy(node: Node) -> Iterator[Diagnostic]:
    deploy = node.get(("deploy",))
    for key, (why, fix) in DEPLOY.items():
        value = None if deploy is None else deploy.get((key,))
        if deploy is None or value is None or value.plain() in (None, {}, [], 1, "1", "replicated"):
            continue
        yield _lost(f"'{key}' of deploy", deploy.key_span_at((key,)), why, fix)
    for path, why in _RESOURCES.items():
        if node.get(("deploy", "resources", *path)) is not None:
            span = node.key_span_at(("deploy", "resources", *path))
            yield _lost(f"'{path[-1]}' of deploy", span, why, "ask the platform team if the workload really needs it")


def _lost_image(backing: Backing) -> Iterator[Diagnostic]:
    node, kind = backing.node.get(("image",)), backing.kind
    image = scalar_text(node) if node else ""
    name, tag = image_name(image).rpartition("/")[2], image_tag(image)
    if node is None:
        return
    if name in kind.variants:
        why = f"a resource of type '{kind.resource_type}' promises no extensions"
        fix = "ask the platform team for a class that has them"
        yield _warning("I027", f"what '{name}' has beyond {kind.resource_type} is not carried", node.span, why, fix)
    if tag and tag != "latest":
        fix = f"if the version matters, set it in the environment's definition of type '{kind.resource_type}'"
        message = f"version '{tag}' of '{backing.name}' is not carried"
        yield _warning("I027", message, node.span, "the environment chooses the version", fix)


def _lost_settings(backing: Backing) -> Iterator[Diagnostic]:
    environment = backing.node.get(("environment",))
    known = {variable for variables in backing.kind.settings.values() for variable in variables}
    known |= {f"{variable}_FILE" for variable in known}
    for name, member in (environment.members if environment else {}).items():
        if name not in known:
            why, fix = "the platform configures the server", "ask the platform team if it matters"
            yield _warning("I027", f"'{name}' of '{backing.name}' is not carried", member.key_span, why, fix)


def _lost_files(backing: Backing) -> Iterator[Diagnostic]:
    for node in items(backing.node.get(("volumes",))):
        try:
            mount = parse_mount(node)
        except ValueError:
            continue
        if mount.kind == "bind" and not _is_data(mount.target):
            why = "a resource starts empty and with the platform's settings"
            fix = "load initial data from a workload of its own, such as a migration"
            message = f"'{mount.source}' of '{backing.name}' is not carried"
            yield _warning("I027", message, node.span, why, fix)


def _is_data(target: str) -> bool:
    return target.rstrip("/").endswith(("data", "/db", "/mysql", "/postgresql", "/redis", "/rabbitmq"))


def _lost(what: str, span: Span, why: str, fix: str) -> Diagnostic:
    return _warning("I020", f"{what} is not carried", span, why, fix)


def _warning(code: str, message: str, span: Span, why: str, fix: str) -> Diagnostic:
    return Diagnostic(code, message, span, why=why, fix=fix, severity=Severity.WARNING)
