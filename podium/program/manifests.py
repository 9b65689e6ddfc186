"""Plain Kubernetes objects out of a recording: what ``kubectl apply`` wants, and nothing of Pulumi's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from podium.diagnostics import Diagnostic, ResolutionError, Severity, Span, raise_if_any
from podium.plan.model import Plan
from podium.program.monitor import RecordedResource, SecretValue, Unknown
from podium.program.record import Recording

__all__ = ["Manifests", "Object", "is_secret", "manifests_of", "object_label"]

Object = dict[str, Any]
"""A Kubernetes object as JSON data, in the API's own words."""

_PROVIDER = "kubernetes:"
_NO_OBJECTS = ("kubernetes:helm.sh/", "kubernetes:kustomize:", "kubernetes:yaml:")
_INTERNAL = ("podium:components:", "pulumi:providers:", "pulumi-python:dynamic/podium:GeneratedPassword")
_FIRST_KEYS = ("apiVersion", "kind", "metadata")
_CONTENTS = ("binaryData", "data", "stringData")
_ORDER: Final = {
    kind: place
    for place, kind in enumerate(
        (
            "Namespace",
            "CustomResourceDefinition",
            "ServiceAccount",
            "Secret",
            "ConfigMap",
            "PersistentVolumeClaim",
            "Service",
            "StatefulSet",
            "Deployment",
            "DaemonSet",
            "Job",
            "CronJob",
            "Ingress",
            "HorizontalPodAutoscaler",
            "PodDisruptionBudget",
            "NetworkPolicy",
        )
    )
}


@dataclass(frozen=True, slots=True)
class Manifests:
    """The objects of a plan.

    Attributes:
        objects: In the order in which they can be installed: by kind, then namespace and name.
        warnings: What is in the plan and no Kubernetes object, and what the components warned of.
    """

    objects: tuple[Object, ...]
    warnings: tuple[Diagnostic, ...]


def manifests_of(plan: Plan, recording: Recording) -> Manifests:
    """Return the Kubernetes objects that a recording holds.

    Args:
        plan: What was composed; it knows where each request stands.
        recording: What that registered.

    Raises:
        ResolutionError: A value is known only once it runs (``P003``), or an object has no name (``P006``).
    """
    places = {str(resource.uid): resource.span for resource in plan.resources}
    objects: list[Object] = []
    problems = [Diagnostic("P008", text, severity=Severity.WARNING) for text in recording.warnings]
    owners = recording.owners()
    for resource in recording.resources:
        owner = owners[resource.urn]
        if _is_object(resource):
            problems += _problems(resource, owner, places.get(owner))
            objects.append(_object(resource))
        elif not resource.type.startswith(_INTERNAL):
            problems.append(_left_out(resource, owner, places.get(owner)))
    raise_if_any(ResolutionError, problems)
    return Manifests(tuple(sorted(objects, key=_place)), tuple(problems))


def is_secret(manifest: Object) -> bool:
    """Return whether an object is a Secret of the core API."""
    return (manifest.get("apiVersion"), manifest.get("kind")) == ("v1", "Secret")


def object_label(manifest: Object) -> str:
    """Return how people call an object: ``Secret dev/web-variables``."""
    metadata = manifest.get("metadata", {})
    namespace = f"{metadata['namespace']}/" if metadata.get("namespace") else ""
    return f"{manifest.get('kind')} {namespace}{metadata.get('name')}"


def _is_object(resource: RecordedResource) -> bool:
    """Return whether a resource is one object; charts and the like are made of many that only a provider knows."""
    return resource.type.startswith(_PROVIDER) and not resource.type.startswith(_NO_OBJECTS)


def _object(resource: RecordedResource) -> Object:
    bare = _without_leftovers(_plain(resource.inputs))
    version, _, kind = resource.type.removeprefix(_PROVIDER).rpartition(":")
    given = {"apiVersion": version.removeprefix("core/"), "kind": kind} | bare
    # A patch of the whole object would look for this mark; kubectl does not know it.
    first = {key: given[key] for key in _FIRST_KEYS if key in given}
    return first | {key: value for key, value in given.items() if key not in first}


def _plain(value: Any) -> Any:
    """Return nested inputs without the wrapping of secrets and without nulls, which mean that nothing is given."""
    if isinstance(value, SecretValue):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _without_leftovers(manifest: Object) -> Object:
    """Return the object without Pulumi's annotations and without mappings whose absence says the same.

    An empty mapping says something elsewhere (``emptyDir``, ``podSelector``), so only known ones go.
    """
    kept: Object = _metadata_cleaned(manifest)
    if str(kept.get("kind")) in {"ConfigMap", "Secret"}:
        kept = {key: value for key, value in kept.items() if value or key not in _CONTENTS}
    return kept


def _metadata_cleaned(value: Any) -> Any:
    if isinstance(value, list):
        return [_metadata_cleaned(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    cleaned = {key: _metadata_cleaned(item) for key, item in value.items()}
    if isinstance(cleaned.get("metadata"), Mapping):
        cleaned["metadata"] = _metadata(cleaned["metadata"])
    return cleaned


def _metadata(metadata: Mapping[str, Any]) -> Object:
    annotations = metadata.get("annotations") or {}
    ours = {key: value for key, value in annotations.items() if not key.startswith("pulumi.com/")}
    kept = {**metadata, "annotations": ours}
    return {key: value for key, value in kept.items() if value or key not in {"annotations", "labels"}}


def _problems(resource: RecordedResource, owner: str, span: Span | None) -> Iterator[Diagnostic]:
    for path in _unknown(resource.inputs, ""):
        yield Diagnostic(
            code="P003",
            message=f"'{path}' of {_described(resource)} of '{owner}' is known only once it runs",
            span=span,
            why="manifests hold final values, and nobody has run what this one comes from",
            fix="deploy it with `podium up`, or answer the request with a component whose outputs are known",
        )
    if not (resource.inputs.get("metadata") or {}).get("name"):
        yield Diagnostic(
            code="P006",
            message=f"{_described(resource)} of '{owner}' has no name of its own",
            span=span,
            why="Pulumi makes a name up when it creates an object that has none",
            fix="name the object in the component",
        )


def _unknown(value: Any, path: str) -> Iterator[str]:
    """Yield the paths of what is not known."""
    if isinstance(value, Unknown):
        yield path
    elif isinstance(value, SecretValue):
        yield from _unknown(value.value, path)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _unknown(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(item, f"{path}[{index}]")


def _left_out(resource: RecordedResource, owner: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        code="P007",
        message=f"{_described(resource)} of '{owner}' is not in the manifests",
        span=span,
        why="it is no Kubernetes object",
        fix="deploy it with `podium up`",
        severity=Severity.WARNING,
    )


def _described(resource: RecordedResource) -> str:
    return f"{resource.type.rsplit(':', 1)[-1]} '{resource.name}'"


def _place(manifest: Object) -> tuple[int, str, str, str, str]:
    metadata, kind = manifest.get("metadata", {}), str(manifest["kind"])
    place = _ORDER.get(kind, len(_ORDER))
    return place, kind, str(metadata.get("namespace", "")), str(metadata.get("name", "")), str(manifest["apiVersion"])
