"""Stands for the component of an environment's values: its outputs follow from its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field

from podium.catalogue.contract import Args, Lifecycle, Outputs


class ValuesArgs(Args):
    """Values in clear, and names of secrets."""

    values: dict[str, str] = Field({})
    secrets: list[str] = Field([], alias="from")


class ValuesOutputs(Outputs):
    """Whatever the inputs name."""

    model_config = ConfigDict(extra="allow")


class Values:
    """An environment's values."""

    resource_type = "environment"
    version = "1.0.0"
    lifecycle = Lifecycle.DEFAULT
    stateful = False
    identity = frozenset({"name", "namespace"})
    args_type = ValuesArgs
    outputs_type = ValuesOutputs

    @classmethod
    def output_names(cls, params: Mapping[str, Any]) -> Mapping[str, bool]:
        """Return the keys."""
        return dict.fromkeys(params.get("values", {}), False) | dict.fromkeys(params.get("from", []), True)
