"""The pod spec of a workload."""

from __future__ import annotations

import pytest

from podium.kubernetes import data_key
from podium.pod import ContainerArgs, PodContext, PortArgs, pod_spec

STORES = {"files": "shop-files-1", "secret-files": "shop-secret-files-1", "variables": "shop-variables-1"}
EXEC = {"exec": ["ok"]}
HTTP = {"http_get": {"port": 9000, "path": "/live"}}


def pod(ports=None, context=None, **containers):
    """Return the pod spec of containers given by their differences."""
    args = {name: ContainerArgs(**({"image": "shop:1"} | given)) for name, given in containers.items()}
    declared = {name: PortArgs(**port) for name, port in (ports or {}).items()}
    return pod_spec(args, declared, PodContext(account="shop", stores=STORES, user=10001, **(context or {})))


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


def test_arguments_are_literal():
    """Score expands nothing in command and arguments, so the kubelet must not either."""
    assert container(command=["sh", "-c", "echo $(A) $$"], args=["$"])["command"][2] == "echo $$(A) $$$$"


WEB = {"web": {"port": 80, "target_port": 8080}}
UDP = {"dns": {"port": 53, "protocol": "UDP"}}


@pytest.mark.parametrize(
    ("containers", "ports", "expected", "reason"),
    [
        ({"main": {}}, WEB, {"main": 8080}, "traffic would come before the process listens"),
        ({"main": {}}, {}, {}, "no Service, no traffic"),
        ({"main": {}}, UDP, {}, "nothing can be known of a UDP port"),
        ({"main": {}}, UDP | WEB, {"main": 8080}, "the first TCP port"),
        ({"main": {"liveness_probe": EXEC}}, WEB, {"main": 8080}, "alive is not ready"),
        ({"main": {}, "other": {"readiness_probe": EXEC}}, WEB, {}, "the author knows better, in any container"),
        ({"main": {"readiness_probe": {}}}, WEB, {}, "the author wants none"),
        (
            {"a": {}, "b": {"liveness_probe": HTTP}},
            {"web": {"port": 80, "target_port": 9000}},
            {"b": 9000},
            "the container that has the port",
        ),
        ({"a": {"before": {"b": "complete"}}, "b": {}}, WEB, {"b": 8080}, "never a container that ends"),
    ],
)
def test_pods_are_ready_once_they_listen(containers, ports, expected, reason):
    """Where a Score file states no readiness probe, an open port decides."""
    spec = pod(ports, **containers)
    found = {
        c["name"]: c["readinessProbe"]["tcpSocket"]["port"]
        for c in spec["containers"]
        if "tcpSocket" in c.get("readinessProbe", {})
    }
    assert found == expected, reason


def test_readiness_by_default_can_be_turned_off():
    """An environment whose pods are ready at once says so."""
    assert "readinessProbe" not in pod(WEB, {"ready_when_listening": False}, main={})["containers"][0]


def test_every_container_has_requests_limits_and_a_pull_policy():
    """Those that only start others as well."""
    context = {"requests": {"cpu": "50m"}, "limits": {"cpu": "1"}, "pull_policy": "IfNotPresent"}
    spec = pod({}, context, init={"before": {"main": "complete"}}, main={"resources": {"requests": {"cpu": "2"}}})
    (init,), (main,) = spec["initContainers"], spec["containers"]
    assert (init["imagePullPolicy"], main["imagePullPolicy"]) == ("IfNotPresent", "IfNotPresent")
    assert init["resources"] == {"limits": {"cpu": "1"}, "requests": {"cpu": "50m"}}
    assert main["resources"] == {"limits": {"cpu": "2"}, "requests": {"cpu": "2"}}


CHAINS = [
    ({"a": "complete", "b": "complete"}, ["a", "b"], ["init", "init"], "one after the other"),
    ({"a": "started", "b": "complete"}, ["a", "b"], ["sidecar", "init"], "one that goes on below one that ends"),
    ({"a": "complete", "b": "started"}, ["a", "b"], ["init", "sidecar"], "one that ends before one that goes on"),
    (
        {"a": "healthy", "b": "healthy"},
        ["a", "b"],
        ["healthy", "healthy"],
        "each waits for the health of the one before",
    ),
    ({"a": "healthy", "b": "complete"}, ["a", "b"], ["healthy", "init"], "a database before its migration"),
    ({"a": "started", "b": "healthy"}, ["a", "b"], ["sidecar", "healthy"], "started is enough for the second"),
]


@pytest.mark.parametrize(("chain", "order", "kinds", "reason"), CHAINS)
def test_chains_start_in_order(chain, order, kinds, reason):
    """First a, then b, then c, which is the pod's main container."""
    after = {"a": "b", "b": "c"}
    given = {name: {"before": {after[name]: ready}, "readiness_probe": EXEC} for name, ready in chain.items()}
    spec = pod(**given, c={})
    assert [c["name"] for c in spec["initContainers"]] == order
    assert [kind_of(c) for c in spec["initContainers"]] == kinds, reason
    assert [c["name"] for c in spec["containers"]] == ["c"]


def kind_of(starting):
    """Return what a starting container is: one that ends, one that goes on, one that must be healthy."""
    if "restartPolicy" not in starting:
        return "init"
    return "healthy" if "startupProbe" in starting else "sidecar"


def test_order_does_not_depend_on_names():
    """The one that others wait for is first, whatever it is called."""
    spec = pod(z={"before": {"m": "started"}}, m={"before": {"a": "started"}}, a={})
    assert [c["name"] for c in spec["initContainers"]] == ["z", "m"]


def test_several_may_wait_for_one_and_one_for_several():
    """A diamond is an order like any other; the strictest wish of those who wait counts."""
    spec = pod(
        a={"before": {"b": "started", "c": "healthy"}, "liveness_probe": EXEC},
        b={"before": {"d": "complete"}},
        c={"before": {"d": "started"}},
        d={},
    )
    assert [(c["name"], kind_of(c)) for c in spec["initContainers"]] == [
        ("a", "healthy"),
        ("b", "init"),
        ("c", "sidecar"),
    ]


def test_same_containers_give_the_same_bytes():
    """The order in which containers, variables and files are written does not show."""
    one = {"image": "x:1", "variables": {"B": "1", "A": "2"}, "files": {"/b": {"content": ""}, "/a": {"content": ""}}}
    two = {"image": "x:1", "files": {"/a": {"content": ""}, "/b": {"content": ""}}, "variables": {"A": "2", "B": "1"}}
    assert repr(pod(a=one, b=one)) == repr(pod(b=two, a=two))
