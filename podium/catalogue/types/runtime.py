"""What a workload asks of the platform that runs it."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from podium.catalogue.contract import Outputs, Secret
from podium.catalogue.types.contract import NoOutputs, NoParams, Params, ResourceType

__all__ = ["RUNTIME"]


class _AnyOutputs(Outputs):
    model_config = ConfigDict(extra="allow")


class _AutoscalerParams(Params):
    min_replicas: int | None = Field(
        None, alias="minReplicas", description="Fewest pods; the environment's choice when absent.", ge=1
    )
    max_replicas: int | None = Field(
        None, alias="maxReplicas", description="Most pods; the environment's choice when absent.", ge=1
    )
    target_cpu: int | None = Field(
        None,
        alias="targetCPUUtilizationPercentage",
        description="Processor use to aim at, in percent of what the pods request.",
        ge=1,
    )


class _ModelParams(Params):
    model: str | None = Field(
        None, description="Name of the model; the environment's choice when absent.", min_length=1
    )
    context_size: int | None = Field(None, description="Size of the context in tokens.", ge=1)


class _ModelOutputs(Outputs):
    model: str = Field(description="Name of the model, as requests name it.")
    url: str = Field(description="Base URL of the OpenAI-compatible API.")
    api_key: Secret[str] = Field(alias="api-key", description="Key that requests carry.")


RUNTIME = (
    ResourceType("environment", "Values that the environment keeps, read by their names.", NoParams, _AnyOutputs),
    ResourceType(
        "horizontal-pod-autoscaler",
        "As many pods of the workload as its processor use calls for.",
        _AutoscalerParams,
        NoOutputs,
    ),
    ResourceType("llm-model", "A large language model behind an HTTP API.", _ModelParams, _ModelOutputs),
)
"""Contracts of what surrounds a workload."""
