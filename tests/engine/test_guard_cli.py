"""The guard holds however the program is run: `podium` or plain `pulumi`; with a lock, without, with an edited one."""

from __future__ import annotations

import functools
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lightkube import Client, KubeConfig
from lightkube.resources.core_v1 import PersistentVolumeClaim

from podium.sandbox import CONTEXT
from podium.toolchain import Toolchain
from tests.support.project import ROOT

pytestmark = pytest.mark.engine

PODIUM = str(Path(sys.executable).parent / "podium")
DISK, STORE = "volume.default#web.disk", "volume.default#web.store"
ENVIRONMENT = """\
type: staging
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  volume: {match: {type: volume}, component: volume}
"""
SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: web}
containers:
  main:
    image: registry.test/web:1.0.0
    volumes: {/data: {source: "${resources.disk}"}}
resources:
  disk: {type: volume}
"""
RENAMED = SCORE.replace("disk", "store")
REMOVED = SCORE.partition("    volumes")[0]


class Project:
    """A project with one workload that mounts one volume, in staging."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        (self.root / "stacks/environments").mkdir(parents=True)
        (self.root / "workloads").mkdir()
        (self.root / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        main = (ROOT / "stacks/__main__.py").read_text(encoding="utf-8")
        (self.root / "stacks/__main__.py").write_text(main, encoding="utf-8")
        (self.root / "stacks/environments/here.yaml").write_text(ENVIRONMENT, encoding="utf-8")
        self.lock = self.root / "stacks/podium.lock.here.json"
        self.sandbox = folder / "sandbox"
        kept = ("HOME", "PATH", "PODIUM_CACHE", "TMPDIR")
        self.environ = {name: os.environ[name] for name in kept if name in os.environ}
        self.environ |= {"PODIUM_SANDBOX": str(self.sandbox), "PODIUM_STATE": str(folder / "state"), "NO_COLOR": "1"}
        self.score(SCORE)

    def score(self, text: str) -> None:
        """Write the Score file."""
        (self.root / "workloads/score.yaml").write_text(text, encoding="utf-8")

    def podium(self, *arguments: str) -> tuple[int, str]:
        """Run `podium`; return its exit code and all it says."""
        return self._run([PODIUM, *arguments], self.environ)

    def pulumi(self, command: str) -> tuple[int, str]:
        """Run plain `pulumi` as the documentation says."""
        return self._run(["pulumi", *shlex.split(command), "-s", "here", "--non-interactive", "--color", "never"])

    @functools.cached_property
    def sandboxed(self) -> Mapping[str, str]:
        """What a shell has after `eval "$(podium sandbox env)"`."""
        code, said = self._run(["bash", "-c", f'eval "$({PODIUM} sandbox env)" && env -0'], self.environ)
        assert code == 0, said
        return dict(line.split("=", 1) for line in said.split("\0") if line)

    def _run(self, command: list[str], environ: Mapping[str, str] | None = None) -> tuple[int, str]:
        done = subprocess.run(
            command, cwd=self.root, env=environ or self.sandboxed, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def volumes(self) -> list[str]:
        """Return the volumes of the cluster by uid."""
        with Client(config=KubeConfig.from_file(self.sandbox / "kubeconfig").get(CONTEXT)) as client:
            return [claim.metadata.uid for claim in client.list(PersistentVolumeClaim, namespace="here")]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory, toolchain: Toolchain) -> Iterator[tuple[Project, list[str]]]:
    """The project, deployed, with its volumes."""
    project = Project(tmp_path_factory.mktemp("guard-cli"))
    code, said = project.podium("up", "-e", "here", "--yes")
    assert code == 0, said
    yield project, project.volumes()
    project.podium("sandbox", "stop", "--purge")


@pytest.mark.parametrize(
    "command",
    [
        "up --yes",
        "up --yes --skip-preview --target 'urn:pulumi:here::podium::podium:components:Service::workload.default#web'",
    ],
)
def test_plain_pulumi_is_guarded_without_a_lock(deployed: tuple[Project, list[str]], command: str) -> None:
    """The claim was renamed, and nobody wrote a lock: the state knows."""
    project, volumes = deployed
    project.score(RENAMED)
    code, said = project.pulumi(command)
    assert code != 0
    assert f"error[G001]: '{DISK}' is gone" in said
    assert "Traceback" not in said
    assert project.volumes() == volumes


@pytest.mark.parametrize("verb", [("up", "--yes"), ("preview",)])
def test_podium_is_guarded_without_a_lock(deployed: tuple[Project, list[str]], verb: tuple[str, ...]) -> None:
    """It ends as a gate does, and names the way out."""
    project, volumes = deployed
    project.score(RENAMED)
    code, said = project.podium(*verb, "-e", "here")
    assert code == 3, said
    assert f"`--adopt {STORE}={DISK}`" in said
    assert project.volumes() == volumes


def test_an_edited_lock_does_not_help(deployed: tuple[Project, list[str]]) -> None:
    """A lock that says the data is agreed to go is no lock, and one that never knew the data changes nothing."""
    project, volumes = deployed
    project.score(REMOVED)
    code, said = project.podium("lock", "-e", "here")
    assert code == 0, said
    code, said = project.pulumi("up --yes --skip-preview")
    assert (code != 0, f"error[G001]: '{DISK}' is gone" in said) == (True, True), said
    content = json.loads(project.lock.read_text(encoding="utf-8"))
    content["accepted"] = [{"uid": DISK, "before": "volume@1.0.0", "after": "nothing"}]
    project.lock.write_text(json.dumps(content), encoding="utf-8")
    code, said = project.pulumi("up --yes --skip-preview")
    assert (code != 0, "error[D002]" in said) == (True, True), said
    project.lock.unlink()
    assert project.volumes() == volumes


def test_the_way_out_that_was_named_keeps_the_volume(deployed: tuple[Project, list[str]]) -> None:
    """Also in a plain run afterwards, which knows of no option; protection moves along."""
    project, volumes = deployed
    project.score(RENAMED)
    code, said = project.podium("up", "-e", "here", "--yes", "--adopt", f"{STORE}={DISK}")
    assert code == 0, said
    code, said = project.podium("lock", "-e", "here", "--adopt", f"{STORE}={DISK}")
    assert code == 0, said
    code, said = project.pulumi("up --yes --skip-preview --expect-no-changes")
    assert code == 0, said
    assert project.volumes() == volumes
    code, said = project.pulumi("destroy --yes --skip-preview")
    assert (code != 0, "cannot be deleted" in said) == (True, True), said
    code, said = project.podium("destroy", "-e", "here", "--yes")
    assert (code, "error[N008]" in said, STORE in said) == (1, True, True), said
    assert project.volumes() == volumes


def test_what_is_accepted_goes_although_it_is_protected(deployed: tuple[Project, list[str]]) -> None:
    """The decision is written down first; it is for this change, so the next run has nothing to accept."""
    project, volumes = deployed
    project.score(REMOVED)
    code, said = project.podium("up", "-e", "here", "--yes")
    assert (code, f"'{STORE}' is gone" in said) == (3, True), said
    code, said = project.podium("up", "-e", "here", "--yes", "--accept-replacement", STORE)
    assert (code, "recorded what is accepted" in said) == (0, True), said
    assert project.volumes() == [] != volumes
    accepted = json.loads(project.lock.read_text(encoding="utf-8"))["accepted"]
    assert [(entry["uid"], entry["after"]) for entry in accepted] == [(STORE, "nothing")]
    code, said = project.pulumi("up --yes --skip-preview --expect-no-changes")
    assert code == 0, said
