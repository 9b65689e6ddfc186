"""A Kubernetes namespace that says whose it is, enforces the restricted pod security standard and guards its pods."""

from __future__ import annotations

from typing import Any, Final, Literal

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pulumi_kubernetes.networking import v1 as networking
from pydantic import Field

from podium.component import Args, Component, Outputs
from podium.kubernetes import LabelValue, ObjectName

_METADATA_SERVICES: Final = {
    "0.0.0.0/0": ["169.254.169.254/32"],
    "::/0": ["fd00:ec2::254/128", "fd20:ce::254/128"],
}
"""Addresses, by the network that they are in, at which AWS, Azure and Google Cloud tell a machine its credentials."""


class NamespaceArgs(Args):
    """What the platform asks of a namespace."""

    name: ObjectName = Field(description="Name of the namespace.")
    team: LabelValue = Field("platform", description="The team that owns what runs here.")
    tier: Literal["critical", "standard", "experimental"] = Field("standard", description="How much it matters.")
    labels: dict[str, str] = Field({}, description="Further labels.")


class NamespaceOutputs(Outputs):
    """What others may read."""

    name: pulumi.Output[str] = Field(description="Name of the namespace, once it and its rules exist.")


class Namespace(Component[NamespaceArgs, NamespaceOutputs]):
    """One namespace per environment, team or workload, as the environment says.

    Its NetworkPolicy keeps every pod from the credentials of the machine below it. Anybody may connect to a pod, until
    a workload has a policy of its own (transform `network_policy`): policies add up, so one that let everybody in would
    undo that.
    """

    resource_type = "namespace"
    version = "1.1.0"

    def build(self, name: str, args: NamespaceArgs) -> NamespaceOutputs:
        """Create the namespace, and what holds for all pods in it before there is one."""
        owner = {"podium.dev/team": args.team, "podium.dev/tier": args.tier}
        labels = _managed(args) | owner | _pod_security_labels()
        metadata = meta.ObjectMetaArgs(name=args.name, labels=dict(sorted(labels.items())))
        namespace = core.Namespace(name, metadata=metadata, opts=self.child())
        policy = networking.NetworkPolicy(
            f"{name}-baseline",
            metadata=meta.ObjectMetaArgs(name="baseline", namespace=args.name, labels=_managed(args)),
            spec=_baseline(),
            opts=self.child(depends_on=[namespace]),
        )
        return NamespaceOutputs(name=self.once_ready(args.name, namespace, policy))


def _managed(args: NamespaceArgs) -> dict[str, str]:
    return dict(sorted(({"app.kubernetes.io/managed-by": "podium"} | args.labels).items()))


def _pod_security_labels() -> dict[str, str]:
    """Return the labels that make the API server refuse, report and warn about pods outside the standard."""
    modes = ("audit", "enforce", "warn")
    levels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in modes}
    return levels | {f"pod-security.kubernetes.io/{mode}-version": "latest" for mode in modes}


def _baseline() -> Any:
    """Return the rules for all pods: to everywhere, except to what hands out a machine's credentials.

    Pods are named besides the networks, because some network plug-ins never count them as part of an address range.
    """
    networks = [{"ipBlock": {"cidr": cidr, "except": kept}} for cidr, kept in _METADATA_SERVICES.items()]
    return {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [{"to": [{"namespaceSelector": {}}, *networks]}],
    }
