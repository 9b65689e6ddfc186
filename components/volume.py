"""A volume that outlives the pods that mount it."""

from __future__ import annotations

from typing import Literal

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pydantic import Field

from podium.component import Args, Component, Deferred, Outputs
from podium.kubernetes import ObjectName, standard_labels


class VolumeArgs(Args):
    """What a workload may ask for."""

    name: ObjectName = Field(description="Name of the claim object.")
    namespace: Deferred[str] = Field(description="Namespace of the workload that mounts it.")
    size: str = Field("1Gi", description="Capacity as a Kubernetes quantity; it can grow, never shrink.")
    storage_class: str | None = Field(None, description="Storage class; the cluster's default when absent.")
    access_mode: Literal["ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany", "ReadWriteOncePod"] = Field(
        "ReadWriteOnce", description="Who may mount it at the same time."
    )
    labels: dict[str, str] = Field({}, description="Further labels.")


class VolumeOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    source: pulumi.Output[str] = Field(description="Name of the claim, for a workload's `volumes.*.source`.")


class Volume(Component[VolumeArgs, VolumeOutputs]):
    """One PersistentVolumeClaim."""

    resource_type = "volume"
    stateful = True

    def build(self, name: str, args: VolumeArgs) -> VolumeOutputs:
        """Create the claim. The provider waits until it is bound, or until it waits for its first consumer."""
        labels = standard_labels(args.name, "volume", args.labels)
        claim = core.PersistentVolumeClaim(
            name,
            metadata=meta.ObjectMetaArgs(name=args.name, namespace=args.namespace, labels=labels),
            spec=core.PersistentVolumeClaimSpecArgs(
                access_modes=[args.access_mode],
                storage_class_name=args.storage_class,
                resources=core.VolumeResourceRequirementsArgs(requests={"storage": args.size}),
            ),
            opts=self.child(),
        )
        return VolumeOutputs(source=self.once_ready(args.name, claim))
