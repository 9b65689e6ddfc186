"""As many pods of a workload as its processor use calls for."""

from __future__ import annotations

from typing import Literal

from pulumi_kubernetes.autoscaling import v2 as autoscaling
from pulumi_kubernetes.meta import v1 as meta
from pydantic import Field, model_validator

from podium.component import Args, Component, Deferred, Outputs
from podium.kubernetes import ObjectName, standard_labels
from podium.pod import Problem, refuse


class HorizontalPodAutoscalerArgs(Args):
    """What a workload may ask for, and what it is scaled by."""

    name: ObjectName = Field(description="Name of the autoscaler.")
    namespace: Deferred[str] = Field(description="Namespace of the workload.")
    controller: Deferred[str] = Field(description="Name of what keeps the workload's pods.")
    kind: Deferred[Literal["Deployment", "StatefulSet"]] = Field("Deployment", description="Kind of what keeps them.")
    min_replicas: int = Field(1, alias="minReplicas", description="Fewest pods.", ge=1)
    max_replicas: int = Field(3, alias="maxReplicas", description="Most pods.", ge=1)
    target_cpu: int = Field(
        80,
        alias="targetCPUUtilizationPercentage",
        description="Processor use to aim at, in percent of what the pods request.",
        ge=1,
    )
    labels: dict[str, str] = Field({}, description="Further labels.")

    @model_validator(mode="after")
    def _ordered(self) -> HorizontalPodAutoscalerArgs:
        if self.min_replicas > self.max_replicas:
            message = f"is {self.max_replicas}, and minReplicas is {self.min_replicas}"
            refuse([Problem(("maxReplicas",), message, "raise maxReplicas, or lower minReplicas")])
        return self


class HorizontalPodAutoscalerOutputs(Outputs):
    """Nothing to read."""


class HorizontalPodAutoscaler(Component[HorizontalPodAutoscalerArgs, HorizontalPodAutoscalerOutputs]):
    """One autoscaler for the workload that claims it, which then does not state a number of pods itself."""

    resource_type = "horizontal-pod-autoscaler"

    def build(self, name: str, args: HorizontalPodAutoscalerArgs) -> HorizontalPodAutoscalerOutputs:
        """Create the autoscaler."""
        use = autoscaling.MetricTargetArgs(type="Utilization", average_utilization=args.target_cpu)
        processor = autoscaling.ResourceMetricSourceArgs(name="cpu", target=use)
        autoscaling.HorizontalPodAutoscaler(
            name,
            metadata=meta.ObjectMetaArgs(
                name=args.name,
                namespace=args.namespace,
                labels=standard_labels(args.name, "autoscaler", args.labels),
            ),
            spec=autoscaling.HorizontalPodAutoscalerSpecArgs(
                min_replicas=args.min_replicas,
                max_replicas=args.max_replicas,
                metrics=[autoscaling.MetricSpecArgs(type="Resource", resource=processor)],
                scale_target_ref=autoscaling.CrossVersionObjectReferenceArgs(
                    api_version="apps/v1", kind=args.kind, name=args.controller
                ),
            ),
            opts=self.child(),
        )
        return HorizontalPodAutoscalerOutputs()
