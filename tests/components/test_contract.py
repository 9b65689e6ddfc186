"""What every component keeps, checked on each public module of `components/` without naming one.

A new component needs its smallest arguments in `MINIMAL` and a snapshot of its children's names, which the run writes
when the file is missing and fails, so that it is looked at and committed. Renaming a child replaces it: a changed
snapshot needs an alias or a good reason.
"""

from __future__ import annotations

import functools
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pulumi
import pytest

from podium.catalogue.compliance import breaches
from podium.catalogue.registry import ComponentInfo, component_modules, component_name, load_versions
from podium.component import Args, Component
from tests.components.conftest import Hidden

SNAPSHOTS = Path(__file__).parent / "snapshots"

CONTAINER = {
    "image": "shop:1",
    "variables": {"MODE": "dev"},
    "secret_variables": {"TOKEN": "t0ken"},
    "files": {"/etc/shop.yaml": {"content": "a: 1"}, "/etc/shop.key": {"content": "k3y", "secret": True}},
}

REFERENCE = {"service": "shop", "service_namespace": "dev", "ports": {"http": {"port": 80}}}

MINIMAL: dict[str, dict[str, Any]] = {
    "amqp_in_cluster": {"name": "queue", "namespace": "shop"},
    "dns": {"name": "web", "domain": "dev.test"},
    "elasticsearch_in_cluster": {"name": "search", "namespace": "shop"},
    "endpoint": REFERENCE,
    "environment": {"values": {"LOG_LEVEL": "debug"}},
    "horizontal_pod_autoscaler": {"name": "shop", "namespace": "dev", "controller": "shop"},
    "kafka_topic_in_cluster": {"name": "events", "namespace": "shop"},
    "llm_model_in_cluster": {"name": "model", "namespace": "shop"},
    "mongodb_in_cluster": {"name": "documents", "namespace": "shop"},
    "mssql_in_cluster": {"name": "db", "namespace": "shop", "accept_eula": True},
    "mysql_in_cluster": {"name": "db", "namespace": "shop"},
    "namespace": {"name": "shop"},
    "postgres_database": {"name": "db", "namespace": "shop", "server_host": "db", "admin_password": "adm1n"},
    "postgres_in_cluster": {"name": "db", "namespace": "shop"},
    "postgres_rds": {"name": "db", "environment": "prod"},
    "redis_in_cluster": {"name": "cache", "namespace": "shop"},
    "route": {"name": "web", "namespace": "shop", "host": "a.test", "port": 80, "service": "shop"},
    "s3_in_cluster": {"name": "files", "namespace": "shop"},
    "service": {
        "name": "shop",
        "namespace": "dev",
        "containers": {"main": CONTAINER},
        "ports": {"http": {"port": 80}},
    },
    "service_port": {**REFERENCE, "port": "http"},
    "service_reference": REFERENCE,
    "stack_reference": {"stack": "platform", "uid": "postgres-instance.default#shared"},
    "volume": {"name": "data", "namespace": "shop"},
}

MODULES = component_modules()


def described(module: str) -> ComponentInfo:
    """Return what planning knows of the version of a component that a module holds."""
    return next(found for found in load_versions(component_name(module)) if found.module == module)


def component_of(module: str) -> type[Component[Any, Any]]:
    """Return the only component that a module defines."""
    loaded = importlib.import_module(f"components.{module}")
    found = [
        value
        for value in vars(loaded).values()
        if isinstance(value, type) and issubclass(value, Component) and value.__module__ == loaded.__name__
    ]
    assert len(found) == 1, f"components/{module}.py defines {len(found)} components"
    return found[0]


@pytest.fixture(scope="session")
def build(record):
    """Return a function that records a component with its smallest arguments, called `main`; once per way to build."""

    @functools.cache
    def recorded(module: str, *, protect: bool | None = None, preview: bool = False):
        component = component_of(module)
        args = component.args_type(**MINIMAL[module])
        return record(lambda: component("main", args, pulumi.ResourceOptions(protect=protect)), preview=preview)

    return recorded


def _object_name(metadata: dict[str, Any]) -> str:
    """Return the name that the component chose; a digest in it does not count."""
    return re.sub(r"-([0-9a-f]{8}|[0-9a-f]{10})$", "-*", metadata.get("name", ""))


@pytest.fixture(params=MODULES)
def module(request) -> str:
    """Return each public module of components/ in turn."""
    return request.param


def test_every_component_has_smallest_arguments():
    """The table of this file names each public module of components/."""
    assert sorted(MINIMAL) == MODULES


def test_names_follow_the_file(module):
    """`postgres_in_cluster.py` holds PostgresInCluster, PostgresInClusterArgs and PostgresInClusterOutputs.

    So does `postgres_in_cluster_v2.py`: the name of the class is Pulumi's type of what it makes.
    """
    component = component_of(module)
    name = "".join(part.capitalize() for part in component_name(module).split("_"))
    expected = (name, f"{name}Args", f"{name}Outputs")
    assert expected == (component.__name__, component.args_type.__name__, component.outputs_type.__name__)


def test_class_says_what_it_provides(module):
    """Type, version and statefulness are given, and the class is documented."""
    component = component_of(module)
    assert component.resource_type
    assert isinstance(component.stateful, bool)
    assert len(component.version.split(".")) == 3
    assert component.__doc__


def _described(model: type[Any]) -> list[str]:
    """Return the fields without a description, those of nested arguments included."""
    missing = [f"{model.__name__}.{name}" for name, field in model.model_fields.items() if not field.description]
    nested = [value for value in vars(sys.modules[model.__module__]).values() if isinstance(value, type)]
    inner = [value for value in nested if issubclass(value, Args) and value is not model and value is not Args]
    return missing + [
        f"{value.__name__}.{name}"
        for value in inner
        for name, field in value.model_fields.items()
        if not field.description
    ]


def test_the_contract_of_the_type_is_kept(module):
    """It takes every param of the type and gives every output, the secret ones as secrets."""
    assert list(breaches(described(module))) == []


def test_every_field_is_described(module):
    """The reference of components is made of these descriptions."""
    component = component_of(module)
    assert _described(component.args_type) + _described(component.outputs_type) == []


def test_outputs_are_registered(build, module):
    """The engine knows each output of the class, by its name."""
    recording = build(module)
    assert sorted(component_of(module).output_names(MINIMAL[module])) == sorted(recording.outputs["main"])


def test_secret_outputs_are_secret(build, module):
    """What the class calls secret is encrypted in the state, and nothing else is."""
    outputs = build(module).outputs["main"]
    hidden = {name for name, value in outputs.items() if isinstance(value, Hidden)}
    names = component_of(module).output_names(MINIMAL[module])
    assert {name for name, is_secret in names.items() if is_secret} == hidden


def test_children_belong_to_the_component(build, module):
    """Each child has the component as its parent and the component's name in its own."""
    children = build(module).children()
    strangers = [c.name for c in children if c.name != "main" and not c.name.startswith("main-")]
    parent = f"podium:components:{component_of(module).__name__}::main"
    orphans = [c.name for c in children if not c.parent.endswith(parent)]
    assert (strangers, orphans) == ([], [])


def test_children_keep_their_names(build, module):
    """Another logical name would replace the resource in every stack."""
    children = build(module).children()
    actual = sorted([c.type, c.name, _object_name(c.inputs.get("metadata", {}))] for c in children)
    path = SNAPSHOTS / f"{module}.json"
    if not path.exists():
        path.write_text(json.dumps(actual, indent=2) + "\n", encoding="utf-8")
        pytest.fail(f"wrote {path.name}: look at it and commit it")
    assert json.loads(path.read_text(encoding="utf-8")) == actual


def test_objects_are_labelled(build, module):
    """Every object carries the standard labels."""
    metadata = [c.inputs["metadata"] for c in build(module).children() if "metadata" in c.inputs]
    assert {"podium"} >= {m["labels"]["app.kubernetes.io/managed-by"] for m in metadata}


def test_names_are_chosen_by_the_component(build, module):
    """No name is made up by the engine; those that carry a digest belong to objects that are never changed."""
    objects = [c for c in build(module).children() if "metadata" in c.inputs]
    names = {c.name: _object_name(c.inputs["metadata"]) for c in objects}
    assert [name for name, called in names.items() if not called] == []
    versioned = {name for name, called in names.items() if called.endswith("-*")}
    assert {c.name for c in objects if c.inputs.get("immutable") or c.kind == "Job"} == versioned


def test_awaiting_is_never_skipped(build, module):
    """Ready means ready: no child carries an annotation that tells the provider not to wait."""
    assert "pulumi.com/" not in repr(build(module).children())


def test_pods_keep_the_restricted_standard(build, module):
    """Every container of every pod template passes the restricted pod security standard."""
    for pod in build(module).pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] > 0
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert {"name"} < set().union(*pod["volumes"]) <= {
            "configMap", "emptyDir", "name", "persistentVolumeClaim", "secret",
        }  # fmt: skip
        for container in pod.get("initContainers", []) + pod["containers"]:
            expected = {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "readOnlyRootFilesystem": True,
            }
            assert expected == container["securityContext"]


def test_pods_reserve_what_they_need(build, module):
    """Each container requests processor and memory, so that the scheduler can count."""
    for pod in build(module).pods():
        for container in pod.get("initContainers", []) + pod["containers"]:
            assert {"cpu", "memory"} <= set(container["resources"]["requests"])


def test_images_are_exact(build, module):
    """No image floats: each has a tag that is not `latest`."""
    for pod in build(module).pods():
        tags = [container["image"].rpartition(":")[2] for container in pod["containers"]]
        assert not [tag for tag in tags if tag in {"", "latest"}]


def test_stateful_components_protect_their_data(build, module):
    """Protecting a stateful component protects its passwords and volumes."""
    if not component_of(module).stateful:
        pytest.skip("holds no data")
    children = build(module, protect=True).children()
    kept = [c for c in children if c.kind in {"GeneratedPassword", "PersistentVolumeClaim"}]
    assert kept
    assert [c.name for c in kept if not c.protect] == []


def test_preview_knows_what_is_known(build, module):
    """A preview builds the same children."""
    expected = [(c.type, c.name) for c in build(module).children()]
    assert sorted(expected) == sorted((c.type, c.name) for c in build(module, preview=True).children())


def test_importing_a_component_loads_no_provider_service():
    """Importing all components stays cheap: the SDK's service modules are loaded when they are used."""
    imports = "; ".join(f"import components.{name}" for name in MODULES)
    listing = "print([m for m in sys.modules if m.startswith('pulumi_kubernetes.') and m.endswith('v1._inputs')])"
    code = f"import sys; {imports}; {listing}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
