"""How many pods of the deployed objects are ready, asked from the cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2
from lightkube import ApiError, Client, KubeConfig
from lightkube.core.exceptions import ConfigError
from lightkube.resources.apps_v1 import Deployment, StatefulSet

from podium.diagnostics import ClusterError, Diagnostic
from podium.engine.deployed import ObjectRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Readiness", "read_readiness"]

_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """Pods of one object: how many are ready and how many there should be."""

    ready: int
    desired: int

    @property
    def is_ready(self) -> bool:
        """True if nothing is missing."""
        return self.ready >= self.desired


def read_readiness(kubeconfig: str | None, context: str, objects: Iterable[ObjectRef]) -> Mapping[ObjectRef, Readiness]:
    """Ask the cluster about objects; one that does not exist has no entry.

    Args:
        kubeconfig: Path of the kubeconfig; None for the user's own.
        context: Context to use.
        objects: What to ask about.

    Raises:
        ClusterError: The cluster cannot be asked.
    """
    try:
        config = KubeConfig.from_file(kubeconfig or "~/.kube/config").get(context)
        client = Client(config=config, timeout=httpx2.Timeout(_TIMEOUT_SECONDS))
        wanted = sorted(set(objects))
        found: dict[ObjectRef, Readiness] = {}
        for namespace in sorted({ref.namespace for ref in wanted}):
            found |= _in_namespace(client, namespace)
    except (ConfigError, httpx2.HTTPError, ApiError, OSError) as error:
        raise ClusterError(_unreadable(context, error)) from error
    return {ref: found[ref] for ref in wanted if ref in found}


def _in_namespace(client: Client, namespace: str) -> Mapping[ObjectRef, Readiness]:
    listed: list[Deployment | StatefulSet] = [*client.list(Deployment, namespace=namespace)]
    listed += client.list(StatefulSet, namespace=namespace)
    return {ObjectRef(namespace, type(item).__name__, _name(item)): _readiness(item) for item in listed}


def _name(item: Deployment | StatefulSet) -> str:
    return str(item.metadata.name) if item.metadata else ""


def _readiness(item: Deployment | StatefulSet) -> Readiness:
    desired = item.spec.replicas if item.spec and item.spec.replicas is not None else 1
    ready = item.status.readyReplicas if item.status and item.status.readyReplicas else 0
    return Readiness(ready, desired)


def _unreadable(context: str, error: Exception) -> Diagnostic:
    reason = " ".join(str(error).split()) or type(error).__name__
    return Diagnostic(
        code="K010",
        message=f"the cluster of context '{context}' cannot be asked",
        why=reason,
        fix="check it with `kubectl cluster-info`; a sandbox starts with `podium sandbox start`",
    )
