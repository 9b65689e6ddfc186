"""Every kind of workload on the real engine and API: what runs again, what does not, and who counts the pods."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lightkube import Client, KubeConfig
from lightkube.resources.apps_v1 import DaemonSet, Deployment, StatefulSet
from lightkube.resources.batch_v1 import CronJob, Job
from lightkube.resources.core_v1 import ConfigMap
from lightkube.resources.networking_v1 import NetworkPolicy
from lightkube.resources.policy_v1 import PodDisruptionBudget

from podium.sandbox import environment, start, stop
from tests.support.kubelet import load, problems

if TYPE_CHECKING:
    from podium.toolchain import Toolchain

pytestmark = pytest.mark.engine

PODIUM = str(Path(sys.executable).parent / "podium")
ENVIRONMENT = """\
type: development
namespace: dev
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  volume: {match: {type: volume}, component: volume}
  workload:
    match: {type: workload}
    component: service
    params:
      replicas: 3
      transforms:
        pod_settings: {labels: {cost: low}, topology_spread: [{}]}
        network_policy: {allow: [{workload: "${workload.name}"}]}
        manifests:
          objects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: "{name}-extra"}, data: {at: "{namespace}"}}]
  horizontal-pod-autoscaler:
    match: {type: horizontal-pod-autoscaler}
    component: horizontal_pod_autoscaler
    requires: {workload: {type: workload, id: "${workload.name}"}}
    params: {kind: "${resources.workload.kind}", controller: "${resources.workload.controller}", maxReplicas: 9}
"""
SCORE = """\
apiVersion: score.dev/v1b1
metadata: {{name: {name}, annotations: {{podium.dev/kind: {kind}{schedule}}}}}
containers:
  main:
    image: registry.test/{name}:{version}
    files: {{/etc/level: {{content: "{version}"}}}}
    volumes: {{/data: {{source: "${{resources.data}}"}}}}
{service}
resources:
  data: {{type: volume}}
{claims}
"""
SERVICE = "service: {ports: {web: {port: 80, targetPort: 8080}}}"
KINDS = {"web": "Deployment", "store": "StatefulSet", "agent": "DaemonSet", "migrate": "Job", "nightly": "CronJob"}
AUTOSCALER = "  hpa: {type: horizontal-pod-autoscaler}"


@dataclass(frozen=True, slots=True)
class Project:
    """A project with a workload of every kind and a sandbox of its own."""

    root: Path
    environ: dict[str, str]
    client: Client

    def write(self, name: str, version: int = 1, claims: str = "") -> None:
        """Write the Score file of a workload."""
        kind = KINDS[name]
        service = "" if kind in {"Job", "CronJob"} else SERVICE
        schedule = ", podium.dev/schedule: 0 3 * * *" if kind == "CronJob" else ""
        given = {"name": name, "kind": kind, "version": version, "service": service, "claims": claims}
        (self.root / "workloads" / f"{name}.score.yaml").write_text(
            SCORE.format(schedule=schedule, **given), encoding="utf-8"
        )

    def up(self) -> dict[str, Any]:
        """Deploy and return how many resources changed and how."""
        command = [PODIUM, "up", "-e", "dev", "--yes", "--format", "json"]
        done = subprocess.run(command, cwd=self.root, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        changes: dict[str, Any] = json.loads(done.stdout)["changes"]
        return {operation: count for operation, count in changes.items() if count and operation != "same"}

    def names(self, kind: Any) -> list[str]:
        """Return the names of the objects of a kind, without those that the cluster makes itself."""
        found = sorted(str(item.metadata.name) for item in self.client.list(kind, namespace="dev"))
        return [name for name in found if name != "kube-root-ca.crt"]

    def pods_wanted(self) -> int:
        """Return the number of pods that the Deployment is to have."""
        return int(self.client.get(Deployment, "web", namespace="dev").spec.replicas)


@pytest.fixture(scope="module")
def project(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The project, deployed once."""
    folder = tmp_path_factory.mktemp("kinds")
    root, sandbox = folder / "project", folder / "sandbox"
    (root / "stacks" / "environments").mkdir(parents=True)
    (root / "workloads").mkdir()
    shutil.copy(Path(__file__).parents[2] / "Pulumi.yaml", root)
    shutil.copy(Path(__file__).parents[2] / "stacks" / "__main__.py", root / "stacks")
    (root / "stacks" / "environments" / "dev.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    try:
        status = start(sandbox, toolchain.bin)
        assert status.kubeconfig
        environ = environment(sandbox, toolchain, os.environ) | {"PODIUM_SANDBOX": str(sandbox), "NO_COLOR": "1"}
        with Client(config=KubeConfig.from_file(status.kubeconfig)) as client:
            made = Project(root, environ, client)
            for name in KINDS:
                made.write(name)
            made.up()
            yield made
    finally:
        stop(sandbox, purge=True)


def test_every_kind_runs_with_all_that_it_needs(project):
    """The API server accepts each kind with volumes and files, and no pod lacks anything."""
    kinds = {kind.__name__: project.names(kind) for kind in (Deployment, StatefulSet, DaemonSet, CronJob)}
    assert kinds == {"Deployment": ["web"], "StatefulSet": ["store"], "DaemonSet": ["agent"], "CronJob": ["nightly"]}
    assert project.names(PodDisruptionBudget) == ["store", "web"]
    assert problems(load(project.client, "dev")) == []


def test_transforms_are_deployed(project):
    """Every workload has its policy and its further object."""
    assert project.names(NetworkPolicy) == sorted(["baseline", *KINDS])
    extra = [name for name in project.names(ConfigMap) if name.endswith("-extra")]
    assert extra == sorted(f"{name}-extra" for name in KINDS)
    assert project.client.get(ConfigMap, "web-extra", namespace="dev").data == {"at": "dev"}


def test_unchanged_job_does_not_run_again(project):
    """Nor does anything else happen."""
    before = project.names(Job)
    assert project.up() == {}
    assert project.names(Job) == before


def test_changed_job_runs_and_the_old_one_goes(project):
    """Its name says what it does, so both can be there for the moment in between."""
    (before,) = project.names(Job)
    project.write("migrate", version=2)
    assert set(project.up()) == {"replace"}
    (after,) = project.names(Job)
    job = project.client.get(Job, after, namespace="dev")
    assert (after != before, job.status.succeeded) == (True, 1)
    assert project.up() == {}


def test_autoscaler_keeps_its_number_of_pods(project):
    """Handing the number over does not change it, and no later run sets back what the autoscaler decides."""
    assert project.pods_wanted() == 3
    project.write("web", claims=AUTOSCALER)
    project.up()
    assert project.pods_wanted() == 3
    scale = project.client.get(Deployment.Scale, "web", namespace="dev")
    scale.spec.replicas = 5
    project.client.replace(scale, "web", namespace="dev", field_manager="kube-controller-manager")
    project.write("web", version=2, claims=AUTOSCALER)
    project.up()
    assert project.pods_wanted() == 5
