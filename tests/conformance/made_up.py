"""Types of public Score files that no catalogue of ours serves: made up in examples, or of other platforms."""

from __future__ import annotations

from pathlib import Path

__all__ = ["MADE_UP", "write_components"]

MADE_UP = {
    "azure-blob": ("account_key", "account_name", "blob_endpoint", "connection_string", "container"),
    "dapr-pubsub": ("name",),
    "dapr-state-store": ("name",),
    "dapr-subscription": ("name", "topic"),
    "gcp-pubsub-emulator": ("emulator_host", "host", "port", "project_id"),
    "Resource-One": (),
    "Resource-Two": (),
    "something": (),
    "Type-Three": (),
}
"""Outputs by type."""

MODULE = '''"""Stands for a component of type {kind}."""

from __future__ import annotations

from typing import Any

from pulumi_kubernetes.core import v1 as core
from pulumi_kubernetes.meta import v1 as meta
from pydantic import ConfigDict, Field

from podium.component import Args, Component, Deferred, Outputs


class MadeUpArgs(Args):
    """Takes whatever a claim gives."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(description="Name of the object.")
    namespace: Deferred[str] = Field(description="Namespace of the object.")


class MadeUpOutputs(Outputs):
    """Gives names of itself."""
{outputs}

class MadeUp(Component[MadeUpArgs, MadeUpOutputs]):
    """One object, so that there is something to see."""

    resource_type = "{kind}"

    def build(self, name: str, args: MadeUpArgs) -> MadeUpOutputs:
        """Create it."""
        data = {{key: str(value) for key, value in sorted((args.model_extra or {{}}).items())}}
        metadata = meta.ObjectMetaArgs(name=args.name, namespace=args.namespace)
        core.ConfigMap(name, metadata=metadata, data=data, opts=self.child())
        names: dict[str, Any] = {{key: f"{{args.name}}-{{key}}" for key in MadeUpOutputs.model_fields}}
        return MadeUpOutputs(**names)
'''


def write_components(folder: Path) -> None:
    """Write a component module for each type; `components.__path__` has to name the folder."""
    for kind, outputs in MADE_UP.items():
        fields = "".join(f'\n    {name}: str = Field(description="Its {name}.")\n' for name in outputs)
        text = MODULE.format(kind=kind, outputs=fields)
        (folder / f"made_up_{kind.lower().replace('-', '_')}.py").write_text(text, encoding="utf-8")
