"""What a kubelet would give to a pod's processes, read from a cluster whose kubelets only pretend.

`problems` says what a kubelet, or the proxy and the ingress controller beside it, would stumble over. `read_pod`
returns the environment and the files of each container, so that a real process can be run with exactly those. Both work
on a `Cluster`, plain data of one namespace, which `load` reads from a server and tests write by hand.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.cluster import Cluster, Object, containers_of, labels_of, load

__all__ = [
    "Cluster",
    "ContainerView",
    "MountedFile",
    "PodView",
    "expand",
    "load",
    "problems",
    "read_pod",
    "read_workload",
]

PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HANDLERS = ("httpGet", "tcpSocket", "grpc")


@dataclass(frozen=True, slots=True)
class MountedFile:
    """A file that a ConfigMap, a Secret or the pod itself puts into a container."""

    content: bytes
    mode: int


@dataclass(frozen=True, slots=True)
class ContainerView:
    """One container as its process would find it.

    Attributes:
        name: Name of the container.
        image: Image with tag.
        command: Entry point, expanded; empty for the image's own.
        args: Arguments, expanded.
        env: Environment variables, fully resolved.
        files: Mounted files by path.
        folders: Mounted folders that can be written or outlive the pod, with what they are mounted from.
        ports: Declared ports with their protocol.
        user: User id, or None where the image decides.
    """

    name: str
    image: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    env: Mapping[str, str]
    files: Mapping[str, MountedFile]
    folders: Mapping[str, str]
    ports: tuple[tuple[int, str], ...]
    user: int | None


@dataclass(frozen=True, slots=True)
class PodView:
    """A pod with its containers, starting ones included, in order."""

    name: str
    containers: Mapping[str, ContainerView]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Volume:
    """What a volume holds: known files, or a folder (`source` says which)."""

    source: str
    files: Mapping[str, MountedFile] | None = None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one pod and collects what is wrong with it."""

    cluster: Cluster
    pod: Object
    found: list[str] = field(default_factory=list)

    def report(self, problem: str) -> None:
        """Add a problem, told with the pod's name."""
        self.found.append(f"pod {self.pod['metadata']['name']}: {problem}")

    def data(self, kind: str, name: str | None, *, optional: bool) -> dict[str, bytes]:
        """Return the keys of a ConfigMap or Secret; nothing, and a problem, when it is missing."""
        found = self.cluster.get(kind, name)
        if found is None:
            if not optional:
                self.report(f"{kind} '{name}' does not exist")
            return {}
        text = {key: value.encode() for key, value in (found.get("data") or {}).items()}
        if kind == "Secret":
            return {key: base64.b64decode(value) for key, value in text.items()}
        binary = {key: base64.b64decode(value) for key, value in (found.get("binaryData") or {}).items()}
        return text | binary

    def key(self, kind: str, reference: Object) -> str | None:
        """Return the value of one key as text."""
        optional = bool(reference.get("optional"))
        missing = self.cluster.get(kind, reference.get("name")) is None
        data = self.data(kind, reference.get("name"), optional=optional)
        if reference["key"] in data:
            return data[reference["key"]].decode()
        if not optional and not missing:
            self.report(f"{kind} '{reference.get('name')}' has no key '{reference['key']}'")
        return None


def read_pod(cluster: Cluster, name: str) -> PodView:
    """Return a pod as its processes would find it.

    Raises:
        LookupError: No such pod.
    """
    pod = cluster.get("Pod", name)
    if pod is None:
        raise LookupError(f"no pod '{name}' in {[p['metadata']['name'] for p in cluster.all('Pod')]}")
    reader = _Reader(cluster, pod)
    spec = pod["spec"]
    _check_pod(reader, spec)
    volumes = {volume["name"]: _volume(reader, volume) for volume in spec.get("volumes") or []}
    views = {c["name"]: _container(reader, c, volumes) for c in containers_of(spec)}
    return PodView(name, views, tuple(reader.found))


def read_workload(cluster: Cluster, name: str) -> PodView:
    """Return the first living pod whose `app.kubernetes.io/name` label is the name."""
    named = [p for p in _living(cluster) if labels_of(p).get("app.kubernetes.io/name") == name]
    if not named:
        raise LookupError(f"no pod of '{name}'")
    return read_pod(cluster, named[0]["metadata"]["name"])


def problems(cluster: Cluster) -> list[str]:
    """Return everything that would keep pods from starting or clients from reaching them, sorted."""
    found = [problem for pod in _living(cluster) for problem in read_pod(cluster, pod["metadata"]["name"]).problems]
    found += [problem for service in cluster.all("Service") for problem in _service_problems(cluster, service)]
    found += [problem for ingress in cluster.all("Ingress") for problem in _ingress_problems(cluster, ingress)]
    found += [problem for owner in cluster.all("StatefulSet") for problem in _governing_problems(cluster, owner)]
    return sorted(found)


def expand(text: str, env: Mapping[str, str]) -> str:
    """Replace `$(NAME)` as the kubelet does: `$$` is a dollar sign, unknown names stay as they are."""

    def replace(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        return env.get(match[1], match[0])

    return re.sub(r"\$\$|\$\(([^()]*)\)", replace, text)


def _living(cluster: Cluster) -> list[Object]:
    return [p for p in cluster.all("Pod") if not p["metadata"].get("deletionTimestamp")]


def _check_pod(reader: _Reader, spec: Object) -> None:
    account = spec.get("serviceAccountName") or "default"
    if reader.cluster.get("ServiceAccount", account) is None:
        reader.report(f"ServiceAccount '{account}' does not exist")
    for secret in spec.get("imagePullSecrets") or []:
        if reader.cluster.get("Secret", secret.get("name")) is None:
            reader.report(f"image pull Secret '{secret.get('name')}' does not exist")


def _container(reader: _Reader, container: Object, volumes: Mapping[str, _Volume]) -> ContainerView:
    env = _environment(reader, container)
    files, folders = _mounts(reader, container, volumes)
    _check_probes(reader, container)
    return ContainerView(
        name=container["name"],
        image=container["image"],
        command=tuple(expand(word, env) for word in container.get("command") or []),
        args=tuple(expand(word, env) for word in container.get("args") or []),
        env=env,
        files=files,
        folders=folders,
        ports=tuple((port["containerPort"], port.get("protocol", "TCP")) for port in container.get("ports") or []),
        user=_user(reader, container),
    )


def _environment(reader: _Reader, container: Object) -> dict[str, str]:
    env: dict[str, str] = {}
    for source in container.get("envFrom") or []:
        for kind, reference in (("ConfigMap", source.get("configMapRef")), ("Secret", source.get("secretRef"))):
            if reference:
                data = reader.data(kind, reference.get("name"), optional=bool(reference.get("optional")))
                env |= {f"{source.get('prefix') or ''}{key}": value.decode() for key, value in data.items()}
    for entry in container.get("env") or []:
        value = _variable(reader, entry, env)
        if value is not None:
            env[entry["name"]] = value
    return env


def _variable(reader: _Reader, entry: Object, env: Mapping[str, str]) -> str | None:
    source = entry.get("valueFrom")
    if not source:
        return expand(entry.get("value") or "", env)
    if "secretKeyRef" in source:
        return reader.key("Secret", source["secretKeyRef"])
    if "configMapKeyRef" in source:
        return reader.key("ConfigMap", source["configMapKeyRef"])
    if "fieldRef" in source:
        return _field(reader, source["fieldRef"]["fieldPath"])
    return "0"  # a resourceFieldRef: some number


def _field(reader: _Reader, path: str) -> str | None:
    """Return a field of the pod, such as `metadata.name` or `metadata.labels['app']`."""
    keyed = re.fullmatch(r"metadata\.(labels|annotations)\['(.+)'\]", path)
    if keyed:
        return (reader.pod["metadata"].get(keyed[1]) or {}).get(keyed[2], "")
    value: Any = reader.pod
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, str):
        reader.report(f"field '{path}' has no value")
        return None
    return value


def _volume(reader: _Reader, volume: Object) -> _Volume:
    if "persistentVolumeClaim" in volume:
        return _claim(reader, volume["persistentVolumeClaim"]["claimName"])
    if "emptyDir" in volume:
        return _Volume(f"emptyDir {volume['name']}")
    if "projected" in volume:
        files: dict[str, MountedFile] = {}
        for source in volume["projected"]["sources"]:
            files |= _projected(reader, source, volume["projected"].get("defaultMode", 0o644))
        return _Volume("projected", files)
    for kind, key, name in (("Secret", "secret", "secretName"), ("ConfigMap", "configMap", "name")):
        if key in volume:
            return _Volume(f"{kind} {volume[key].get(name)}", _store(reader, kind, volume[key], volume[key].get(name)))
    reader.report(f"volume '{volume['name']}' is of a kind that this check does not know")
    return _Volume(volume["name"])


def _claim(reader: _Reader, name: str) -> _Volume:
    claim = reader.cluster.get("PersistentVolumeClaim", name)
    if claim is None:
        reader.report(f"PersistentVolumeClaim '{name}' does not exist")
    elif (claim.get("status") or {}).get("phase") != "Bound":
        reader.report(f"PersistentVolumeClaim '{name}' is not bound")
    return _Volume(f"claim {name}")


def _store(reader: _Reader, kind: str, source: Object, name: str | None) -> dict[str, MountedFile]:
    """Return the files of a ConfigMap or Secret volume."""
    optional = bool(source.get("optional"))
    data = reader.data(kind, name, optional=optional)
    mode = source.get("defaultMode", 0o644)
    if not source.get("items"):
        return {key: MountedFile(value, mode) for key, value in sorted(data.items())}
    files = {}
    for item in source["items"]:
        if item["key"] in data:
            files[item["path"]] = MountedFile(data[item["key"]], item.get("mode", mode))
        elif not optional and reader.cluster.get(kind, name) is not None:
            reader.report(f"{kind} '{name}' has no key '{item['key']}'")
    return files


def _projected(reader: _Reader, source: Object, mode: int) -> dict[str, MountedFile]:
    for kind, key in (("Secret", "secret"), ("ConfigMap", "configMap")):
        if key in source:
            return _store(reader, kind, {"defaultMode": mode} | source[key], source[key].get("name"))
    if "serviceAccountToken" in source:
        return {source["serviceAccountToken"]["path"]: MountedFile(b"", mode)}
    items = (source.get("downwardAPI") or {}).get("items") or []
    return {
        item["path"]: MountedFile((_field(reader, item["fieldRef"]["fieldPath"]) or "").encode(), mode)
        for item in items
    }


def _mounts(
    reader: _Reader, container: Object, volumes: Mapping[str, _Volume]
) -> tuple[dict[str, MountedFile], dict[str, str]]:
    files: dict[str, MountedFile] = {}
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for mount in container.get("volumeMounts") or []:
        path = mount["mountPath"].rstrip("/") or "/"
        if path in taken:
            reader.report(f"container '{container['name']}' mounts two things on '{path}'")
        taken.add(path)
        volume = volumes.get(mount["name"])
        if volume is None:
            reader.report(f"container '{container['name']}' mounts '{mount['name']}', which is no volume")
        elif volume.files is None:
            folders[path] = volume.source + (f"/{mount['subPath']}" if mount.get("subPath") else "")
        else:
            files |= dict(_mounted(reader, path, mount.get("subPath"), volume))
    return files, folders


def _mounted(reader: _Reader, path: str, sub_path: str | None, volume: _Volume) -> Iterator[tuple[str, MountedFile]]:
    """Yield the files that a mount of a known volume shows."""
    known = volume.files or {}
    if sub_path is None:
        yield from ((f"{path}/{name}", file) for name, file in known.items())
        return
    if sub_path in known:
        yield path, known[sub_path]
        return
    below = {name: file for name, file in known.items() if name.startswith(f"{sub_path}/")}
    if not below:
        reader.report(f"'{path}' mounts '{sub_path}', which {volume.source} does not have")
    yield from ((path + name.removeprefix(sub_path), file) for name, file in below.items())


def _check_probes(reader: _Reader, container: Object) -> None:
    ports = container.get("ports") or []
    declared = {port["containerPort"] for port in ports} | {port["name"] for port in ports if port.get("name")}
    for probe in PROBES:
        for handler in HANDLERS:
            port = ((container.get(probe) or {}).get(handler) or {}).get("port")
            if port is not None and port not in declared:
                reader.report(f"{probe} of container '{container['name']}' asks port {port}, which is not declared")


def _user(reader: _Reader, container: Object) -> int | None:
    """Return the user of a container; a pod that must not be root needs a number that is not 0."""
    context = (reader.pod["spec"].get("securityContext") or {}) | (container.get("securityContext") or {})
    user: int | None = context.get("runAsUser")
    if context.get("runAsNonRoot") and not user:
        reader.report(f"container '{container['name']}' must not run as root but has no user id of its own")
    return user


def _service_problems(cluster: Cluster, service: Object) -> Iterator[str]:
    name, spec = service["metadata"]["name"], service["spec"]
    selector = spec.get("selector") or {}
    if not selector:
        return
    pods = [p for p in _living(cluster) if selector.items() <= labels_of(p).items()]
    pods = [p for p in pods if (p.get("status") or {}).get("phase") not in {"Succeeded", "Failed"}]
    if not pods:
        yield f"service {name}: no pod has its labels"
    for pod in pods:
        for port in spec.get("ports") or []:
            if not _declares(pod, port.get("targetPort", port["port"]), port.get("protocol", "TCP")):
                target = port.get("targetPort", port["port"])
                yield f"service {name}: pod {pod['metadata']['name']} declares no port {target}"


def _declares(pod: Object, target: int | str, protocol: str) -> bool:
    ports = [port for container in containers_of(pod["spec"]) for port in container.get("ports") or []]
    return any(
        target in (port["containerPort"], port.get("name")) and port.get("protocol", "TCP") == protocol
        for port in ports
    )


def _ingress_problems(cluster: Cluster, ingress: Object) -> Iterator[str]:
    name, spec = ingress["metadata"]["name"], ingress["spec"]
    paths = [path for rule in spec.get("rules") or [] for path in (rule.get("http") or {}).get("paths") or []]
    backends = [path["backend"] for path in paths] + ([spec["defaultBackend"]] if spec.get("defaultBackend") else [])
    for backend in backends:
        wanted = backend["service"]
        service = cluster.get("Service", wanted["name"])
        if service is None:
            yield f"ingress {name}: Service '{wanted['name']}' does not exist"
            continue
        port = wanted["port"].get("number") or wanted["port"].get("name")
        known = [key for p in service["spec"].get("ports") or [] for key in (p["port"], p.get("name"))]
        if port not in known:
            yield f"ingress {name}: Service '{wanted['name']}' has no port '{port}'"


def _governing_problems(cluster: Cluster, owner: Object) -> Iterator[str]:
    """A StatefulSet names the Service that gives its pods their DNS names; the API does not check that it exists."""
    service = owner["spec"].get("serviceName")
    if service and cluster.get("Service", service) is None:
        yield f"statefulset {owner['metadata']['name']}: Service '{service}' does not exist"
