"""The addresses that pods are told, held against the Services of their cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support.kubelet import Cluster, ContainerView, read_pod

__all__ = ["addresses", "unreachable"]

_FULL = r"(?P<name>[a-z][a-z0-9-]*)\.[a-z][a-z0-9-]*\.svc(?:\.cluster\.local)?"
_FULL_NAME = re.compile(_FULL + r"(?::(?P<port>\d+))?")
_SHORT_URL = re.compile(r"\bhttp://(?P<name>[a-z][a-z0-9-]*)(?::(?P<port>\d+))?(?=/|$)")
_SHORT_HOST = re.compile(r"[a-z][a-z0-9-]*")

Address = tuple[str, int | None]


def addresses(container: ContainerView) -> set[Address]:
    """Return the names of Services that a container is told, each with the port where one is told.

    A name stands in a URL, in front of a port, or in a variable that ends with `HOST`, whose port is then the variable
    that ends with `PORT` instead.
    """
    texts = [*container.env.values(), *container.args, *container.command]
    texts += [file.content.decode(errors="replace") for file in container.files.values()]
    found: set[Address] = set(_in_hosts(container))
    paired = {container.env[key] for key in container.env if key.endswith("HOST")}
    for text in texts:
        if text not in paired:
            found |= {(m["name"], _number(m["port"])) for m in _FULL_NAME.finditer(text)}
            found |= {(m["name"], _number(m["port"]) or 80) for m in _SHORT_URL.finditer(text)}
    return found


def unreachable(cluster: Cluster) -> list[str]:
    """Return every address that no Service of the namespace listens on, told with the pod that has it."""
    found = []
    for pod in cluster.all("Pod"):
        for container in read_pod(cluster, pod["metadata"]["name"]).containers.values():
            for name, port in sorted(addresses(container), key=str):
                service = cluster.get("Service", name)
                ports = [entry["port"] for entry in (service or {}).get("spec", {}).get("ports") or []]
                if service is None or (port is not None and port not in ports):
                    found.append(f"{pod['metadata']['name']}/{container.name}: {name}:{port}")
    return found


def _in_hosts(container: ContainerView) -> Iterator[Address]:
    for key, value in container.env.items():
        if key.endswith("HOST"):
            full = _FULL_NAME.fullmatch(value)
            if full or (_SHORT_HOST.fullmatch(value) and value != "localhost"):
                port = container.env.get(key.removesuffix("HOST") + "PORT")
                yield (full["name"] if full else value), _number(port)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
