"""One name for the fields that Podium writes into Kubernetes objects."""

from __future__ import annotations

from typing import Any

import pulumi

__all__ = ["FIELD_MANAGER", "own_fields"]

FIELD_MANAGER = "podium"
"""Field manager of server-side apply."""

_ANNOTATION = {"pulumi.com/patchFieldManager": FIELD_MANAGER}


def own_fields() -> None:
    """Let every Kubernetes object of the running program be applied under one field manager.

    By itself the provider makes up a name for each object and keeps it in the state. A run that is killed after it made
    an object and before it recorded it leaves fields under a name that nobody knows any more, and no later run could
    ever remove them. Call it before the first resource.

    Source: pulumi-kubernetes 4, ``provider.fieldManagerName``; Kubernetes, server-side apply, conflicts.
    """
    pulumi.runtime.register_stack_transformation(_named)


def _named(resource: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
    metadata: Any = resource.props.get("metadata")
    if not resource.type_.startswith("kubernetes:") or metadata is None:
        return None
    if isinstance(metadata, dict):
        metadata = {**metadata, "annotations": {**(metadata.get("annotations") or {}), **_ANNOTATION}}
    else:
        metadata.annotations = {**(metadata.annotations or {}), **_ANNOTATION}
    return pulumi.ResourceTransformationResult({**resource.props, "metadata": metadata}, resource.opts)
