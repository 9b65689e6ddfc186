from __future__ import annotations

import pytest

from podium.importing.losses import lost_in_file, unknown_keys
from podium.importing.unsupported import DEPLOY, SERVICE


def lost(imported, text):
    """Return the codes and messages of what is lost of a service."""
    found = imported(f"services:\n  web:\n    image: x\n    {text}\n").diagnostics
    return [(d.code, d.message) for d in found]


@pytest.mark.parametrize("key", sorted(SERVICE))
def test_each_key_that_is_not_carried_is_told(imported, key):
    """With its place, a reason and a way."""
    value = {"networks": "{}"}.get(key, "'x'")
    (found,) = imported(f"services: {{web: {{image: x, {key}: {value}}}}}").diagnostics
    assert (found.code, found.message, found.span.column) == ("I020", f"'{key}' is not carried", 28)
    assert found.why
    assert found.fix


@pytest.mark.parametrize(
    "text", ["privileged: false", "init: ", "dns: []", "restart: always", "restart: unless-stopped", "scale: 1"]
)
def test_defaults_are_not_told(imported, text):
    """Nothing is lost."""
    assert lost(imported, text) == []


@pytest.mark.parametrize(
    "text", ["restart: 'no'", "restart: on-failure:3", "scale: 3", "networks: {n: {ipv4_address: 1.2.3.4}}"]
)
def test_values_that_score_cannot_say_are_told(imported, text):
    """Where the key alone is no loss."""
    assert [code for code, _ in lost(imported, text)] == ["I020"]


@pytest.mark.parametrize("key", sorted(DEPLOY))
def test_keys_of_deploy_are_told(imported, key):
    """Replicas, placement, updates."""
    value = "[a=b]" if key == "labels" else "'x'"
    assert [code for code, _ in lost(imported, f"deploy: {{{key}: {value}}}")] == ["I020"]


@pytest.mark.parametrize("text", ["limits: {pids: 5}", "reservations: {devices: [{capabilities: [gpu]}]}"])
def test_resources_that_score_has_not_are_told(imported, text):
    """Devices, numbers of processes."""
    assert [code for code, _ in lost(imported, f"deploy: {{resources: {{{text}}}}}")] == ["I020"]


def test_unknown_keys_have_a_suggestion(node):
    """Of services and of deploy."""
    found = list(unknown_keys(node("services: {web: {imagee: x, deploy: {replica: 1}}}")))
    assert [(d.code, d.fix) for d in found] == [("I002", "did you mean 'image'?"), ("I002", "did you mean 'replicas'?")]


def test_networks_and_models_of_the_file_are_told(node):
    """A network without settings is none."""
    document = node("networks: {a: , b: {}, c: {name: x}, d: {internal: true}}\nmodels: {m: {model: x}}")
    assert [d.message for d in lost_in_file(document)] == ["network 'd' is not carried", "model 'm' is not carried"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("image: postgres", []),
        (
            "image: 'postgres:latest', restart: always, ports: ['5432:5432'], volumes: ['pg:/var/lib/postgresql/data']",
            [],
        ),
        ("image: 'postgres:16'", ["I027"]),
        ("image: pgvector/pgvector", ["I027"]),
        ("image: postgres, command: postgres -c x=y", ["I027"]),
        ("image: postgres, environment: {POSTGRES_PASSWORD: x, POSTGRES_INITDB_ARGS: y}", ["I027"]),
        ("image: postgres, volumes: ['./init.sql:/docker-entrypoint-initdb.d/init.sql']", ["I027"]),
        ("image: postgres, volumes: ['./data:/var/lib/postgresql/data']", []),
    ],
)
def test_what_a_resource_does_not_take_over_is_told(imported, text, codes):
    """Versions, settings, initial data; not what any server has."""
    found = imported(
        f"services: {{db: {{{text}}}, web: {{image: x, environment: ['A=postgres://db']}}}}\nvolumes: {{pg: }}"
    )
    assert [d.code for d in found.diagnostics] == codes


def test_an_unused_backing_service_is_told(imported):
    """It would be a resource that nobody claims."""
    assert [d.code for d in imported("services: {db: {image: postgres}, web: {image: x}}").diagnostics] == ["I031"]
