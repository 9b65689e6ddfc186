"""Where the pods of a workload run, and what an organisation's tools want to read on them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from podium.component import Args
from podium.kubernetes import LabelValue, ObjectName
from podium.pod import PodTemplate, Transform, WorkloadFacts


class TolerationArgs(Args):
    """A taint of nodes that the pods put up with."""

    key: str | None = Field(None, description="Key of the taint; every taint when absent.")
    operator: Literal["Equal", "Exists"] = Field("Exists", description="Whether the value counts.")
    value: str | None = Field(None, description="Value of the taint, with `Equal`.")
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = Field(
        None, description="What the taint does; anything when absent."
    )


class SpreadArgs(Args):
    """How evenly the pods are spread."""

    topology_key: str = Field("kubernetes.io/hostname", description="Label of nodes that names the place.")
    max_skew: int = Field(1, description="How many pods one place may have more than another.", ge=1)
    when_unsatisfiable: Literal["ScheduleAnyway", "DoNotSchedule"] = Field(
        "ScheduleAnyway", description="Whether a pod waits where it would break the rule."
    )


class PodSettings(Transform):
    """Node selection, tolerations, priority, labels, annotations, pull secrets and spreading of the pods."""

    node_selector: dict[str, LabelValue] = Field({}, description="Labels that a node must have.")
    tolerations: list[TolerationArgs] = Field([], description="Taints of nodes that the pods put up with.")
    priority_class_name: str | None = Field(None, description="Name of the PriorityClass.", min_length=1)
    labels: dict[str, LabelValue] = Field({}, description="Further labels; those that pick the pods stay.")
    annotations: dict[str, str] = Field({}, description="Further annotations; they win over the Score file's.")
    image_pull_secrets: list[ObjectName] = Field([], description="Names of Secrets with registry credentials.")
    topology_spread: list[SpreadArgs] = Field([], description="How evenly the pods are spread.")

    def pod(self, template: PodTemplate, workload: WorkloadFacts) -> PodTemplate:
        """Return the template with the settings that are given."""
        metadata = template["metadata"]
        added = {"annotations": self.annotations, "labels": self.labels}
        merged = {key: dict(sorted((metadata.get(key, {}) | values).items())) for key, values in added.items()}
        settings = {
            "nodeSelector": self.node_selector,
            "tolerations": [_toleration(toleration) for toleration in self.tolerations],
            "priorityClassName": self.priority_class_name,
            "imagePullSecrets": [{"name": name} for name in self.image_pull_secrets],
            "topologySpreadConstraints": [_spread(spread, workload) for spread in self.topology_spread],
        }
        spec = template["spec"] | {key: value for key, value in settings.items() if value}
        return {"metadata": metadata | merged, "spec": spec}


def _toleration(args: TolerationArgs) -> dict[str, Any]:
    return args.model_dump(exclude_none=True)


def _spread(args: SpreadArgs, workload: WorkloadFacts) -> dict[str, Any]:
    return {
        "topologyKey": args.topology_key,
        "maxSkew": args.max_skew,
        "whenUnsatisfiable": args.when_unsatisfiable,
        "labelSelector": {"matchLabels": dict(workload.selector)},
    }
