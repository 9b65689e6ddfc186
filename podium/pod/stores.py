"""What pods mount: files and secret variables, kept in objects that are named after their content.

There are at most three stores: ``files`` (a ConfigMap), ``secret-files`` and ``variables`` (Secrets).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pulumi

from podium.catalogue.contract import Deferred
from podium.kubernetes import data_key, keyed_digest
from podium.pod.args import ContainerArgs, FileArgs
from podium.pod.problems import Problem
from podium.spec.placeholder import Template

__all__ = [
    "STORE_LIMIT",
    "Contents",
    "Names",
    "file_contents",
    "files_of",
    "map_deferred",
    "object_name",
    "overfull_stores",
    "secret_variables",
    "versioned_name",
]

Contents = dict[str, "pulumi.Input[str]"]
"""What a ConfigMap or a Secret holds, by key."""

Names = Mapping[str, "pulumi.Input[str]"]
"""Names of the stores that there are."""

STORE_LIMIT: Final = 1024 * 1024
"""Bytes that the values of one ConfigMap or Secret may have together (Kubernetes, ``MaxSecretSize``)."""

_SHOWN = 3


def map_deferred(value: Deferred[str], change: Callable[[str], str]) -> Any:
    """Apply a function now to what is known, and later to what is not."""
    return change(value) if isinstance(value, str) else pulumi.Output.from_input(value).apply(change)


def versioned_name(prefix: str, contents: Mapping[str, Any], salt: pulumi.Input[str] = "") -> pulumi.Output[str]:
    """Return the name of an immutable object: the same for the same content, another one for any other.

    Args:
        prefix: What the name starts with.
        contents: The values by key; nested data, known now or later.
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
    for name, path, file in files_of(containers, secret=secret):
        key = data_key(name, path)
        if file.binary_content is not None:
            binary[key] = file.binary_content
        elif file.content is not None:
            text[key] = file.content
    return text, binary


def files_of(containers: Mapping[str, ContainerArgs], *, secret: bool) -> list[tuple[str, str, FileArgs]]:
    """Return container, path and file, sorted; either the secret ones or the others."""
    return [
        (name, path, file)
        for name, container in sorted(containers.items())
        for path, file in sorted(container.files.items())
        if file.secret == secret
    ]


def secret_variables(containers: Mapping[str, ContainerArgs]) -> Contents:
    """Return the secret variables by key."""
    return {
        data_key(name, variable): value
        for name, container in sorted(containers.items())
        for variable, value in sorted(container.secret_variables.items())
    }


def overfull_stores(workload: str, containers: Mapping[str, ContainerArgs]) -> Iterator[Problem]:
    """Yield a problem, at its largest entry, for each store that holds more than Kubernetes takes.

    Args:
        workload: Name of the workload.
        containers: The containers by name. Of values that are known only later, what is known already counts.
    """
    secret: dict[tuple[str, ...], int] = {
        ("containers", name, "secret_variables", variable): _size(value)
        for name, container in containers.items()
        for variable, value in container.secret_variables.items()
    }
    yield from _overfull(workload, "files", _file_sizes(containers, secret=False))
    yield from _overfull(workload, "secret files", _file_sizes(containers, secret=True))
    yield from _overfull(workload, "secret variables", secret)


def _file_sizes(containers: Mapping[str, ContainerArgs], *, secret: bool) -> dict[tuple[str, ...], int]:
    return {
        ("containers", name, "files", path): _size(file.content) + len(base64.b64decode(file.binary_content or ""))
        for name, path, file in files_of(containers, secret=secret)
    }


def _overfull(workload: str, what: str, sizes: Mapping[tuple[str, ...], int]) -> Iterator[Problem]:
    total = sum(sizes.values())
    if total <= STORE_LIMIT:
        return
    largest = sorted(sizes, key=lambda path: (-sizes[path], path))
    shown = ", ".join(f"{path[-1]} of '{path[1]}' {_kibibytes(sizes[path])}" for path in largest[:_SHOWN])
    rest = f" and {len(largest) - _SHOWN} more" if len(largest) > _SHOWN else ""
    message = f"makes the {what} of workload '{workload}' too large: {_kibibytes(total)} together ({shown}{rest})"
    fix = f"keep them below {_kibibytes(STORE_LIMIT)}, or put large files into the image or a volume"
    yield Problem(largest[0], message, fix)


def _size(value: object) -> int:
    parts = value.parts if isinstance(value, Template) else [value]
    return sum(len(part.encode()) for part in parts if isinstance(part, str))


def _kibibytes(size: int) -> str:
    return f"{size / 1024:.1f} KiB"
