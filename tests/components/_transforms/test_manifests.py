"""The transform `manifests`."""

from __future__ import annotations

import pulumi
import pytest
from pydantic import ValidationError

from components._transforms.manifests import Manifests
from podium.pod import WorkloadFacts

MONITOR = {
    "apiVersion": "monitoring.coreos.com/v1",
    "kind": "ServiceMonitor",
    "metadata": {"name": "{name}", "labels": {"team": "shop"}},
    "spec": {
        "selector": {"matchLabels": {"app": "{name}"}},
        "endpoints": [{"port": "web", "path": "{{name}} {x} ${name}"}],
    },
}


def facts(namespace="dev"):
    """Return the facts of a workload."""
    return WorkloadFacts(name="shop", namespace=namespace, kind="Deployment", service="shop", ports={}, selector={})


def made(item, namespace="dev"):
    """Return the only object."""
    (manifest,) = Manifests.model_validate({"objects": [item]}).manifests(facts(namespace))
    return manifest


def test_names_are_filled_in():
    """`{name}` and `{namespace}` are the workload's; other braces are left alone."""
    assert made(MONITOR) == {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": {"name": "shop", "namespace": "dev", "labels": {"team": "shop"}},
        "spec": {
            "selector": {"matchLabels": {"app": "shop"}},
            "endpoints": [{"port": "web", "path": "{{name}} {x} $shop"}],
        },
    }


@pytest.mark.parametrize(
    ("item", "expected", "reason"),
    [
        ({"kind": "ConfigMap", "metadata": {"name": "a"}}, "dev", "the workload's"),
        ({"kind": "ConfigMap", "metadata": {"name": "a", "namespace": "monitoring"}}, "monitoring", "the one stated"),
        ({"kind": "ClusterRole", "metadata": {"name": "a"}}, None, "a kind without namespaces"),
        ({"kind": "MyClusterThing", "metadata": {"name": "a", "namespace": ""}}, None, "stated to have none"),
    ],
)
def test_namespaces(item, expected, reason):
    """An object lives where its workload lives, if it lives in a namespace."""
    assert made({"apiVersion": "v1"} | item)["metadata"].get("namespace") == expected, reason


def test_namespace_known_later_is_filled_in_later():
    """A namespace that is still to be made is an output."""
    item = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "{name}.{namespace}"}}
    manifest = made(item, pulumi.Output.from_input("dev"))
    assert isinstance(manifest["data"]["k"], pulumi.Output)
    assert isinstance(manifest["metadata"]["namespace"], pulumi.Output)


@pytest.mark.parametrize(
    ("item", "place", "message"),
    [
        ({"apiVersion": "V1"}, ("apiVersion",), "should match pattern"),
        ({"apiVersion": "v1\n"}, ("apiVersion",), "should match pattern"),
        ({"kind": "configMap"}, ("kind",), "should match pattern"),
        ({"kind": "Secret"}, ("kind",), "no place for secrets"),
        ({"kind": "ConfigMapList"}, ("kind",), "cannot be 'ConfigMapList'"),
        ({"metadata": {}}, ("metadata", "name"), "Field required"),
        ({"metadata": {"name": "A_b"}}, ("metadata", "name"), "which is not an object name"),
        ({"metadata": {"generateName": "a-", "name": "a"}}, ("metadata", "generateName"), "not permitted"),
        ({"status": {}}, ("status",), "controllers write it"),
    ],
)
def test_what_the_api_would_refuse_is_refused(item, place, message):
    """Form is checked without a server; the fields inside are the server's to check."""
    whole = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}} | item
    with pytest.raises(ValidationError, match=message) as caught:
        Manifests.model_validate({"objects": [whole]})
    assert caught.value.errors()[0]["loc"] == ("objects", 0, *place)


def test_same_object_twice_is_refused():
    """Two objects of one name would be one."""
    with pytest.raises(ValidationError, match="there is such a ServiceMonitor") as caught:
        Manifests.model_validate({"objects": [MONITOR, MONITOR]})
    assert caught.value.errors()[0]["loc"] == ("objects", 1, "metadata", "name")
