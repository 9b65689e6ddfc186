"""The transform `pod_settings`."""

from __future__ import annotations

from components._transforms.pod_settings import PodSettings
from podium.pod import WorkloadFacts

SELECTOR = {"app.kubernetes.io/name": "shop"}
FACTS = WorkloadFacts(name="shop", namespace="dev", kind="Deployment", service="shop", ports={}, selector=SELECTOR)
TEMPLATE = {"metadata": {"labels": {"a": "1"}, "annotations": {"b": "1"}}, "spec": {"containers": []}}


def test_every_setting_reaches_the_pod():
    """Each param has its place in the API."""
    settings = PodSettings(
        node_selector={"disk": "ssd"},
        tolerations=[{"key": "gpu", "effect": "NoSchedule"}, {}],
        priority_class_name="high",
        image_pull_secrets=["registry"],
        topology_spread=[{"topology_key": "zone", "max_skew": 2}],
    )
    assert settings.pod(TEMPLATE, FACTS)["spec"] == {
        "containers": [],
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}, {"operator": "Exists"}],
        "priorityClassName": "high",
        "imagePullSecrets": [{"name": "registry"}],
        "topologySpreadConstraints": [
            {
                "topologyKey": "zone",
                "maxSkew": 2,
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": SELECTOR},
            }
        ],
    }


def test_labels_and_annotations_are_added():
    """They win over what is there; the template given is not touched."""
    made = PodSettings(labels={"z": "9"}, annotations={"b": "2", "a": "0"}).pod(TEMPLATE, FACTS)
    assert made["metadata"] == {"labels": {"a": "1", "z": "9"}, "annotations": {"a": "0", "b": "2"}}
    assert TEMPLATE["metadata"]["annotations"] == {"b": "1"}


def test_nothing_given_is_nothing_changed():
    """Without params the pod is what it was."""
    assert PodSettings().pod(TEMPLATE, FACTS) == TEMPLATE
