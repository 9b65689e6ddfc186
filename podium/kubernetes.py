"""Kubernetes conventions that every component keeps: labels, names, and the *restricted* pod security standard.

Plain data and pure functions; no provider, no pulumi. Pods are written in the API's own words (camel case), which the
provider takes as they are.
"""

from __future__ import annotations

import graphlib
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator

__all__ = [
    "POD_USER",
    "LabelValue",
    "ObjectName",
    "Readiness",
    "check_label_value",
    "check_object_name",
    "data_key",
    "digest",
    "file_mode",
    "keyed_digest",
    "literal",
    "restricted",
    "selector_labels",
    "service_host",
    "shorten",
    "standard_labels",
    "start_order",
]

POD_USER = 10001
"""User and group of a container that names none. Numeric, because the kubelet cannot prove that a name is not root."""

Readiness: TypeAlias = Literal["started", "healthy", "complete"]
"""The state that a container must reach before another one starts (Score ``before.<container>.ready``)."""

_NAME_LIMIT = 63
_OBJECT_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
_NOT_IN_KEYS = re.compile(r"[^-._A-Za-z0-9]")


def check_object_name(name: str) -> str:
    """Return the name if an object of any kind may carry it.

    The strictest rule holds for all, that of Services (RFC 1035 label), because a name is shared by several objects.

    Raises:
        ValueError: Not a label: lower case letters, digits and ``-``, first a letter, at most 63 characters.
    """
    if len(name) > _NAME_LIMIT or not _OBJECT_NAME.fullmatch(name):
        raise ValueError(
            f"'{name}' is not an object name: lower case letters, digits and '-', starting with a letter, "
            f"ending with a letter or digit, at most {_NAME_LIMIT} characters"
        )
    return name


def check_label_value(value: str) -> str:
    """Return the value if a Kubernetes label may carry it.

    Raises:
        ValueError: Longer than 63 characters or with characters other than letters, digits, ``-``, ``_`` and ``.``.
    """
    if len(value) > _NAME_LIMIT or not _LABEL_VALUE.fullmatch(value):
        raise ValueError(f"'{value}' is not a label value: letters, digits, '-', '_' and '.', at most {_NAME_LIMIT}")
    return value


ObjectName: TypeAlias = Annotated[str, AfterValidator(check_object_name)]
"""The name of a Kubernetes object, checked."""

LabelValue: TypeAlias = Annotated[str, AfterValidator(check_label_value)]
"""The value of a Kubernetes label, checked."""


def digest(*parts: str) -> str:
    """Return eight hexadecimal characters that stand for the texts.

    Never give it a secret: whoever sees the digest could check a guess.
    """
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def keyed_digest(key: str, text: str) -> str:
    """Return ten hexadecimal characters that stand for the text and tell nothing about it without the key."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:10]


def shorten(name: str, limit: int) -> str:
    """Return the name, or its start and a digest of the whole where it is longer than ``limit`` characters."""
    return name if len(name) <= limit else f"{name[: limit - 9].rstrip('-')}-{digest(name)}"


def selector_labels(name: str, component: str) -> dict[str, str]:
    """Return the labels that pick the pods of one object; they never change while the object lives.

    Args:
        name: Name of the object.
        component: The part it plays, such as ``workload`` or ``database``.
    """
    return {"app.kubernetes.io/component": component, "app.kubernetes.io/name": name}


def standard_labels(name: str, component: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the labels of every object that belongs to one component instance.

    Args:
        name: Name of the main object.
        component: The part it plays, such as ``workload`` or ``database``.
        extra: Labels of the platform and the caller; they win, except over the selector's.
    """
    managed = {"app.kubernetes.io/managed-by": "podium"}
    return dict(sorted((managed | dict(extra or {}) | selector_labels(name, component)).items()))


def restricted(pod: Mapping[str, Any], user: int = POD_USER) -> dict[str, Any]:
    """Return the pod spec under the restricted pod security standard, and a little beyond it.

    Beyond: root file systems stay as they are, no token of the cluster's API is mounted, and there are no variables
    that Kubernetes makes up from Services (``DB_PORT=tcp://…``), which would mix with the workload's own.

    Args:
        pod: A pod spec in the API's own words.
        user: User id of the processes; also the group that owns mounted files, so that they can read them.
    """
    secured = {
        kind: [container | {"securityContext": _container_security()} for container in pod[kind]]
        for kind in ("initContainers", "containers")
        if pod.get(kind)
    }
    return {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": _pod_security(user),
        **pod,
        **secured,
    }


def _pod_security(user: int) -> dict[str, Any]:
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _container_security() -> dict[str, Any]:
    return {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }


def service_host(name: str, namespace: str) -> str:
    """Return the name under which the cluster's DNS knows a Service."""
    return f"{name}.{namespace}.svc.cluster.local"


def literal(text: str) -> str:
    """Return the text so that the kubelet's ``$(NAME)`` expansion gives it back unchanged.

    Source: Kubernetes, ``third_party/forked/golang/expansion``: ``$$`` is one dollar sign.
    """
    return text.replace("$", "$$")


def file_mode(mode: str | None) -> int:
    """Return the permission bits of an octal string such as ``0644``; 0644 when none is given."""
    return int(mode, 8) if mode else 0o644


def data_key(container: str, name: str) -> str:
    """Return the key under which a ConfigMap or Secret holds a container's file or variable.

    Keys allow fewer characters than paths and variable names, so whatever is replaced is told apart by a digest.

    Args:
        container: Name of the container.
        name: Path of the file, or name of the variable.
    """
    tail = name.rsplit("/", 1)[-1]
    plain = _NOT_IN_KEYS.sub("_", tail)
    middle = "" if plain == name else f"{digest(name)}."
    return f"{container}.{middle}{plain}"[:253]


def start_order(before: Mapping[str, Mapping[str, Readiness]]) -> tuple[str, ...]:
    """Return the containers that must come before others, in an order that keeps every wish.

    Args:
        before: For each container of the pod, which others wait for it.

    Raises:
        ValueError: An unknown container, or containers that wait for each other.
    """
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter(dict.fromkeys(sorted(before), ()))
    for name, others in sorted(before.items()):
        for other in sorted(others):
            if other not in before:
                raise ValueError(f"container '{name}' comes before '{other}', which does not exist")
            sorter.add(other, name)
    try:
        ordered = tuple(sorter.static_order())
    except graphlib.CycleError as error:
        raise ValueError(f"containers wait for each other: {' -> '.join(error.args[1])}") from None
    return tuple(name for name in ordered if before[name])
