"""The check of pods, proven by pods that are wrong in one way each."""

from __future__ import annotations

import base64
import copy

import pytest

from tests.support.kubelet import Cluster, expand, problems, read_pod


def encoded(text: str) -> str:
    """Return the base64 form that the API uses."""
    return base64.b64encode(text.encode()).decode()


def sound() -> dict[tuple[str, str], dict]:
    """Return a namespace in which everything is right."""
    items = [{"key": "app", "path": "app.yaml", "mode": 0o600}]
    container = {
        "name": "main",
        "image": "shop:1",
        "command": ["serve", "$(HOST)", "$$(HOST)", "$(NOBODY)"],
        "env": [
            {"name": "HOST", "value": "db"},
            {"name": "URL", "value": "http://$(HOST)/$$"},
            {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "token"}}},
            {"name": "MAYBE", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "none", "optional": True}}},
            {"name": "ME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        ],
        "envFrom": [{"prefix": "C_", "configMapRef": {"name": "files"}}],
        "ports": [{"containerPort": 8080, "name": "web"}],
        "livenessProbe": {"httpGet": {"port": 8080}},
        "readinessProbe": {"httpGet": {"port": "web"}},
        "volumeMounts": [
            {"mountPath": "/etc/app.yaml", "name": "files", "subPath": "app.yaml"},
            {"mountPath": "/run/keys", "name": "keys"},
            {"mountPath": "/data", "name": "data", "subPath": "shop"},
            {"mountPath": "/tmp", "name": "tmp"},
        ],
    }
    pod = {
        "metadata": {"name": "shop-1", "labels": {"app": "shop"}},
        "spec": {
            "serviceAccountName": "shop",
            "imagePullSecrets": [{"name": "keys"}],
            "securityContext": {"runAsNonRoot": True, "runAsUser": 10001},
            "containers": [container],
            "volumes": [
                {"name": "files", "configMap": {"name": "files", "items": items}},
                {"name": "keys", "secret": {"secretName": "keys", "defaultMode": 0o440}},
                {"name": "data", "persistentVolumeClaim": {"claimName": "data"}},
                {"name": "tmp", "emptyDir": {}},
            ],
        },
        "status": {"phase": "Running"},
    }
    path = {"path": "/", "backend": {"service": {"name": "shop", "port": {"number": 80}}}}
    objects = {
        "ConfigMap": [{"metadata": {"name": "files"}, "data": {"app": "a: 1"}}],
        "Ingress": [{"metadata": {"name": "web"}, "spec": {"rules": [{"http": {"paths": [path]}}]}}],
        "PersistentVolumeClaim": [{"metadata": {"name": "data"}, "status": {"phase": "Bound"}}],
        "Pod": [pod],
        "Secret": [{"metadata": {"name": "keys"}, "data": {"token": encoded("t0ken")}}],
        "Service": [
            {
                "metadata": {"name": "shop"},
                "spec": {"selector": {"app": "shop"}, "ports": [{"port": 80, "name": "http", "targetPort": 8080}]},
            }
        ],
        "ServiceAccount": [{"metadata": {"name": "shop"}}],
        "StatefulSet": [{"metadata": {"name": "shop"}, "spec": {"serviceName": "shop"}}],
    }
    return {(kind, item["metadata"]["name"]): item for kind, of in objects.items() for item in of}


def changed(change) -> Cluster:
    """Return the sound namespace after a change to its objects."""
    objects = copy.deepcopy(sound())
    change(objects)
    return Cluster(objects)


def pod_of(objects) -> dict:
    """Return the spec of the only pod."""
    return objects["Pod", "shop-1"]["spec"]


def main_of(objects) -> dict:
    """Return the only container."""
    return pod_of(objects)["containers"][0]


def test_a_sound_namespace_has_no_problems():
    """Nothing is reported where nothing is wrong."""
    assert problems(Cluster(sound())) == []


def test_container_is_read_as_its_process_would_find_it():
    """Environment, arguments, files with modes and folders are resolved as the kubelet does."""
    view = read_pod(Cluster(sound()), "shop-1").containers["main"]
    env = {"C_app": "a: 1", "HOST": "db", "ME": "shop-1", "TOKEN": "t0ken", "URL": "http://db/$"}
    assert env == view.env
    assert view.command == ("serve", "db", "$(HOST)", "$(NOBODY)")
    files = {path: (file.content, file.mode) for path, file in view.files.items()}
    assert files == {"/etc/app.yaml": (b"a: 1", 0o600), "/run/keys/token": (b"t0ken", 0o440)}
    assert view.folders == {"/data": "claim data/shop", "/tmp": "emptyDir tmp"}
    assert (view.ports, view.user) == (((8080, "TCP"),), 10001)


def drop(kind, name):
    """Return a change that deletes an object."""
    return lambda objects: objects.pop((kind, name))


def put(find, key, value):
    """Return a change that sets a key of the mapping that `find` returns."""
    return lambda objects: find(objects).__setitem__(key, value)


def mount(objects, **mounted):
    """Add a mount to the container."""
    main_of(objects)["volumeMounts"].append(mounted)


DEFECTS = [
    ("secret gone", drop("Secret", "keys"), "pod shop-1: Secret 'keys' does not exist"),
    ("image pull secret gone", drop("Secret", "keys"), "pod shop-1: image pull Secret 'keys' does not exist"),
    ("secret key gone", lambda o: o["Secret", "keys"]["data"].clear(), "pod shop-1: Secret 'keys' has no key 'token'"),
    ("config map gone", drop("ConfigMap", "files"), "pod shop-1: ConfigMap 'files' does not exist"),
    ("item gone", lambda o: o["ConfigMap", "files"]["data"].clear(), "pod shop-1: ConfigMap 'files' has no key 'app'"),
    (
        "field without a value",
        lambda o: main_of(o)["env"].append({"name": "X", "valueFrom": {"fieldRef": {"fieldPath": "status.nowhere"}}}),
        "pod shop-1: field 'status.nowhere' has no value",
    ),
    ("claim gone", drop("PersistentVolumeClaim", "data"), "pod shop-1: PersistentVolumeClaim 'data' does not exist"),
    (
        "claim pending",
        lambda o: o["PersistentVolumeClaim", "data"]["status"].update(phase="Pending"),
        "pod shop-1: PersistentVolumeClaim 'data' is not bound",
    ),
    (
        "wrong sub path",
        lambda o: main_of(o)["volumeMounts"][0].update(subPath="other.yaml"),
        "pod shop-1: '/etc/app.yaml' mounts 'other.yaml', which ConfigMap files does not have",
    ),
    (
        "two mounts on one path",
        lambda o: mount(o, mountPath="/tmp/", name="data"),
        "pod shop-1: container 'main' mounts two things on '/tmp'",
    ),
    (
        "mount of nothing",
        lambda o: mount(o, mountPath="/x", name="nothing"),
        "pod shop-1: container 'main' mounts 'nothing', which is no volume",
    ),
    (
        "strange volume",
        lambda o: pod_of(o)["volumes"].append({"name": "host", "hostPath": {"path": "/"}}),
        "pod shop-1: volume 'host' is of a kind that this check does not know",
    ),
    ("account gone", drop("ServiceAccount", "shop"), "pod shop-1: ServiceAccount 'shop' does not exist"),
    (
        "probe port",
        put(lambda o: main_of(o)["livenessProbe"]["httpGet"], "port", 9),
        "pod shop-1: livenessProbe of container 'main' asks port 9, which is not declared",
    ),
    (
        "no user id",
        lambda o: pod_of(o)["securityContext"].pop("runAsUser"),
        "pod shop-1: container 'main' must not run as root but has no user id of its own",
    ),
    (
        "root",
        lambda o: main_of(o).update(securityContext={"runAsUser": 0}),
        "pod shop-1: container 'main' must not run as root but has no user id of its own",
    ),
    (
        "broken init container",
        lambda o: pod_of(o).update(
            initContainers=[{"name": "first", "image": "i", "envFrom": [{"secretRef": {"name": "none"}}]}]
        ),
        "pod shop-1: Secret 'none' does not exist",
    ),
    (
        "selector of nobody",
        lambda o: o["Service", "shop"]["spec"].update(selector={"app": "other"}),
        "service shop: no pod has its labels",
    ),
    (
        "wrong target port",
        lambda o: o["Service", "shop"]["spec"]["ports"][0].update(targetPort=81),
        "service shop: pod shop-1 declares no port 81",
    ),
    (
        "wrong protocol",
        lambda o: o["Service", "shop"]["spec"]["ports"][0].update(protocol="UDP"),
        "service shop: pod shop-1 declares no port 8080",
    ),
    (
        "only finished pods",
        lambda o: o["Pod", "shop-1"]["status"].update(phase="Succeeded"),
        "service shop: no pod has its labels",
    ),
    ("backend gone", drop("Service", "shop"), "ingress web: Service 'shop' does not exist"),
    (
        "backend port",
        lambda o: o["Service", "shop"]["spec"]["ports"][0].update(port=81),
        "ingress web: Service 'shop' has no port '80'",
    ),
    ("governing service gone", drop("Service", "shop"), "statefulset shop: Service 'shop' does not exist"),
]


@pytest.mark.parametrize(("reason", "change", "expected"), DEFECTS, ids=[defect[0] for defect in DEFECTS])
def test_each_defect_is_found(reason, change, expected):
    """Every way in which a pod would fail is told."""
    assert expected in problems(changed(change)), reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("$(A)", "1", "a known name"),
        ("$(B)", "$(B)", "an unknown name stays"),
        ("$$(A)", "$(A)", "an escaped one"),
        ("$$$(A)", "$1", "a dollar sign before a name"),
        ("$A ${A} $ $", "$A ${A} $ $", "other dollar signs stay"),
        ("$(A", "$(A", "an open bracket"),
    ],
)
def test_expansion_is_the_kubelets(text, expected, reason):
    """The vectors of Kubernetes' own expansion."""
    assert expected == expand(text, {"A": "1"}), reason


def test_missing_pod_is_an_error():
    """Asking for a pod that does not exist says which there are."""
    with pytest.raises(LookupError, match="shop-1"):
        read_pod(Cluster(sound()), "other")
