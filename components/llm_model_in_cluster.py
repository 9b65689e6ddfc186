"""A language model in the cluster, served by Ollama."""

from __future__ import annotations

from typing import Any

import pulumi
from pydantic import Field

from components._container import (
    SETUP_AMOUNTS,
    TEMPORARY,
    Amounts,
    ask,
    probes,
    reach,
    requirements,
    temporary,
)
from components._server import Server, ServerArgs, create_open_server, create_setup
from podium.component import Component, Outputs, Secret
from podium.images import OLLAMA_IMAGE
from podium.pod import ResourcesArgs

_PORT = 11434
_DATA = "/data"
# Half an hour: models have gigabytes.
_PULL_SECONDS = 1800
_AMOUNTS = Amounts(cpu=("500m", "4"), memory=("1Gi", "8Gi"))
_UNUSED_KEY = "not-needed"


class LlmModelInClusterArgs(ServerArgs):
    """What a workload may ask for, and what the environment sets."""

    model: str = Field("smollm2:135m", description="Name of the model in Ollama's library, with its tag.", min_length=1)
    context_size: int | None = Field(
        None, description="Size of the context in tokens; Ollama's choice when absent.", ge=1
    )
    storage: str = Field("10Gi", description="Size of its volume as a Kubernetes quantity; it can grow, never shrink.")


class LlmModelInClusterOutputs(Outputs):
    """What `${resources.<name>.*}` may read."""

    model: pulumi.Output[str] = Field(description="Name of the model, as requests name it, once it can be used.")
    url: pulumi.Output[str] = Field(description="Base URL of the OpenAI-compatible API, once the model can be used.")
    api_key: Secret[str] = Field(
        alias="api-key", description="What clients that insist on a key may send; Ollama does not read it."
    )


class LlmModelInCluster(Component[LlmModelInClusterArgs, LlmModelInClusterOutputs]):
    """One server with one volume and one model per claim, on processors alone; small models answer in seconds.

    A Job has the server fetch the model. Everything in the cluster that reaches the server may use it.
    """

    resource_type = "llm-model"

    def build(self, name: str, args: LlmModelInClusterArgs) -> LlmModelInClusterOutputs:
        """Create the server, have it fetch the model, and wait for both."""
        server = Server.of(args, "model", "http", _PORT)
        host = create_open_server(self, name, server, _pod(args))
        setup = create_setup(self, name, server, _setup(args, host), seconds=_PULL_SECONDS)
        prepared: pulumi.Output[str] = self.once_ready(host, setup)
        return LlmModelInClusterOutputs(
            model=self.once_ready(args.model, setup),
            url=pulumi.Output.format("http://{0}:{1}/v1", prepared, _PORT),
            api_key=_UNUSED_KEY,
        )


def _pod(args: LlmModelInClusterArgs) -> dict[str, Any]:
    settings = {"HOME": _DATA, "OLLAMA_HOST": f"0.0.0.0:{_PORT}", "OLLAMA_MODELS": f"{_DATA}/models"}
    if args.context_size is not None:
        settings["OLLAMA_CONTEXT_LENGTH"] = str(args.context_size)
    container = {
        "name": "ollama",
        "image": OLLAMA_IMAGE,
        "args": ["serve"],
        "env": [{"name": name, "value": value} for name, value in sorted(settings.items())],
        "ports": [{"containerPort": _PORT, "protocol": "TCP"}],
        "resources": requirements(args.resources, _AMOUNTS),
        "volumeMounts": [{"mountPath": _DATA, "name": "data"}, TEMPORARY],
        **probes(ask("/", _PORT), reach(_PORT)),
    }
    return {"containers": [container], "volumes": [temporary()]}


def _setup(args: LlmModelInClusterArgs, host: pulumi.Output[str]) -> dict[str, Any]:
    variables = {
        "HOME": "/tmp",  # noqa: S108 - a path inside the container
        "OLLAMA_HOST": pulumi.Output.format("http://{0}:{1}", host, _PORT),
    }
    return {
        "image": OLLAMA_IMAGE,
        "args": ["pull", args.model],
        "env": [{"name": name, "value": value} for name, value in variables.items()],
        "resources": requirements(ResourcesArgs(), SETUP_AMOUNTS),
        "volumeMounts": [TEMPORARY],
    }
