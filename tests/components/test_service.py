"""The workload component: the objects around the pods. What is inside the pods is in tests/podium/test_pod.py."""

from __future__ import annotations

import pulumi
import pytest
from pydantic import ValidationError

from components.service import Service, ServiceArgs
from podium.kubernetes import keyed_digest
from tests.components.conftest import PASSWORD, Hidden


def service_args(container=None, **changes):
    """Return valid arguments with changes to the only container and to the rest."""
    given = {
        "name": "shop",
        "namespace": "dev",
        "containers": {"main": {"image": "shop:1"} | (container or {})},
        "ports": {"http": {"port": 80, "target_port": 8080}},
    }
    return ServiceArgs(**(given | changes))


@pytest.mark.parametrize(
    ("args", "expected", "reason"),
    [
        ({"ports": {}}, ["Deployment", "ServiceAccount"], "the least: pods and who they are"),
        ({}, ["Deployment", "Service", "ServiceAccount"], "ports are reached through a Service"),
        (
            {"kind": "StatefulSet", "ports": {}},
            ["Service", "ServiceAccount", "StatefulSet"],
            "a StatefulSet needs a headless Service even without ports",
        ),
        (
            {"kind": "StatefulSet"},
            ["Service", "Service", "ServiceAccount", "StatefulSet"],
            "a headless Service does not map ports, so clients get another one",
        ),
        (
            {"container": {"files": {"/a": {"content": "x"}, "/b": {"content": "y", "secret": True}}}, "ports": {}},
            ["ConfigMap", "Deployment", "GeneratedPassword", "Secret", "ServiceAccount"],
            "secret files are kept apart from the others",
        ),
        (
            {"container": {"secret_variables": {"TOKEN": "t"}}, "ports": {}},
            ["Deployment", "GeneratedPassword", "Secret", "ServiceAccount"],
            "secret variables are kept in a Secret",
        ),
    ],
)
def test_only_needed_objects_are_created(record, args, expected, reason):
    """A workload has the objects that it needs and no others."""
    assert expected == record(lambda: Service("shop", service_args(**args))).kinds(), reason


def test_service_maps_its_port_to_the_containers(record):
    """Clients use the port, the container listens on the target port, and both carry the same labels."""
    recording = record(lambda: Service("shop", service_args()))
    spec = recording.one("Service").inputs["spec"]
    assert spec["ports"] == [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080}]
    template = recording.one("Deployment").inputs["spec"]["template"]
    assert spec["selector"].items() <= template["metadata"]["labels"].items()
    assert recording.container("main")["ports"] == [{"containerPort": 8080, "protocol": "TCP"}]


def test_labels_of_the_caller_never_break_the_selector(record):
    """Whatever labels are added, the Service still finds its pods."""
    labels = {"app.kubernetes.io/name": "other", "team": "checkout"}
    recording = record(lambda: Service("shop", service_args(labels=labels)))
    spec = recording.one("Deployment").inputs["spec"]
    pod = spec["template"]["metadata"]["labels"]
    assert (pod["app.kubernetes.io/name"], pod["team"]) == ("shop", "checkout")
    assert spec["selector"]["matchLabels"].items() <= pod.items()


def test_secret_values_are_secret_inputs(record):
    """Both Secrets are encrypted in the state, their keys included in nothing else."""
    container = {
        "secret_variables": {"TOKEN": "s3cret-token"},
        "files": {"/etc/key": {"content": pulumi.Output.from_input("s3cret-file"), "secret": True}},
    }
    recording = record(lambda: Service("shop", service_args(container)))
    contents = {r.name: r.inputs["stringData"] for r in recording.children() if r.kind == "Secret"}
    assert Hidden({"main.TOKEN": "s3cret-token"}) == contents["shop-variables"]
    assert isinstance(contents["shop-secret-files"], Hidden)
    assert "s3cret" not in repr(recording.one("Deployment"))


def stores(recording):
    """Return the names of the objects that hold files and variables."""
    return {r.name: r.inputs["metadata"]["name"] for r in recording.children() if r.inputs.get("immutable")}


def test_pods_refer_to_their_stores(record):
    """Volumes and variables name the objects that hold them."""
    files = {"/a": {"content": "x"}, "/b": {"content": "y", "secret": True}}
    recording = record(lambda: Service("shop", service_args({"secret_variables": {"A": "1"}, "files": files})))
    names = stores(recording)
    volumes = {v["name"]: v for v in recording.pods()[0]["volumes"]}
    assert volumes["files"]["configMap"]["name"] == names["shop-files"]
    assert volumes["secret-files"]["secret"]["secretName"] == names["shop-secret-files"]
    reference = recording.container("main")["env"][0]["valueFrom"]["secretKeyRef"]
    assert reference == {"key": "main.A", "name": names["shop-variables"]}


@pytest.mark.parametrize(
    ("container", "changed", "reason"),
    [
        ({}, set(), "the same content keeps its name"),
        ({"files": {"/a": {"content": pulumi.Output.from_input("x")}}}, set(), "known later, but the same"),
        ({"files": {"/a": {"content": "z"}}}, {"shop-files"}, "another file"),
        ({"secret_variables": {"A": "2"}}, {"shop-variables"}, "another secret"),
        ({"variables": {"B": "1"}}, set(), "a plain variable is in the pod itself"),
    ],
)
def test_another_content_is_another_object(record, container, changed, reason):
    """Pods start anew when what they mount changes, and only then; old pods keep what they have."""
    given = {"secret_variables": {"A": "1"}, "files": {"/a": {"content": "x"}}}
    before = stores(record(lambda: Service("shop", service_args(given))))
    after = stores(record(lambda: Service("shop", service_args(given | container))))
    assert {name for name in before if before[name] != after[name]} == changed, reason


def test_name_of_a_secret_cannot_be_used_to_check_a_guess(record):
    """The digest in the name is keyed with a generated secret."""
    names = stores(record(lambda: Service("shop", service_args({"secret_variables": {"A": "1"}}))))
    unkeyed = keyed_digest("", '{"main.A": "1"}')
    assert names["shop-variables"] != f"shop-variables-{unkeyed}"
    assert names["shop-variables"] == "shop-variables-" + keyed_digest(PASSWORD, '{"main.A": "1"}')


@pytest.mark.parametrize(
    ("volume", "expected"), [({"claim": "data"}, "Recreate"), ({"claim": "data", "read_only": True}, "RollingUpdate")]
)
def test_writers_of_a_volume_are_not_doubled(record, volume, expected):
    """Two pods on two nodes cannot write one volume, so the old pod ends before the new one starts."""
    args = service_args({"volumes": {"/data": volume}})
    spec = record(lambda: Service("shop", args)).one("Deployment").inputs["spec"]
    assert {"type": expected} == spec["strategy"]


def test_pods_come_after_what_they_mount(record):
    """A pod that starts before its Secret exists would wait for the kubelet's next try."""
    container = {"secret_variables": {"A": "1"}, "files": {"/x": {"content": "y"}}}
    recording = record(lambda: Service("shop", service_args(container)))
    assert {"shop-account", "shop-files", "shop-variables"} <= set(recording.one("Deployment").depends_on)


def test_address_is_known_at_once(record):
    """Two workloads may name each other: the host does not wait for the pods."""
    recording = record(lambda: Service("shop", service_args()))
    expected = {"host": "shop.dev.svc.cluster.local", "name": "shop", "namespace": "dev"}
    assert expected == recording.outputs["shop"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"containers": {}}, "at least 1 item"),
        ({"replicas": 0}, "greater than or equal to 1"),
        ({"run_as_user": 0}, "greater than or equal to 1"),
        ({"container": {"before": {"main": "started"}}}, "wait for each other"),
        ({"container": {"before": {"other": "started"}}}, "'other', which does not exist"),
        ({"container": {"before": {"main": "healthy"}}}, "has no probe"),
        ({"container": {"variables": {"A": "1"}, "secret_variables": {"A": "1"}}}, "both as plain and as secret"),
        ({"container": {"files": {"/a": {}}}}, "either a content or a binary_content"),
        ({"container": {"files": {"/a": {"binary_content": "?"}}}}, "not base64"),
        ({"container": {"files": {"/a": {"content": "", "mode": "9"}}}}, "should match pattern"),
        ({"container": {"files": {"/a": {"content": ""}}, "volumes": {"/a": {"claim": "c"}}}}, "as a file and as a"),
    ],
)
def test_contradictions_are_refused(changes, message):
    """What cannot become a pod stops before any resource is declared."""
    with pytest.raises(ValidationError, match=message):
        service_args(**changes)
