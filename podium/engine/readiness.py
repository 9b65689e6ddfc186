"""How many pods of the deployed objects are ready, asked from the cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
from lightkube import ApiError, Client, KubeConfig
from lightkube.core.exceptions import ConfigError
from lightkube.resources.apps_v1 import DaemonSet, Deployment, StatefulSet
from lightkube.resources.batch_v1 import CronJob, Job

from podium.diagnostics import ClusterError, Diagnostic
from podium.engine.deployed import ObjectRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["Readiness", "read_readiness"]

_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """Pods of one object: how many are ready, or done for a Job, and how many there should be; none for a CronJob."""

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
    found: dict[ObjectRef, Readiness] = {}
    for kind, pods_of in _PODS_OF.items():
        for item in client.list(kind, namespace=namespace):
            found[ObjectRef(namespace, kind.__name__, str(item.metadata.name))] = pods_of(item)
    return found


def _replicas(item: Any) -> Readiness:
    return _counted(item, "readyReplicas", 1 if item.spec.replicas is None else item.spec.replicas)


def _nodes(item: Any) -> Readiness:
    return _counted(item, "numberReady", (item.status and item.status.desiredNumberScheduled) or 0)


def _completions(item: Any) -> Readiness:
    return _counted(item, "succeeded", 1 if item.spec.completions is None else item.spec.completions)


def _counted(item: Any, field: str, desired: int) -> Readiness:
    return Readiness((item.status and getattr(item.status, field)) or 0, desired)


_PODS_OF: Mapping[type[Any], Callable[[Any], Readiness]] = {
    CronJob: lambda _: Readiness(0, 0),
    DaemonSet: _nodes,
    Deployment: _replicas,
    Job: _completions,
    StatefulSet: _replicas,
}
"""How to count the pods of each kind; the parts of an object that the API may leave out are None."""


def _unreadable(context: str, error: Exception) -> Diagnostic:
    reason = " ".join(str(error).split()) or type(error).__name__
    return Diagnostic(
        code="K010",
        message=f"the cluster of context '{context}' cannot be asked",
        why=reason,
        fix="check it with `kubectl cluster-info`; a sandbox starts with `podium sandbox start`",
    )
