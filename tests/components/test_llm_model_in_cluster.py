"""The in-cluster language model."""

from __future__ import annotations

import pytest

from components.llm_model_in_cluster import LlmModelInCluster, LlmModelInClusterArgs
from tests.components.conftest import Hidden

HOST = "assistant.shop.svc.cluster.local"


def model_args(**changes):
    """Return valid arguments with changes."""
    return LlmModelInClusterArgs(**({"name": "assistant", "namespace": "shop"} | changes))


@pytest.fixture(scope="module")
def recording(record):
    """Return what the component registers."""
    return record(lambda: LlmModelInCluster("model", model_args(model="qwen3:0.6b", context_size=8192)))


def containers(recording):
    """Return the server's and the Job's container."""
    found = {pod["containers"][0]["name"]: pod["containers"][0] for pod in recording.pods()}
    return found["ollama"], found["setup"]


def variables(container):
    """Return the variables of a container."""
    return {entry["name"]: entry["value"] for entry in container["env"]}


def test_outputs_are_what_a_client_needs(recording):
    """Model, URL of the OpenAI-compatible API and a key, under the names that Score files use."""
    assert recording.outputs["model"] == {
        "api-key": Hidden("not-needed"),
        "model": "qwen3:0.6b",
        "url": f"http://{HOST}:11434/v1",
    }


def test_model_is_fetched_by_the_server(recording):
    """The Job only asks for it, so it lands on the server's volume; it comes after the server."""
    _, setup = containers(recording)
    assert setup["args"] == ["pull", "qwen3:0.6b"]
    assert variables(setup)["OLLAMA_HOST"] == f"http://{HOST}:11434"
    assert {"model", "model-service"} <= set(recording.one("Job").depends_on)


def test_fetching_may_take_half_an_hour(recording):
    """Models have gigabytes; the Job ends before the engine stops waiting for it."""
    assert recording.one("Job").inputs["spec"]["activeDeadlineSeconds"] == 1800


def test_context_is_what_the_claim_asks_for(record, recording):
    """Its size is a setting of the server; without one the server decides."""
    assert variables(containers(recording)[0])["OLLAMA_CONTEXT_LENGTH"] == "8192"
    plain = record(lambda: LlmModelInCluster("model", model_args()))
    assert "OLLAMA_CONTEXT_LENGTH" not in variables(containers(plain)[0])


def test_everything_that_is_written_is_on_the_volume(recording):
    """Models and the server's own key; the root file system is read-only."""
    made = variables(containers(recording)[0])
    assert (made["HOME"], made["OLLAMA_MODELS"]) == ("/data", "/data/models")
