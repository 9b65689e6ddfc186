"""A Score workload as the params of its own component: the graph treats it as one more resource."""

from __future__ import annotations

from typing import Any, Final

from podium.graph.context import WorkloadContext, bind_claim
from podium.spec.annotations import SETTING, stated
from podium.spec.extensions import Extension, enabled
from podium.spec.model import Container, ContainerFile, ContainerResources, Probe, ResourceQuantities
from podium.spec.placeholder import Template

__all__ = ["AUTOSCALER", "workload_params"]

AUTOSCALER: Final = "horizontal-pod-autoscaler"
"""The resource type of autoscalers."""

_TIMING = {"initial_delay_seconds", "period_seconds", "timeout_seconds", "success_threshold", "failure_threshold"}


def workload_params(context: WorkloadContext) -> dict[str, Any]:
    """Return the params of a workload's component, placeholders bound.

    What annotations and claims say about the workload as a whole (``kind``, ``schedule``, ``service_name``,
    ``autoscaled``) is there only if they say it.

    Args:
        context: The workload; its files hold their content (:func:`podium.spec.sources.with_sources`).
    """
    workload = context.loaded.workload
    said = {param: stated(workload.annotations, param) for param in SETTING}
    autoscaled = any(claim.resource_type == AUTOSCALER for claim in workload.claims.values())
    return {
        "containers": {name: _container(name, context) for name in workload.containers},
        "ports": {
            name: _without_none({"port": port.port, "target_port": port.target_port, "protocol": port.protocol})
            for name, port in workload.ports.items()
        },
        "annotations": dict(workload.annotations),
        **_without_none(said),
        **({"autoscaled": True} if autoscaled else {}),
    }


def _container(name: str, context: WorkloadContext) -> dict[str, Any]:
    container = context.loaded.workload.containers[name]
    files = {target: _file(file, context) for target, file in (container.files or {}).items()}
    process: dict[str, Any] = {"image": container.image, "command": container.command, "args": container.args}
    if Extension.PLACEHOLDERS in enabled(context.loaded.workload.annotations):
        process = {key: _as_text(bind_claim(value, context)) for key, value in process.items()}
    return _without_none(
        {
            **process,
            "variables": bind_claim(dict(container.variables or {}), context),
            "files": files,
            "volumes": _volumes(container, context),
            "resources": _quantities(container.resources),
            "liveness_probe": _probe(container.liveness_probe),
            "readiness_probe": _probe(container.readiness_probe),
            "before": {target: entry.ready for target, entry in (container.before or {}).items()},
        }
    )


def _file(file: ContainerFile, context: WorkloadContext) -> dict[str, Any]:
    content = file.content if file.no_expand or file.content is None else bind_claim(file.content, context)
    return _without_none({"content": content, "binary_content": file.binary_content, "mode": file.mode})


def _volumes(container: Container, context: WorkloadContext) -> dict[str, Any]:
    return {
        target: _without_none(
            {
                "claim": bind_claim(volume.source, context, bare="source"),
                "path": volume.path,
                "read_only": volume.read_only,
            }
        )
        for target, volume in (container.volumes or {}).items()
    }


def _quantities(resources: ContainerResources | None) -> dict[str, Any] | None:
    if resources is None:
        return None

    def amounts(quantities: ResourceQuantities | None) -> dict[str, str] | None:
        return quantities.model_dump(exclude_unset=True) if quantities else None

    return _without_none({"requests": amounts(resources.requests), "limits": amounts(resources.limits)})


def _probe(probe: Probe | None) -> dict[str, Any] | None:
    if probe is None:
        return None
    get = probe.http_get
    http = get and _without_none(
        {
            "port": get.port,
            "path": get.path,
            "host": get.host,
            "scheme": get.scheme,
            "headers": [header.model_dump() for header in get.http_headers or []],
        }
    )
    command = probe.exec.command if probe.exec else None
    return _without_none({"http_get": http, "exec": command, "timing": _timing(probe)})


def _timing(probe: Probe) -> dict[str, int] | None:
    """Return the numbers that a probe states, none of them if it states none."""
    return probe.model_dump(include=_TIMING, exclude_none=True) or None


def _as_text(value: Any) -> Any:
    """Return bound values that become text whatever the outputs are that they read."""
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return Template(value.parts, as_text=True) if isinstance(value, Template) else value


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
