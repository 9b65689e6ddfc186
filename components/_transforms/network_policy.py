"""Who may connect to the pods of a workload."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from podium.component import Args
from podium.kubernetes import LabelValue, ObjectName, selector_labels
from podium.pod import Manifest, Problem, Transform, WorkloadFacts, refuse

_NAMESPACE_LABEL = "kubernetes.io/metadata.name"


class PeerArgs(Args):
    """Pods that may connect: those that fit everything that is given."""

    namespace: ObjectName | None = Field(None, description="Name of their namespace; the workload's when absent.")
    workload: ObjectName | None = Field(None, description="Name of the workload that they belong to.")
    labels: dict[str, LabelValue] = Field({}, description="Labels that they carry.")

    @model_validator(mode="after")
    def _named(self) -> PeerArgs:
        if not (self.namespace or self.workload or self.labels):
            refuse([Problem((), "names nobody", "give a namespace, a workload or labels")])
        return self

    def peer(self) -> dict[str, Any]:
        """Return the peer of a NetworkPolicy."""
        labels = (selector_labels(self.workload, "workload") if self.workload else {}) | self.labels
        pods = {"podSelector": {"matchLabels": labels}} if labels else {}
        if self.namespace:
            return pods | {"namespaceSelector": {"matchLabels": {_NAMESPACE_LABEL: self.namespace}}}
        return pods


class NetworkPolicy(Transform):
    """A NetworkPolicy that lets only the named pods connect to the workload."""

    allow: list[PeerArgs] = Field(description="Who may connect; nobody when empty.")

    def manifests(self, workload: WorkloadFacts) -> list[Manifest]:
        """Return the NetworkPolicy. What the pods themselves may reach is left to the namespace's."""
        ingress = [{"from": [peer.peer() for peer in self.allow]}] if self.allow else []
        return [
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "NetworkPolicy",
                "metadata": {"name": workload.name, "namespace": workload.namespace},
                "spec": {
                    "podSelector": {"matchLabels": dict(workload.selector)},
                    "policyTypes": ["Ingress"],
                    "ingress": ingress,
                },
            }
        ]
