"""Which resources of providers hold data, and which changes make a provider replace them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from podium.program.monitor import UNKNOWN, SecretValue

__all__ = ["PASSWORD", "VOLUME_CLAIM", "former", "keeps_data", "replacing"]

VOLUME_CLAIM: Final = "kubernetes:core/v1:PersistentVolumeClaim"
"""Type token of a volume in a cluster."""

PASSWORD: Final = "pulumi-python:dynamic/podium:GeneratedPassword"  # noqa: S105 - a type token
"""Type token of a generated password: whoever loses it cannot read what it opens."""

_ANY_OBJECT = ("metadata.name", "metadata.namespace")

# Found out on the real engine (tests/engine/test_guard.py): a claim that shrinks is refused by the cluster and left as
# it is, as is another volumeMode or dataSource; all else of a claim is changed in place.
_REPLACING: Final[Mapping[str, tuple[str, ...]]] = {
    VOLUME_CLAIM: (*_ANY_OBJECT, "spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"),
    PASSWORD: ("length",),
    # Source: terraform-provider-aws 6, internal/service/rds/instance.go, ForceNew.
    "aws:rds/instance:Instance": ("dbName", "engine", "kmsKeyId", "storageEncrypted", "username"),
}


def keeps_data(kind: str) -> bool:
    """Return whether resources of a type are known to hold data.

    Args:
        kind: The type token.
    """
    return kind in _REPLACING


def replacing(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield the inputs, as paths, whose change makes the provider replace a resource.

    What is not known before the run is no change. Of resources that the provider does not say the former inputs of,
    only inputs that are set are compared, because the provider fills in the rest.

    Args:
        kind: The type token.
        before: The outputs in the state.
        after: The inputs that the program is going to register.
    """
    known = isinstance(before.get("__inputs"), dict)
    for path, old in former(kind, before).items():
        new = _at(after, path)
        if new is UNKNOWN or (new is None and not known):
            continue
        if old != new:
            yield path


def former(kind: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a resource has of the inputs whose change replaces it, by path.

    Args:
        kind: The type token.
        before: The outputs in the state.
    """
    inputs = before.get("__inputs")
    source = inputs if isinstance(inputs, dict) else before
    paths = _REPLACING.get(kind, _ANY_OBJECT if kind.startswith("kubernetes:") else ())
    return {path: _at(source, path) for path in paths}


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        if isinstance(value, SecretValue):
            value = value.value
        if value is UNKNOWN:
            return UNKNOWN
        value = value.get(key) if isinstance(value, Mapping) else None
    return value.value if isinstance(value, SecretValue) else value
