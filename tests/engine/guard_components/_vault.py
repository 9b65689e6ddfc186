"""What all components of the corpus are: the smallest answer with a volume and a password, which starts no pods.

No component: the module is private.
"""

from __future__ import annotations

import pulumi
from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pydantic import Field

from podium.component import Args, Component, Deferred, Outputs, Secret
from podium.password import GeneratedPassword


class VaultArgs(Args):
    """What may be set."""

    name: str = Field(description="Name of its objects.")
    namespace: Deferred[str] = Field(description="Namespace.")
    size: str = Field("1Gi", description="Size of the volume.")
    storage_class: str | None = Field(None, description="Storage class.")
    shelf: str | None = Field(None, description="Which of its data is used.")
    server: Deferred[str] = Field("none", description="Where its data is, if not in its own volume.")
    note: str = Field("", description="Anything that is no data.")


class VaultOutputs(Outputs):
    """What may be read."""

    place: pulumi.Output[str] = Field(description="Name of the volume.")
    key: Secret[str] = Field(description="The password.")


class Vault(Component[VaultArgs, VaultOutputs]):
    """A volume, a password and a note."""

    stateful = True
    identity = frozenset({"name", "namespace", "shelf", "server"})

    def build(self, name: str, args: VaultArgs) -> VaultOutputs:
        """Make them."""
        if args.note == "!":
            raise ValueError("the note is too loud")
        password = GeneratedPassword(f"{name}-password", opts=self.child()).password
        claim = core.PersistentVolumeClaim(
            f"{name}-data",
            metadata=meta.ObjectMetaArgs(name=f"{args.name}-data", namespace=args.namespace),
            spec=core.PersistentVolumeClaimSpecArgs(
                access_modes=["ReadWriteOnce"],
                storage_class_name=args.storage_class,
                resources=core.VolumeResourceRequirementsArgs(requests={"storage": args.size}),
            ),
            opts=self.child(),
        )
        core.ConfigMap(
            name,
            metadata=meta.ObjectMetaArgs(name=args.name, namespace=args.namespace),
            data={"note": args.note},
            opts=self.child(),
        )
        return VaultOutputs(place=self.once_ready(args.name, claim), key=password)
