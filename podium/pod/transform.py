"""Transforms: what an environment changes about a workload's pods, or adds beside them, with typed params.

A transform is one small file in ``components/_transforms/``: a class whose fields are its params. The environment's
definition of workloads names it under the param ``transforms``; nothing is transformed by default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from podium.catalogue.contract import Args, Deferred
from podium.pod.args import PortArgs

__all__ = ["Manifest", "PodTemplate", "Transform", "WorkloadFacts"]

PodTemplate: TypeAlias = dict[str, Any]
"""A pod template in the API's own words: ``metadata`` (labels, annotations) and ``spec``."""

Manifest: TypeAlias = dict[str, Any]
"""A Kubernetes object in the API's own words, with ``apiVersion``, ``kind`` and ``metadata``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadFacts:
    """What a transform may know of the workload.

    Attributes:
        name: Name of the workload.
        namespace: Namespace it runs in; known now or later.
        kind: What keeps its pods, such as ``Deployment``.
        service: Name of its Service, whether there is one or not.
        ports: Ports of the Service by name.
        selector: Labels that pick its pods.
    """

    name: str
    namespace: Deferred[str]
    kind: str
    service: str
    ports: Mapping[str, PortArgs]
    selector: Mapping[str, str]


class Transform(Args):
    """Base of all transforms: the fields are the params, both methods may be overridden."""

    def pod(self, template: PodTemplate, workload: WorkloadFacts) -> PodTemplate:
        """Return the pod template with what the transform changes; the template given stays as it is.

        Args:
            template: The pod template; earlier transforms, by name, have been applied.
            workload: The workload.
        """
        del workload
        return template

    def manifests(self, workload: WorkloadFacts) -> list[Manifest]:
        """Return objects to create beside the workload.

        Args:
            workload: The workload.
        """
        del workload
        return []
