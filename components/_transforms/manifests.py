"""Further objects beside a workload, as the environment file states them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from podium.component import Args, Deferred
from podium.pod import Manifest, Problem, Transform, WorkloadFacts, map_deferred, refuse

_PLACE = re.compile(r"(?<!\{)\{(name|namespace)\}(?!\})")
_OBJECT_NAME = re.compile(r"[a-z0-9]([-.:a-z0-9]*[a-z0-9])?")

_CLUSTER_WIDE = frozenset(
    {
        "APIService", "CSIDriver", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding",
        "CustomResourceDefinition", "GatewayClass", "IngressClass", "MutatingWebhookConfiguration", "Namespace",
        "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeSnapshotClass",
    }
)  # fmt: skip
"""Kinds without a namespace. The API server of a cluster knows them all, and planning asks no server."""


class ObjectMetadataArgs(Args):
    """What an object is called."""

    name: str = Field(description="Name of the object.", min_length=1, max_length=253)
    namespace: str | None = Field(
        None, description="Its namespace; the workload's when absent, and none at all when empty."
    )
    labels: dict[str, str] = Field({}, description="Its labels.")
    annotations: dict[str, Deferred[str]] = Field({}, description="Its annotations.")

    @model_validator(mode="after")
    def _callable(self) -> ObjectMetadataArgs:
        if not _OBJECT_NAME.fullmatch(_PLACE.sub("x", self.name)):
            fix = "use lower case letters, digits, '-' and '.', and {name} for the workload's name"
            refuse([Problem(("name",), f"is '{self.name}', which is not an object name", fix)])
        return self


class ObjectArgs(Args):
    """One object in the API's own words."""

    model_config = ConfigDict(extra="allow")

    api_version: str = Field(
        alias="apiVersion",
        description="Group and version.",
        pattern=r"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?v[0-9]+((alpha|beta)[0-9]+)?$",
    )
    kind: str = Field(description="Kind of the object.", pattern=r"^[A-Z][A-Za-z0-9]*$")
    metadata: ObjectMetadataArgs = Field(description="What it is called.")

    @model_validator(mode="after")
    def _stated_here(self) -> ObjectArgs:
        refuse(_misplaced(self))
        return self

    def manifest(self, workload: WorkloadFacts) -> Manifest:
        """Return the object with `{name}` and `{namespace}` replaced in its strings."""
        given = self.metadata.model_dump(exclude_none=True, exclude_defaults=True)
        if self.metadata.namespace is None and self.kind not in _CLUSTER_WIDE:
            given["namespace"] = "{namespace}"
        metadata = {key: value for key, value in given.items() if value}
        rest = dict(sorted((self.model_extra or {}).items()))
        whole = {"apiVersion": self.api_version, "kind": self.kind, "metadata": metadata, **rest}
        filled: Manifest = _filled(whole, workload)
        return filled


class Manifests(Transform):
    """Further objects, created with the workload and gone with it; `{name}` and `{namespace}` are the workload's."""

    objects: list[ObjectArgs] = Field(description="The objects.")

    @model_validator(mode="after")
    def _different(self) -> Manifests:
        refuse(_repeated(self.objects))
        return self

    def manifests(self, workload: WorkloadFacts) -> list[Manifest]:
        """Return the objects."""
        return [item.manifest(workload) for item in self.objects]


def _misplaced(item: ObjectArgs) -> Iterator[Problem]:
    """Yield what an environment file must not state about an object."""
    if item.kind == "Secret":
        fix = "let a component make it, or an operator such as External Secrets"
        yield Problem(("kind",), "cannot be 'Secret': an environment file is no place for secrets", fix)
    if item.kind.endswith("List"):
        yield Problem(("kind",), f"cannot be '{item.kind}'", "write its items as objects of their own")
    if "status" in (item.model_extra or {}):
        yield Problem(("status",), "cannot be stated: controllers write it", "remove it")


def _repeated(objects: list[ObjectArgs]) -> Iterator[Problem]:
    """Yield objects that are stated before; two with one identity would be one."""
    seen: set[tuple[str, str, str, str | None]] = set()
    for index, item in enumerate(objects):
        identity = (item.api_version, item.kind, item.metadata.name, item.metadata.namespace)
        if identity in seen:
            path = ("objects", index, "metadata", "name")
            yield Problem(path, f"is '{item.metadata.name}' again: there is such a {item.kind}", "choose another name")
        seen.add(identity)


def _filled(value: Any, workload: WorkloadFacts) -> Any:
    """Return nested data with the workload's name and namespace in its strings; braces doubled stay as they are."""
    if isinstance(value, str):
        named = _PLACE.sub(lambda place: workload.name if place[1] == "name" else place[0], value)
        if not _PLACE.search(named):
            return named
        return map_deferred(workload.namespace, lambda namespace: _PLACE.sub(lambda _: namespace, named))
    if isinstance(value, dict):
        return {key: _filled(item, workload) for key, item in value.items()}
    return [_filled(item, workload) for item in value] if isinstance(value, list) else value
