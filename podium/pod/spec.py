"""The pod of a workload: the pod spec that gives its containers what they are to have.

Plain data in the API's own words; values that are known only later stay Pulumi outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from podium.kubernetes import data_key, digest, file_mode, literal, restricted, shorten, start_order
from podium.pod.args import ContainerArgs, PortArgs
from podium.pod.probes import listening_probe, probe, startup_probe
from podium.pod.quantities import resource_requirements
from podium.pod.stores import Names, files_of, map_deferred

__all__ = ["PodContext", "pod_spec", "starting_containers"]

# The store, whether it holds the secret files, and how a volume names it.
_FILE_STORES = (("files", False, "configMap", "name"), ("secret-files", True, "secret", "secretName"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PodContext:
    """What the containers of a pod share.

    Attributes:
        account: Name of the pod's service account.
        stores: Name of each store that there is.
        user: User and group id of the processes.
        pull_policy: When the kubelet asks the registry: ``Always``, ``IfNotPresent`` or ``Never``.
        requests: Requests of containers that ask for none, by the API's names; None for Podium's own.
        limits: Limits of containers that state none.
        ready_when_listening: Whether a pod with ports and without readiness probe is ready once its first TCP port
            listens.
    """

    account: str
    stores: Names
    user: int
    pull_policy: str = "Always"
    requests: Mapping[str, str] | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    ready_when_listening: bool = True


@dataclass(frozen=True, slots=True)
class _Pod:
    """A pod while it is written: what it shares, the ports that each container declares, readiness by default."""

    context: PodContext
    ports: Mapping[str, list[tuple[int, str]]]
    ready: Mapping[str, dict[str, Any]]


def starting_containers(containers: Mapping[str, ContainerArgs]) -> tuple[str, ...]:
    """Return the containers that others wait for, in starting order.

    Raises:
        ValueError: They wait for each other, or for one that does not exist.
    """
    return start_order({name: container.before for name, container in containers.items()})


def pod_spec(args: Mapping[str, ContainerArgs], ports: Mapping[str, PortArgs], context: PodContext) -> dict[str, Any]:
    """Return the pod spec of a workload under the restricted pod security standard.

    Args:
        args: The containers by name.
        ports: The ports of the workload's Service. Containers share one network, so the first one that does not start
            before others declares those that no probe names.
        context: What the containers share.
    """
    first = starting_containers(args)
    rest = [name for name in sorted(args) if name not in first]
    declared = _declared(args, ports, rest[0])
    pod = _Pod(context, declared, _default_readiness(args, ports, declared) if context.ready_when_listening else {})
    main = [_container(name, args[name], pod) for name in rest]
    starting = [_starting(name, args[name], pod) for name in first]
    spec = {"serviceAccountName": context.account, "containers": main, "volumes": _volumes(args, context.stores)}
    return restricted(spec | ({"initContainers": starting} if starting else {}), context.user)


def _declared(
    args: Mapping[str, ContainerArgs], ports: Mapping[str, PortArgs], main: str
) -> dict[str, list[tuple[int, str]]]:
    """Return the port numbers and protocols that each container declares."""
    probed = {
        name: {(probe.http_get.port, "TCP") for probe in container.probes if probe.http_get}
        for name, container in args.items()
    }
    targets = {port.target for port in ports.values()} - set().union(*probed.values())
    return {name: sorted(found | (targets if name == main else set())) for name, found in probed.items()}


def _default_readiness(
    args: Mapping[str, ContainerArgs], ports: Mapping[str, PortArgs], declared: Mapping[str, list[tuple[int, str]]]
) -> dict[str, dict[str, Any]]:
    """Return a readiness probe for the container with the first TCP port, unless the workload states one itself.

    A process that does not listen yet must not get traffic.
    """
    first = next((port.target for port in ports.values() if port.protocol == "TCP"), None)
    if first is None or any(container.readiness_probe for container in args.values()):
        return {}
    owner = next(name for name, found in sorted(declared.items()) if first in found)
    return {owner: listening_probe(first[0])}


def _container(name: str, args: ContainerArgs, pod: _Pod) -> dict[str, Any]:
    """Return a container; keys without a value are left out."""
    context = pod.context
    given = {
        "command": args.command and [map_deferred(word, literal) for word in args.command],
        "args": args.args and [map_deferred(word, literal) for word in args.args],
        "env": _env(name, args, context.stores),
        "ports": [{"containerPort": port, "protocol": protocol} for port, protocol in pod.ports[name]],
        "volumeMounts": _mounts(name, args),
        "livenessProbe": probe(args.liveness_probe) if args.liveness_probe else None,
        "readinessProbe": probe(args.readiness_probe) if args.readiness_probe else pod.ready.get(name),
    }
    fixed = {
        "name": name,
        "image": args.image,
        "imagePullPolicy": context.pull_policy,
        "resources": resource_requirements(args.resources, context.requests, context.limits),
    }
    return fixed | {key: value for key, value in given.items() if value}


def _starting(name: str, args: ContainerArgs, pod: _Pod) -> dict[str, Any]:
    """Return a container that others wait for.

    One that must be complete is a plain init container, which Kubernetes allows no probes. Otherwise it is a native
    sidecar: it keeps running, and the next one starts when it has started or when its startup probe says so.
    """
    container = _container(name, args, pod)
    if "complete" in args.before.values():
        return {key: value for key, value in container.items() if key not in {"livenessProbe", "readinessProbe"}}
    startup: dict[str, Any] = {}
    if "healthy" in args.before.values() and args.health:
        startup = {"startupProbe": startup_probe(args.health)}
    return container | {"restartPolicy": "Always"} | startup


def _env(name: str, args: ContainerArgs, stores: Names) -> list[dict[str, Any]]:
    plain = {key: {"value": map_deferred(value, literal)} for key, value in args.variables.items()}
    secret = {
        key: {"valueFrom": {"secretKeyRef": {"name": stores["variables"], "key": data_key(name, key)}}}
        for key in args.secret_variables
    }
    return [{"name": key} | value for key, value in sorted((plain | secret).items())]


def _mounts(name: str, args: ContainerArgs) -> list[dict[str, Any]]:
    """Return what the container mounts: each file by itself, so that it never hides the folder that it is in."""
    mounts: dict[str, dict[str, Any]] = {}
    if "/tmp" not in args.volumes:  # noqa: S108 - a path inside the container
        mounts["/tmp"] = {"name": _temporary(name)}  # noqa: S108
    for path, file in args.files.items():
        store = "secret-files" if file.secret else "files"
        mounts[path] = {"name": store, "subPath": data_key(name, path), "readOnly": True}
    for target, volume in args.volumes.items():
        folder = {"subPath": volume.path.strip("/")} if volume.path and volume.path.strip("/") else {}
        mounts[target] = {"name": _claimed(name, target), **folder} | ({"readOnly": True} if volume.read_only else {})
    return [{"mountPath": path} | mount for path, mount in sorted(mounts.items())]


def _volumes(containers: Mapping[str, ContainerArgs], names: Names) -> list[dict[str, Any]]:
    volumes: list[dict[str, Any]] = []
    for name, container in sorted(containers.items()):
        if "/tmp" not in container.volumes:  # noqa: S108 - a path inside the container
            volumes.append({"name": _temporary(name), "emptyDir": {}})
        for target, volume in sorted(container.volumes.items()):
            claim = {"claimName": volume.claim}
            volumes.append({"name": _claimed(name, target), "persistentVolumeClaim": claim})
    for store, secret, source, key in _FILE_STORES:
        items = [
            {"key": data_key(name, path), "path": data_key(name, path), "mode": file_mode(file.mode)}
            for name, path, file in files_of(containers, secret=secret)
        ]
        if items:
            volumes.append({"name": store, source: {key: names[store], "items": items}})
    return volumes


def _temporary(container: str) -> str:
    return shorten(f"tmp-{container}", 63)


def _claimed(container: str, target: str) -> str:
    return f"volume-{digest(container, target)}"
