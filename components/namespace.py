"""A Kubernetes namespace that says whose it is and enforces the restricted pod security standard."""

from __future__ import annotations

from typing import Literal

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pydantic import Field

from podium.component import Args, Component, Outputs
from podium.kubernetes import LabelValue, ObjectName


class NamespaceArgs(Args):
    """What the platform asks of a namespace."""

    name: ObjectName = Field(description="Name of the namespace.")
    team: LabelValue = Field("platform", description="The team that owns what runs here.")
    tier: Literal["critical", "standard", "experimental"] = Field("standard", description="How much it matters.")
    labels: dict[str, str] = Field({}, description="Further labels.")


class NamespaceOutputs(Outputs):
    """What others may read."""

    name: pulumi.Output[str] = Field(description="Name of the namespace, once it exists.")


class Namespace(Component[NamespaceArgs, NamespaceOutputs]):
    """One namespace per environment, team or workload, as the environment says."""

    resource_type = "namespace"

    def build(self, name: str, args: NamespaceArgs) -> NamespaceOutputs:
        """Create the namespace."""
        owner = {"podium.dev/team": args.team, "podium.dev/tier": args.tier}
        labels = {"app.kubernetes.io/managed-by": "podium"} | args.labels | owner | _pod_security_labels()
        metadata = meta.ObjectMetaArgs(name=args.name, labels=dict(sorted(labels.items())))
        namespace = core.Namespace(name, metadata=metadata, opts=self.child())
        return NamespaceOutputs(name=self.once_ready(args.name, namespace))


def _pod_security_labels() -> dict[str, str]:
    """Return the labels that make the API server refuse, report and warn about pods outside the standard."""
    modes = ("audit", "enforce", "warn")
    levels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in modes}
    return levels | {f"pod-security.kubernetes.io/{mode}-version": "latest" for mode in modes}
