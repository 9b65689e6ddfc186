"""The pod of a workload: what its containers are given, and the pod spec that gives it to them.

Plain data in the API's own words; values that are known only later stay Pulumi outputs. What a pod mounts is kept in at
most three stores: ``files`` (a ConfigMap), ``secret-files`` and ``variables`` (Secrets). The caller creates them and
says how they are called.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, Literal

import pulumi
from pydantic import Field, model_validator

from podium.catalogue.contract import Args, Deferred, Secret
from podium.kubernetes import (
    Readiness,
    data_key,
    digest,
    file_mode,
    keyed_digest,
    literal,
    restricted,
    shorten,
    start_order,
)

__all__ = [
    "AmountArgs",
    "ContainerArgs",
    "Contents",
    "FileArgs",
    "HeaderArgs",
    "HttpGetArgs",
    "PortArgs",
    "ProbeArgs",
    "ResourcesArgs",
    "VolumeArgs",
    "file_contents",
    "map_deferred",
    "object_name",
    "pod_spec",
    "resource_requirements",
    "secret_variables",
    "starting_containers",
    "versioned_name",
]

Contents = dict[str, "pulumi.Input[str]"]
"""What a ConfigMap or a Secret holds, by key."""

Names = Mapping[str, "pulumi.Input[str]"]

# The store, whether it holds the secret files, and how a volume names it.
_FILE_STORES = (("files", False, "configMap", "name"), ("secret-files", True, "secret", "secretName"))
_DEFAULT_REQUESTS = {"cpu": "50m", "memory": "64Mi"}


class PortArgs(Args):
    """A port of the Service."""

    port: int = Field(description="Port that clients use, 1 to 65535.", ge=1, le=65535)
    target_port: int | None = Field(None, description="Port of the container; `port` when absent.", ge=1, le=65535)
    protocol: Literal["TCP", "UDP"] = Field("TCP", description="Transport protocol.")

    @property
    def target(self) -> tuple[int, str]:
        """The container's port and protocol."""
        return (self.target_port or self.port, self.protocol)


class FileArgs(Args):
    """A file to put into a container."""

    content: Deferred[str] | None = Field(None, description="Text of the file.")
    binary_content: str | None = Field(None, description="Bytes of the file, base64.")
    secret: bool = Field(False, description="Whether the content is a secret; then it is kept in a Secret.")
    mode: str | None = Field(None, description="Permissions, octal; 0644 when absent.", pattern=r"^0?[0-7]{3}$")

    @model_validator(mode="after")
    def _one_content(self) -> FileArgs:
        if (self.content is None) == (self.binary_content is None):
            raise ValueError("a file has either a content or a binary_content")
        try:
            base64.b64decode(self.binary_content or "", validate=True)
        except binascii.Error:
            raise ValueError("the binary_content is not base64") from None
        return self


class VolumeArgs(Args):
    """A volume to mount into a container."""

    claim: Deferred[str] = Field(description="Name of the PersistentVolumeClaim.")
    path: str | None = Field(None, description="Folder inside the volume; the whole volume when absent.")
    read_only: bool = Field(False, description="Whether the container may only read.")


class HeaderArgs(Args):
    """A header that a probe sends."""

    name: str = Field(description="Name of the header.")
    value: str = Field(description="Value of the header.")


class HttpGetArgs(Args):
    """An HTTP request that succeeds while the container is well."""

    port: int = Field(description="Port of the container, 1 to 65535.", ge=1, le=65535)
    path: str = Field("/", description="Path to ask for.")
    scheme: Literal["HTTP", "HTTPS"] = Field("HTTP", description="Scheme to use.")
    host: str | None = Field(None, description="Host to ask; the pod's address when absent.")
    headers: list[HeaderArgs] = Field([], description="Headers to send.")


class ProbeArgs(Args):
    """How to tell that a container is well. Where both ways are given, the command is used, as Score says."""

    http_get: HttpGetArgs | None = Field(None, description="An HTTP request.")
    exec: list[str] | None = Field(None, description="A command that ends with 0.")

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask."""
        return self.exec is not None or self.http_get is not None


class AmountArgs(Args):
    """Amounts of processor and memory."""

    cpu: str | None = Field(None, description="Processors as a Kubernetes quantity, such as `100m`.")
    memory: str | None = Field(None, description="Memory as a Kubernetes quantity, such as `128Mi`.")


class ResourcesArgs(Args):
    """What a container reserves and what it may use at most."""

    requests: AmountArgs = Field(AmountArgs(), description="What is reserved for it.")
    limits: AmountArgs = Field(AmountArgs(), description="What it may not exceed.")


class ContainerArgs(Args):
    """One container of the workload."""

    image: str = Field(description="Image with its tag or digest.", min_length=1)
    command: list[str] | None = Field(None, description="Replaces the image's entry point; taken literally.")
    args: list[str] | None = Field(None, description="Replaces the image's arguments; taken literally.")
    variables: dict[str, Deferred[str]] = Field({}, description="Environment variables; taken literally.")
    secret_variables: dict[str, Secret[str]] = Field({}, description="Environment variables kept in a Secret.")
    files: dict[str, FileArgs] = Field({}, description="Files by their absolute path.")
    volumes: dict[str, VolumeArgs] = Field({}, description="Volumes by the path they are mounted on.")
    resources: ResourcesArgs = Field(ResourcesArgs(), description="Processor and memory.")
    liveness_probe: ProbeArgs | None = Field(None, description="Restarts the container when it fails.")
    readiness_probe: ProbeArgs | None = Field(None, description="Keeps traffic away while it fails.")
    before: dict[str, Readiness] = Field({}, description="Containers that wait, and for which state of this one.")

    @property
    def health(self) -> ProbeArgs | None:
        """The probe that says that the container is healthy, if there is one."""
        return next((p for p in (self.readiness_probe, self.liveness_probe) if p and p.asks), None)

    @model_validator(mode="after")
    def _consistent(self) -> ContainerArgs:
        twice = sorted(self.variables.keys() & self.secret_variables.keys())
        if twice:
            raise ValueError(f"variable '{twice[0]}' is given both as plain and as secret")
        taken = sorted(self.files.keys() & self.volumes.keys())
        if taken:
            raise ValueError(f"'{taken[0]}' is given both as a file and as a volume")
        if "healthy" in self.before.values() and not self.health:
            raise ValueError("another container waits until this one is healthy, but it has no probe")
        return self


def map_deferred(value: Deferred[str], change: Callable[[str], str]) -> Any:
    """Apply a function now to what is known, and later to what is not."""
    return change(value) if isinstance(value, str) else pulumi.Output.from_input(value).apply(change)


def versioned_name(prefix: str, contents: Contents, salt: pulumi.Input[str] = "") -> pulumi.Output[str]:
    """Return the name of an immutable object: the same for the same content, another one for any other.

    Args:
        prefix: What the name starts with.
        contents: The values by key.
        salt: A secret that the digest is keyed with. Without it, whoever sees the name could check a guess at the
            content, so only content that is public or random itself may go without.
    """
    name = pulumi.Output.all(pulumi.Output.json_dumps(contents), salt).apply(
        lambda parts: f"{prefix}-{keyed_digest(parts[1], parts[0])}"
    )
    return pulumi.Output.unsecret(name)


def object_name(resource: Any) -> pulumi.Output[str]:
    """Return the name of an object as an output, so that whoever refers to the object comes after it."""
    name: pulumi.Output[str] = resource.metadata.apply(lambda metadata: metadata.name)
    return name


def file_contents(containers: Mapping[str, ContainerArgs], *, secret: bool) -> tuple[Contents, Contents]:
    """Return the text and the binary files (base64) by key, either the secret ones or the others."""
    text: Contents = {}
    binary: Contents = {}
    for name, path, file in _files(containers, secret=secret):
        key = data_key(name, path)
        if file.binary_content is not None:
            binary[key] = file.binary_content
        elif file.content is not None:
            text[key] = file.content
    return text, binary


def secret_variables(containers: Mapping[str, ContainerArgs]) -> Contents:
    """Return the secret variables by key."""
    return {
        data_key(name, variable): value
        for name, container in sorted(containers.items())
        for variable, value in sorted(container.secret_variables.items())
    }


def starting_containers(containers: Mapping[str, ContainerArgs]) -> tuple[str, ...]:
    """Return the containers that others wait for, in starting order.

    Raises:
        ValueError: They wait for each other, or for one that does not exist.
    """
    return start_order({name: container.before for name, container in containers.items()})


def pod_spec(
    args: Mapping[str, ContainerArgs], ports: Mapping[str, PortArgs], *, account: str, stores: Names, user: int
) -> Any:
    """Return the pod spec of a workload under the restricted pod security standard.

    Args:
        args: The containers by name.
        ports: The ports of the workload's Service. Containers share one network, so the first one that does not start
            before others declares those that no probe names.
        account: Name of the pod's service account.
        stores: Name of each store that there is.
        user: User and group id of the processes.
    """
    first = starting_containers(args)
    rest = [name for name in sorted(args) if name not in first]
    probed = {(probe.http_get.port, "TCP") for c in args.values() for probe in _probes(c) if probe.http_get}
    targets = sorted({port.target for port in ports.values()} - probed)
    main = [_container(name, args[name], stores, targets if name == rest[0] else []) for name in rest]
    starting = [_starting(name, args[name], stores) for name in first]
    pod = {"serviceAccountName": account, "containers": main, "volumes": _volumes(args, stores)}
    return restricted(pod | ({"initContainers": starting} if starting else {}), user)


def resource_requirements(resources: ResourcesArgs, defaults: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return requests and limits; what has neither gets a default request, so that the scheduler can count.

    Args:
        resources: What is asked for.
        defaults: Requests for what is not asked for. A limit without a request is left alone: it is the request too.
    """
    limits = resources.limits.model_dump(exclude_none=True)
    asked = resources.requests.model_dump(exclude_none=True)
    missing = {key: value for key, value in (defaults or _DEFAULT_REQUESTS).items() if key not in asked | limits}
    requests = dict(sorted((asked | missing).items()))
    return {key: value for key, value in (("limits", limits), ("requests", requests)) if value}


def _files(containers: Mapping[str, ContainerArgs], *, secret: bool) -> list[tuple[str, str, FileArgs]]:
    """Return container, path and file, sorted."""
    return [
        (name, path, file)
        for name, container in sorted(containers.items())
        for path, file in sorted(container.files.items())
        if file.secret == secret
    ]


def _container(name: str, args: ContainerArgs, stores: Names, targets: list[tuple[int, str]]) -> dict[str, Any]:
    """Return a container; keys without a value are left out."""
    probes = {"livenessProbe": args.liveness_probe, "readinessProbe": args.readiness_probe}
    given = {
        "command": args.command and [literal(word) for word in args.command],
        "args": args.args and [literal(word) for word in args.args],
        "env": _env(name, args, stores),
        "ports": _ports(args, targets),
        "volumeMounts": _mounts(name, args),
        **{key: _probe(probe) for key, probe in probes.items() if probe},
    }
    fixed = {"name": name, "image": args.image, "resources": resource_requirements(args.resources)}
    return fixed | {key: value for key, value in given.items() if value}


def _starting(name: str, args: ContainerArgs, stores: Names) -> dict[str, Any]:
    """Return a container that others wait for.

    One that must be complete is a plain init container, which Kubernetes allows no probes. Otherwise it is a native
    sidecar: it keeps running, and the next one starts when it has started or when its startup probe says so.
    """
    container = _container(name, args, stores, [])
    if "complete" in args.before.values():
        return {key: value for key, value in container.items() if key not in {"livenessProbe", "readinessProbe"}}
    startup: dict[str, Any] = {}
    if "healthy" in args.before.values() and args.health:
        startup = {"startupProbe": _probe(args.health) | {"periodSeconds": 2, "failureThreshold": 150}}
    return container | {"restartPolicy": "Always"} | startup


def _env(name: str, args: ContainerArgs, stores: Names) -> list[dict[str, Any]]:
    plain = {key: {"value": map_deferred(value, literal)} for key, value in args.variables.items()}
    secret = {
        key: {"valueFrom": {"secretKeyRef": {"name": stores["variables"], "key": data_key(name, key)}}}
        for key in args.secret_variables
    }
    return [{"name": key} | value for key, value in sorted((plain | secret).items())]


def _probes(args: ContainerArgs) -> list[ProbeArgs]:
    return [probe for probe in (args.liveness_probe, args.readiness_probe) if probe]


def _ports(args: ContainerArgs, targets: list[tuple[int, str]]) -> list[dict[str, Any]]:
    probed = {(probe.http_get.port, "TCP") for probe in _probes(args) if probe.http_get}
    return [{"containerPort": port, "protocol": protocol} for port, protocol in sorted(probed | set(targets))]


def _probe(args: ProbeArgs) -> dict[str, Any]:
    """Return the probe: the command where both are given, as Score says; nothing where there is nothing to ask."""
    if args.exec is not None:
        return {"exec": {"command": [literal(word) for word in args.exec]}}
    get = args.http_get
    if get is None:
        return {}
    headers = [{"name": header.name, "value": header.value} for header in get.headers]
    optional = {"host": get.host, "httpHeaders": headers}
    request = {"port": get.port, "path": get.path, "scheme": get.scheme}
    return {"httpGet": request | {key: value for key, value in optional.items() if value}}


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
            for name, path, file in _files(containers, secret=secret)
        ]
        if items:
            volumes.append({"name": store, source: {key: names[store], "items": items}})
    return volumes


def _temporary(container: str) -> str:
    return shorten(f"tmp-{container}", 63)


def _claimed(container: str, target: str) -> str:
    return f"volume-{digest(container, target)}"
