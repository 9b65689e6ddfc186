"""Several stacks on the real engine and cluster: one shares a server with another, one is there for a while only."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lightkube import ApiError, Client, KubeConfig
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.batch_v1 import Job
from lightkube.resources.core_v1 import Namespace, Secret

from podium.sandbox import environment, start, stop
from tests.support.project import ROOT

if TYPE_CHECKING:
    from podium.toolchain import Toolchain

pytestmark = pytest.mark.engine

PODIUM = str(Path(sys.executable).parent / "podium")
PLAIN = ("--non-interactive", "--color", "never")
REFERENCE = "params: {stack: platform}"
FILES = {
    "Pulumi.yaml": "name: shop\nruntime: python\nmain: stacks/\nstackConfigDir: stacks\n",
    "stacks/environments/platform.yaml": """
type: development
namespace: platform
workloads: [owner]
shares: ["postgres-instance.*#shared"]
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  server: {match: {type: postgres-instance}, component: postgres_in_cluster, params: {version: 15}}
""",
    "stacks/environments/apps.yaml": f"""
type: development
namespace: apps
workloads: [user]
definitions:
  namespace: {{match: {{type: namespace}}, component: namespace}}
  workload: {{match: {{type: workload}}, component: service}}
  postgres:
    match: {{type: postgres}}
    component: postgres_database
    requires:
      server: {{type: postgres-instance, id: shared}}
    params:
      server_host: ${{resources.server.host}}
      server_port: ${{resources.server.port}}
      admin_username: ${{resources.server.username}}
      admin_password: ${{resources.server.password}}
  server:
    match: {{type: postgres-instance}}
    component: stack_reference
    {REFERENCE}
""",
    "owner/score.yaml": """
apiVersion: score.dev/v1b1
metadata: {name: keeper}
containers: {main: {image: "keeper:1", variables: {HOST: "${resources.server.host}"}}}
resources: {server: {type: postgres-instance, id: shared}}
""",
    "user/score.yaml": """
apiVersion: score.dev/v1b1
metadata: {name: orders}
containers: {main: {image: ".", variables: {PASSWORD: "${resources.db.password}"}}}
resources: {db: {type: postgres}}
""",
}


@dataclass(slots=True)
class Project:
    """Two environments, one of which uses what the other owns, and a sandbox."""

    root: Path
    environ: dict[str, str]
    client: Client
    said: list[str] = field(default_factory=list)

    def run(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the project and keep what it says."""
        done = subprocess.run(
            command, cwd=self.root, env=self.environ | environ, capture_output=True, text=True, check=False
        )
        self.said += [done.stdout, done.stderr]
        return done

    def podium(self, *arguments: str, **environ: str) -> str:
        """Run `podium`, which must succeed, and return its data."""
        done = self.run(PODIUM, *arguments, **environ)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *arguments: str) -> list[dict[str, Any]]:
        """Run `podium`, which must refuse, and return why."""
        done = self.run(PODIUM, *arguments, "--format", "json")
        assert done.returncode == 1, done.stdout + done.stderr
        return list(json.loads(done.stdout)["diagnostics"])

    def change(self, environment: str, old: str, new: str) -> None:
        """Change the file of an environment."""
        file = self.root / f"stacks/environments/{environment}.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def secrets(self, namespace: str) -> dict[str, dict[str, str]]:
        """Return the Secrets of a namespace, decoded."""
        found = self.client.list(Secret, namespace=namespace)
        return {
            str(s.metadata and s.metadata.name): {k: base64.b64decode(v).decode() for k, v in (s.data or {}).items()}
            for s in found
        }

    def namespaces(self) -> set[str]:
        """Return the names of the namespaces."""
        return {str(n.metadata.name) for n in self.client.list(Namespace) if n.metadata}

    def states(self) -> dict[str, str]:
        """Return the states of the stacks as they lie on the disk."""
        folder = Path(self.environ["PODIUM_SANDBOX"]) / "pulumi/.pulumi/stacks"
        return {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*/*.json")}


@pytest.fixture(scope="module")
def project(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The project; nothing is deployed."""
    folder = tmp_path_factory.mktemp("stacks")
    root, sandbox = folder / "project", folder / "sandbox"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text.lstrip(), encoding="utf-8")
    (root / "stacks/__main__.py").write_bytes((ROOT / "stacks/__main__.py").read_bytes())
    try:
        status = start(sandbox, toolchain.bin)
        assert status.kubeconfig
        environ = environment(sandbox, toolchain, os.environ) | {"PODIUM_SANDBOX": str(sandbox), "NO_COLOR": "1"}
        with Client(config=KubeConfig.from_file(status.kubeconfig)) as client:
            made = Project(root, environ, client)
            made.podium("lock", "-e", "apps", "--image", "orders=orders:1")
            yield made
    finally:
        stop(sandbox, purge=True)


def test_a_stack_that_is_not_there_is_told_before_anything_is_made(project: Project) -> None:
    """The place is the line of the environment that names it."""
    (problem,) = project.refused("up", "-e", "apps", "--yes")
    assert (problem["code"], problem["file"]) == ("N017", "stacks/environments/apps.yaml")
    assert "podium up -e platform" in problem["fix"]
    assert "apps" not in project.namespaces()


@pytest.fixture(scope="module")
def deployed(project: Project) -> Project:
    """Both stacks, the owner's first."""
    project.podium("up", "-e", "platform", "--yes")
    project.podium("up", "-e", "apps", "--yes")
    return project


def test_a_database_is_made_on_the_server_of_another_stack(deployed: Project) -> None:
    """Its set-up gets the server's address and the administrator's real password."""
    (password,) = {v for data in deployed.secrets("platform").values() for k, v in data.items() if "password" in k}
    given = {data["admin-password"] for data in deployed.secrets("apps").values() if "admin-password" in data}
    (job,) = deployed.client.list(Job, namespace="apps")
    (container,) = job.spec.template.spec.containers if job.spec and job.spec.template.spec else ()
    hosts = {variable.value for variable in container.env or () if variable.name == "PGHOST"}
    assert (given, len(password)) == ({password}, 32)
    assert {str(host).partition(".")[2] for host in hosts} == {"platform.svc.cluster.local"}


def test_the_image_of_the_lock_runs(deployed: Project) -> None:
    """Nothing else says which one."""
    (deployment,) = deployed.client.list(Deployment, namespace="apps")
    assert deployment.spec
    assert deployment.spec.template.spec
    assert [container.image for container in deployment.spec.template.spec.containers] == ["orders:1"]


def test_what_is_shared_is_nowhere_in_clear(deployed: Project) -> None:
    """Neither in the owner's state nor in the other's, nor in anything that was said."""
    deployed.podium("lock", "-e", "apps")
    passwords = {v for ns in ("apps", "platform") for data in deployed.secrets(ns).values() for v in data.values()}
    long = {password for password in passwords if len(password) == 32}
    lock = (deployed.root / "stacks/podium.lock.apps.json").read_text(encoding="utf-8")
    everything = "\n".join([*deployed.states().values(), *deployed.said, lock])
    assert ("podium-shares" in everything, len(long)) == (True, 2)
    assert [password for password in long if password in everything] == []


def test_a_second_run_changes_nothing(deployed: Project) -> None:
    """Reading another stack is no change, and plain `pulumi` runs the same program."""
    plain = deployed.run("pulumi", "up", "-s", "apps", "--yes", "--skip-preview", "--expect-no-changes", *PLAIN)
    assert plain.returncode == 0, plain.stdout + plain.stderr


def test_params_that_contradict_the_owners_are_refused_by_both_names(deployed: Project) -> None:
    """While it runs by what the owner exported; offline by its lock; plain `pulumi` says it without a traceback."""
    deployed.change("apps", REFERENCE, "params: {stack: platform, version: 16}")
    try:
        (running,) = deployed.refused("preview", "-e", "apps")
        plain = deployed.run("pulumi", "preview", "-s", "apps", *PLAIN)
        deployed.podium("plan", "-e", "apps")
        deployed.podium("lock", "-e", "platform")
        (offline,) = deployed.refused("plan", "-e", "apps")
    finally:
        deployed.change("apps", "params: {stack: platform, version: 16}", REFERENCE)
    assert running["code"] == offline["code"] == "C013"
    assert running["message"].startswith("'orders.server' and 'keeper.server' of stack 'platform' ask for")
    assert (running["line"], running["column"], offline["related"]) == (
        20,
        40,
        ["stacks/podium.lock.platform.json:1:1"],
    )
    assert ("error[C013]" in plain.stdout, "Traceback" in plain.stdout) == (True, False), plain.stdout


def test_what_is_not_shared_yet_is_told(deployed: Project) -> None:
    """The owner's file shares it by now, but the owner has not been deployed since."""
    deployed.change("platform", '"postgres-instance.*#shared"', '"postgres-instance.*"')
    deployed.change("apps", REFERENCE, 'params: {stack: platform, resource: "postgres-instance.default#other"}')
    try:
        problems = deployed.refused("preview", "-e", "apps")
    finally:
        deployed.change("apps", 'params: {stack: platform, resource: "postgres-instance.default#other"}', REFERENCE)
        deployed.change("platform", '"postgres-instance.*"', '"postgres-instance.*#shared"')
    assert [problem["code"] for problem in problems if problem["severity"] == "error"] == ["N018"]


def test_an_ephemeral_environment_lives_its_time_and_leaves_nothing(deployed: Project) -> None:
    """Cloned, deployed, listed, and taken down once its time is up; its base is as it was."""
    deployed.podium("environment", "clone", "platform", "pr-7", "--owner", "shop-team", "--ttl", "2h")
    deployed.podium("up", "-e", "pr-7", "--yes")
    listed = {
        row["name"]: row
        for row in json.loads(deployed.podium("environment", "list", "--format", "json"))["environments"]
    }
    assert (listed["pr-7"]["life"], listed["pr-7"]["owner"], listed["platform"]["life"]) == ("live", "shop-team", None)
    assert "pr-7" in deployed.namespaces()
    assert json.loads(deployed.podium("environment", "reap", "--yes", "--format", "json"))["reaped"] == []

    later = {"PODIUM_TODAY": "2100-01-01"}
    shown = deployed.podium("environment", "reap", "--dry-run", "--format", "json", **later)
    assert ([row["name"] for row in json.loads(shown)["expired"]], json.loads(shown)["reaped"]) == (["pr-7"], [])
    reaped = deployed.podium("environment", "reap", "--yes", "--remove", "--format", "json", **later)
    assert json.loads(reaped)["reaped"] == ["pr-7"]
    with pytest.raises(ApiError) as gone:
        deployed.client.get(Namespace, "pr-7")
    left = [path.name for path in (deployed.root / "stacks").rglob("*pr-7*")]
    assert (gone.value.status.code, left, "pr-7" in deployed.states()) == (404, [], False)
    assert {"platform", "apps"} <= deployed.namespaces()
