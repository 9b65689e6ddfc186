"""The objects of one namespace as plain data, read from a server or written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lightkube import Client
from lightkube.resources.apps_v1 import StatefulSet
from lightkube.resources.core_v1 import (
    ConfigMap,
    PersistentVolumeClaim,
    Pod,
    Secret,
    Service,
    ServiceAccount,
)
from lightkube.resources.networking_v1 import Ingress

KINDS = (ConfigMap, Ingress, PersistentVolumeClaim, Pod, Secret, Service, ServiceAccount, StatefulSet)

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The objects of one namespace as the API returns them, by kind and name."""

    objects: Mapping[tuple[str, str], Object]

    def get(self, kind: str, name: str | None) -> Object | None:
        """Return an object, or None when there is none."""
        return self.objects.get((kind, name or ""))

    def all(self, kind: str) -> list[Object]:
        """Return the objects of a kind, sorted by name."""
        return [value for (of, _), value in sorted(self.objects.items()) if of == kind]


def load(client: Client, namespace: str) -> Cluster:
    """Read the objects of a namespace that matter to its pods."""
    found = {}
    for kind in KINDS:
        for item in client.list(kind, namespace=namespace):
            found[kind.__name__, item.metadata.name] = item.to_dict()
    return Cluster(found)


def labels_of(item: Object) -> dict[str, str]:
    """Return the labels of an object."""
    return item["metadata"].get("labels") or {}


def containers_of(spec: Object) -> list[Object]:
    """Return the containers of a pod spec, starting ones first."""
    return [*(spec.get("initContainers") or []), *spec["containers"]]
