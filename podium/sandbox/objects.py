"""The objects that every sandbox holds: its node, its storage class and its ingress class."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podium.sandbox.client import Client

__all__ = ["NODE", "OBJECTS", "PROVISIONER", "create_missing", "forget_first_round", "is_complete"]

NODE = "sandbox-1"
PROVISIONER = "sandbox.podium.dev"
ROOT_AUTHORITY = "/api/v1/namespaces/default/configmaps/kube-root-ca.crt"
# Large enough that nothing a developer deploys is ever refused for lack of room.
CAPACITY = {"cpu": "1000", "ephemeral-storage": "100Ti", "memory": "4Ti", "pods": "10000"}

_NODE = {
    "apiVersion": "v1",
    "kind": "Node",
    "metadata": {
        "name": NODE,
        "annotations": {"kwok.x-k8s.io/node": "fake"},
        "labels": {
            "kubernetes.io/arch": "amd64",
            "kubernetes.io/hostname": NODE,
            "kubernetes.io/os": "linux",
            "topology.kubernetes.io/region": "sandbox",
            "topology.kubernetes.io/zone": "sandbox-a",
        },
    },
    "status": {"allocatable": CAPACITY, "capacity": CAPACITY},
}
_STORAGE_CLASS = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "standard", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
    "provisioner": PROVISIONER,
    "reclaimPolicy": "Delete",
    "volumeBindingMode": "Immediate",
}
_INGRESS_CLASS = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "IngressClass",
    "metadata": {"name": "podium", "annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}},
    "spec": {"controller": "sandbox.podium.dev/ingress"},
}

OBJECTS: Mapping[str, Mapping[str, object]] = {
    "/api/v1/nodes": _NODE,
    "/apis/networking.k8s.io/v1/ingressclasses": _INGRESS_CLASS,
    "/apis/storage.k8s.io/v1/storageclasses": _STORAGE_CLASS,
}
"""Collection path to the object in it."""


def create_missing(client: Client) -> bool:
    """Create the objects that do not exist yet, and leave those that do as they are.

    Returns:
        Whether all of them exist now.
    """
    done = (http.client.CREATED, http.client.CONFLICT)
    return all(_answers(client, "POST", path, done, body) for path, body in sorted(OBJECTS.items()))


def forget_first_round(client: Client) -> bool:
    """Remove what the controllers publish first, so that finding it again proves that they run now.

    Returns:
        Whether it is gone.
    """
    return _answers(client, "DELETE", ROOT_AUTHORITY, (http.client.OK, http.client.NOT_FOUND))


def is_complete(client: Client) -> bool:
    """Return whether the controllers have done their first round.

    That is: pods can run on the node, and pods in the namespace ``default`` get a service account and the authority's
    certificate.
    """
    return (
        _is_schedulable(client.get(f"/api/v1/nodes/{NODE}"))
        and client.get("/api/v1/namespaces/default/serviceaccounts/default") is not None
        and client.get(ROOT_AUTHORITY) is not None
        and client.get("/api/v1/namespaces/kube-system/serviceaccounts/default") is not None
    )


def _answers(client: Client, method: str, path: str, expected: tuple[int, ...], body: object = None) -> bool:
    try:
        return client.request(method, path, body)[0] in expected
    except (OSError, http.client.HTTPException):
        return False


def _is_schedulable(node: Mapping[str, object] | None) -> bool:
    match node:
        case {"spec": {"taints": [_, *_]}}:
            return False
        case {"status": {"conditions": [*conditions]}}:
            return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
        case _:
            return False
