"""What keeps pods. The objects that come of it are in tests/components/test_service.py."""

from __future__ import annotations

from typing import get_args

import pytest

from components._controllers import (
    COUNTED,
    SERVING,
    Kind,
    Pods,
    Runs,
    cron_job_spec,
    daemon_set_spec,
    deployment_spec,
    job_spec,
    stateful_set_spec,
)

PODS = Pods(template={"metadata": {}, "spec": {}}, selector={"app": "shop"}, replicas=2)
RUNS = Runs(retries=1, deadline_seconds=9)
SPECS = {
    "Deployment": deployment_spec(PODS, writes=False),
    "StatefulSet": stateful_set_spec(PODS, "shop-headless"),
    "DaemonSet": daemon_set_spec(PODS),
    "Job": job_spec(PODS, RUNS),
    "CronJob": cron_job_spec(PODS, RUNS, "0 3 * * *", "Etc/UTC"),
}


def test_every_kind_has_a_spec():
    """The kinds of a workload are those that there are specs for."""
    assert set(get_args(Kind)) == set(SPECS)


@pytest.mark.parametrize("kind", SERVING)
def test_kinds_that_go_on_pick_their_pods(kind):
    """The selector is the workload's."""
    assert SPECS[kind].selector.match_labels == {"app": "shop"}


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"])
def test_only_counted_kinds_have_a_number_of_pods(kind):
    """What has no number of pods has no field for it."""
    assert (getattr(SPECS[kind], "replicas", None) == 2) is (kind in COUNTED)
