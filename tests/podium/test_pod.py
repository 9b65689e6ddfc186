"""The pod of a workload."""

from __future__ import annotations

import pytest

from podium.kubernetes import data_key
from podium.pod import ContainerArgs, PortArgs, ResourcesArgs, pod_spec, resource_requirements

STORES = {"files": "shop-files-1", "secret-files": "shop-secret-files-1", "variables": "shop-variables-1"}
EXEC = {"exec": ["ok"]}
HTTP = {"http_get": {"port": 9000, "path": "/live"}}


def pod(ports=None, **containers):
    """Return the pod spec of containers given by their differences."""
    args = {name: ContainerArgs(**({"image": "shop:1"} | given)) for name, given in containers.items()}
    declared = {name: PortArgs(**port) for name, port in (ports or {}).items()}
    return pod_spec(args, declared, account="shop", stores=STORES, user=10001)


def container(**given):
    """Return the only container of a pod."""
    return pod(main=given)["containers"][0]


def test_variables_are_sorted_and_literal():
    """Plain and secret variables share one sorted list, dollar signs included as they are."""
    env = container(variables={"B": "$(A)", "C": "$"}, secret_variables={"A": "x"})["env"]
    reference = {"secretKeyRef": {"key": "main.A", "name": "shop-variables-1"}}
    assert env == [
        {"name": "A", "valueFrom": reference},
        {"name": "B", "value": "$$(A)"},
        {"name": "C", "value": "$$"},
    ]


def test_each_file_is_mounted_by_itself():
    """A file at /etc/app.yaml leaves the rest of /etc as the image has it."""
    key = data_key("main", "/etc/app.yaml")
    spec = pod(main={"files": {"/etc/app.yaml": {"content": "a", "mode": "0640"}}})
    mount = {"mountPath": "/etc/app.yaml", "name": "files", "readOnly": True, "subPath": key}
    assert mount in spec["containers"][0]["volumeMounts"]
    item = {"key": key, "mode": 0o640, "path": key}
    assert {"configMap": {"items": [item], "name": "shop-files-1"}, "name": "files"} in spec["volumes"]


def test_secret_files_come_from_the_secret():
    """A secret file is never in the ConfigMap."""
    spec = pod(main={"files": {"/key": {"content": "k", "secret": True}}})
    assert [v["name"] for v in spec["volumes"]] == ["tmp-main", "secret-files"]
    assert spec["volumes"][1]["secret"]["secretName"] == "shop-secret-files-1"


@pytest.mark.parametrize(
    ("volume", "expected", "reason"),
    [
        ({"claim": "data"}, {}, "the whole volume, to write"),
        ({"claim": "data", "path": "/a/b/"}, {"subPath": "a/b"}, "a folder of it"),
        ({"claim": "data", "path": "/"}, {}, "its root is the whole volume"),
        ({"claim": "data", "read_only": True}, {"readOnly": True}, "to read"),
    ],
)
def test_volumes_are_mounted(volume, expected, reason):
    """A claim is mounted at its target, whole or in part."""
    spec = pod(main={"volumes": {"/data": volume}})
    (mount,) = [m for m in spec["containers"][0]["volumeMounts"] if m["mountPath"] == "/data"]
    assert {k: v for k, v in mount.items() if k not in {"mountPath", "name"}} == expected, reason
    (claimed,) = [v for v in spec["volumes"] if v["name"] == mount["name"]]
    assert claimed["persistentVolumeClaim"] == {"claimName": "data"}


def test_temporary_folder_is_each_containers_own():
    """Root file systems are read-only, so each container has a /tmp, unless it mounts something there."""
    spec = pod(main={}, other={}, third={"volumes": {"/tmp": {"claim": "scratch"}}})
    names = [v["name"] for v in spec["volumes"] if "emptyDir" in v]
    assert names == ["tmp-main", "tmp-other"]


@pytest.mark.parametrize(
    ("containers", "ports", "expected", "reason"),
    [
        ({"main": {}}, {"web": {"port": 80, "target_port": 8080}}, {"main": [8080]}, "the target, not the Service's"),
        ({"b": {}, "a": {}}, {"web": {"port": 80}}, {"a": [80], "b": []}, "the first container declares it"),
        (
            {"a": {}, "b": {"liveness_probe": HTTP}},
            {"web": {"port": 80, "target_port": 9000}},
            {"a": [], "b": [9000]},
            "the container whose probe names it",
        ),
        ({"a": {"liveness_probe": HTTP}}, {"web": {"port": 80}}, {"a": [80, 9000]}, "a probe's port besides"),
        (
            {"a": {"before": {"b": "complete"}}, "b": {}},
            {"web": {"port": 80}},
            {"b": [80]},
            "never a container that ends before the others start",
        ),
        ({"a": {}}, {"x": {"port": 53}, "y": {"port": 53, "protocol": "UDP"}}, {"a": [53, 53]}, "one per protocol"),
    ],
)
def test_ports_are_declared_once(containers, ports, expected, reason):
    """Every target port is declared by one container."""
    declared = {
        c["name"]: [p["containerPort"] for p in c.get("ports", [])] for c in pod(ports, **containers)["containers"]
    }
    assert declared == expected, reason


@pytest.mark.parametrize(
    ("probe", "expected", "reason"),
    [
        (EXEC, {"exec": {"command": ["ok"]}}, "a command"),
        (EXEC | HTTP, {"exec": {"command": ["ok"]}}, "Score prefers the command"),
        (
            {
                "http_get": {
                    "port": 80,
                    "path": "/",
                    "scheme": "HTTPS",
                    "host": "a",
                    "headers": [{"name": "X", "value": "1"}],
                }
            },
            {
                "httpGet": {
                    "port": 80,
                    "path": "/",
                    "scheme": "HTTPS",
                    "host": "a",
                    "httpHeaders": [{"name": "X", "value": "1"}],
                }
            },
            "a request with everything",
        ),
        ({}, None, "nothing to ask"),
    ],
)
def test_probes(probe, expected, reason):
    """A probe asks what Score asks."""
    assert container(readiness_probe=probe).get("readinessProbe") == expected, reason


def test_complete_containers_are_plain_init_containers():
    """Kubernetes allows probes only on init containers that keep running."""
    spec = pod(init={"before": {"main": "complete"}, "liveness_probe": EXEC}, main={})
    (init,) = spec["initContainers"]
    assert not {"livenessProbe", "restartPolicy", "startupProbe"} & set(init)
    assert [c["name"] for c in spec["containers"]] == ["main"]


@pytest.mark.parametrize(
    ("ready", "probed", "reason"),
    [("started", False, "started is enough"), ("healthy", True, "its probe decides")],
)
def test_containers_that_go_on_are_native_sidecars(ready, probed, reason):
    """A container that others wait for and that keeps running restarts by itself and may have to be healthy first."""
    (sidecar,) = pod(proxy={"before": {"main": ready}, "readiness_probe": EXEC}, main={})["initContainers"]
    assert sidecar["restartPolicy"] == "Always"
    assert ("startupProbe" in sidecar, "readinessProbe" in sidecar) == (probed, True), reason


def test_complete_wins_over_started():
    """A container that must be complete for one and started for another has to end."""
    spec = pod(a={"before": {"b": "started", "c": "complete"}}, b={"before": {"c": "started"}}, c={})
    assert [c["name"] for c in spec["initContainers"]] == ["a", "b"]
    assert "restartPolicy" not in spec["initContainers"][0]


@pytest.mark.parametrize(
    ("given", "expected", "reason"),
    [
        ({}, {"requests": {"cpu": "50m", "memory": "64Mi"}}, "nothing asked for: a little is reserved"),
        (
            {"limits": {"memory": "32Mi"}},
            {"limits": {"memory": "32Mi"}, "requests": {"cpu": "50m"}},
            "a limit is its own request, and a default could exceed it",
        ),
        (
            {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}},
            {"limits": {"cpu": "2"}, "requests": {"cpu": "1", "memory": "64Mi"}},
            "what is asked for stays",
        ),
    ],
)
def test_resources_have_requests(given, expected, reason):
    """The scheduler can always count."""
    assert resource_requirements(ResourcesArgs(**given)) == expected, reason


def test_arguments_are_literal():
    """Score expands nothing in command and arguments, so the kubelet must not either."""
    assert container(command=["sh", "-c", "echo $(A) $$"], args=["$"])["command"][2] == "echo $$(A) $$$$"
