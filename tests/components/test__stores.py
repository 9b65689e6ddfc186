"""The objects that hold files and variables. More of them is in tests/components/test_service.py."""

from __future__ import annotations

from pulumi_kubernetes.meta import v1 as meta

from components._stores import create_stores
from podium.component import Args, Component, Outputs
from podium.pod import ContainerArgs


class Holder(Component[Args, Outputs]):
    """A component that has stores and nothing else."""

    resource_type = "holder"

    def build(self, name: str, args: Args) -> Outputs:
        """Create the stores."""
        files = {"/a": {"content": "x"}, "/b": {"content": "y", "secret": True}}
        containers = {"main": ContainerArgs(image="x:1", files=files, secret_variables={"A": "1"})}
        self.names = create_stores(self, name, containers, lambda called: meta.ObjectMetaArgs(name=called), "shop")
        return Outputs()


def test_stores_are_immutable_and_belong_to_the_component(record):
    """Each is named by what it holds, and is never changed."""
    recording = record(lambda: Holder("shop", Args()))
    stores = [r for r in recording.children() if r.kind in {"ConfigMap", "Secret"}]
    assert [(r.kind, r.name) for r in stores] == [
        ("ConfigMap", "shop-files"),
        ("Secret", "shop-secret-files"),
        ("Secret", "shop-variables"),
    ]
    assert all(r.inputs["immutable"] and r.parent.endswith("::shop") for r in stores)
    assert all(r.inputs["metadata"]["name"].startswith(f"{r.name}-") for r in stores)
