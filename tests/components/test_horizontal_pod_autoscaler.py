"""The autoscaler component."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.horizontal_pod_autoscaler import HorizontalPodAutoscaler, HorizontalPodAutoscalerArgs


def scaler_args(**changes):
    """Return valid arguments with changes."""
    return HorizontalPodAutoscalerArgs(**({"name": "web", "namespace": "shop", "controller": "web"} | changes))


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_scales_what_keeps_the_pods(record, kind):
    """Between two numbers, by processor use."""
    limits = {"minReplicas": 2, "maxReplicas": 5, "targetCPUUtilizationPercentage": 60}
    recording = record(lambda: HorizontalPodAutoscaler("hpa", scaler_args(kind=kind, **limits)))
    target = {"type": "Utilization", "averageUtilization": 60}
    assert recording.one("HorizontalPodAutoscaler").inputs["spec"] == {
        "minReplicas": 2,
        "maxReplicas": 5,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": kind, "name": "web"},
    }


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"minReplicas": 4, "maxReplicas": 3}, ("maxReplicas",)),
        ({"minReplicas": 0}, ("minReplicas",)),
        ({"targetCPUUtilizationPercentage": 0}, ("targetCPUUtilizationPercentage",)),
        ({"kind": "DaemonSet"}, ("kind",)),
    ],
)
def test_impossible_limits_are_refused(changes, path):
    """The complaint stands at the number that is wrong."""
    with pytest.raises(ValidationError) as caught:
        scaler_args(**changes)
    assert [error["loc"] for error in caught.value.errors()] == [path]
