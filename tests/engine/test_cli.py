"""The command line on the real engine and the real cluster, from an empty sandbox to an empty sandbox."""

from __future__ import annotations

import base64
import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from lightkube import ApiError, Client, KubeConfig
from lightkube.resources.core_v1 import Namespace, Secret

from podium.sandbox import CONTEXT
from podium.toolchain import Toolchain
from tests.support.project import copy_project

pytestmark = pytest.mark.engine

PODIUM = str(Path(sys.executable).parent / "podium")


class _Project:
    """A copy of this project with one workload and a sandbox of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = copy_project(folder, "workloads/catalog")
        kept = ("HOME", "PATH", "PODIUM_CACHE", "TMPDIR")
        self.environ = {name: os.environ[name] for name in kept if name in os.environ}
        self.environ |= {"PODIUM_SANDBOX": str(folder / "sandbox"), "NO_COLOR": "1"}
        self.said: list[str] = []

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `podium` and keep all it says."""
        done = subprocess.run(
            [PODIUM, *arguments], cwd=self.root, env=self.environ, capture_output=True, text=True, check=False
        )
        self.said += [done.stdout, done.stderr]
        return done

    def json(self, *arguments: str) -> Any:
        """Run `podium`, which must succeed, and return its data."""
        done = self.run(*arguments, "--format", "json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def files(self) -> dict[Path, bytes]:
        """Return the project's files, without the stacks' settings: the engine writes salts there, git ignores them."""
        files = (path for path in sorted(self.root.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
        return {path: path.read_bytes() for path in files if not path.name.startswith("Pulumi.")}

    def client(self) -> Client:
        """Return a client of the sandbox's API."""
        return Client(config=KubeConfig.from_file(f"{self.environ['PODIUM_SANDBOX']}/kubeconfig").get(CONTEXT))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, toolchain: Toolchain) -> Iterator[_Project]:
    """A project whose sandbox has never run."""
    project = _Project(tmp_path_factory.mktemp("cli"))
    yield project
    project.run("sandbox", "stop", "--purge")


@pytest.fixture(scope="module")
def deployed(fresh: _Project) -> _Project:
    """The project, deployed by one command."""
    done = fresh.run("up", "-e", "dev", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    return fresh


def test_one_command_deploys_and_tells_a_newcomer_what_is_there(deployed: _Project) -> None:
    """What runs, where it answers, how to look at it, how to take it down: all of it talk, none of it data."""
    stdout, stderr = deployed.said[:2]
    wanted = [
        r"catalog +Deployment +1/1 ready",
        r"postgres\.default#catalog\.db",
        r"http://catalog\.dev\.localhost/",
        r"podium status -e dev",
        r'eval "\$\(podium sandbox env\)"; kubectl -n dev get pods',
        r"podium destroy -e dev",
    ]
    assert [pattern for pattern in wanted if not re.search(pattern, stderr)] == [], stderr
    assert (stdout, "\x1b" in stderr) == ("", False)


def test_a_second_up_changes_nothing(deployed: _Project) -> None:
    """Same input, same infrastructure."""
    changes = deployed.json("up", "-e", "dev", "--yes")["changes"]
    assert set(changes) == {"same"}


def test_a_preview_of_what_is_deployed_is_empty(deployed: _Project) -> None:
    """Also of resources whose outputs only the engine knows."""
    assert set(deployed.json("preview", "-e", "dev")["changes"]) == {"same"}


def test_a_preview_shows_what_an_image_changes(deployed: _Project) -> None:
    """One Deployment, named by its workload."""
    file = deployed.root / "workloads/catalog/score.yaml"
    before = file.read_text()
    file.write_text(before.replace("catalog:3.2.0", "catalog:3.3.0"))
    done = deployed.run("preview", "-e", "dev")
    file.write_text(before)
    assert "~ update   catalog: Deployment" in done.stdout, done.stdout + done.stderr


def test_plain_pulumi_finds_the_same_stack_unchanged(deployed: _Project) -> None:
    """`eval "$(podium sandbox env)"` is all it needs, and no file of the project changes."""
    before = deployed.files()
    script = f'eval "$({PODIUM} sandbox env)" && pulumi up -s dev --yes --skip-preview --non-interactive --color never'
    done = subprocess.run(
        ["/bin/sh", "-c", script], cwd=deployed.root, env=deployed.environ, capture_output=True, text=True, check=False
    )
    deployed.said += [done.stdout, done.stderr]
    assert (done.returncode, re.findall(r"\d+ (?:created|updated|deleted|replaced)", done.stdout)) == (0, []), (
        done.stdout + done.stderr
    )
    assert before == deployed.files()


def test_status_counts_ready_pods_and_lists_endpoints(deployed: _Project) -> None:
    """From the stack's state and the cluster."""
    status = _settled(deployed)
    assert [(w["name"], w["ready"], w["desired"]) for w in status["workloads"]] == [("catalog", 1, 1)]
    assert all(resource["ready"] for resource in status["resources"])
    assert "http://catalog.dev.localhost/" in [endpoint["address"] for endpoint in status["endpoints"]]


def test_up_without_a_terminal_wants_yes(deployed: _Project) -> None:
    """Nobody could answer; it says so before it does anything."""
    done = deployed.run("up", "-e", "dev")
    assert (done.returncode, "add `--yes` to go ahead" in done.stderr) == (2, True)


def test_on_a_terminal_destroy_shows_what_goes_and_takes_no_for_an_answer(deployed: _Project) -> None:
    """Nothing is taken down."""
    shown, code = _on_a_terminal(deployed, ["destroy", "-e", "dev"], "n\n")
    assert (code, "- delete" in shown, "nothing was changed" in shown) == (1, True, True), shown
    assert deployed.json("status", "-e", "dev")["workloads"] != []


def test_status_of_a_stopped_sandbox_says_so(deployed: _Project) -> None:
    """With the command that starts it; what was deployed is there again afterwards."""
    deployed.run("sandbox", "stop")
    done = deployed.run("status", "-e", "dev")
    assert (done.returncode, "error[X020]: the sandbox does not run" in done.stderr) == (1, True), done.stderr
    deployed.run("sandbox", "start")
    assert deployed.json("status", "-e", "dev")["workloads"] != []


def test_a_context_that_does_not_exist_is_refused_before_the_engine_starts(deployed: _Project) -> None:
    """With the contexts that there are."""
    file = deployed.root / "stacks/environments/dev.yaml"
    elsewhere = yaml.safe_load(file.read_text()) | {"cluster": {"context": "elsewhere"}}
    (file.parent / "far.yaml").write_text(yaml.safe_dump(elsewhere))
    deployed.environ["KUBECONFIG"] = f"{deployed.environ['PODIUM_SANDBOX']}/kubeconfig"
    done = deployed.run("up", "-e", "far", "--yes")
    del deployed.environ["KUBECONFIG"]
    (file.parent / "far.yaml").unlink()
    assert (done.returncode, "error[K002]: no context 'elsewhere' in the kubeconfig" in done.stderr) == (1, True)


def test_no_password_is_ever_said(deployed: _Project) -> None:
    """Neither by any command so far, nor by the state."""
    with deployed.client() as client:
        secrets = list(client.list(Secret, namespace="dev"))
    values = {base64.b64decode(v).decode("utf-8", "replace") for s in secrets for v in (s.data or {}).values()}
    passwords = {value for value in values if re.fullmatch(r"[A-Za-z0-9]{32}", value)}
    state = next(Path(deployed.environ["PODIUM_SANDBOX"]).glob("pulumi/.pulumi/stacks/*/dev.json")).read_text()
    said = "".join(deployed.said) + state
    assert (len(passwords) >= 2, [p for p in passwords if p in said]) == (True, [])


def test_destroy_leaves_nothing_and_status_says_so(deployed: _Project) -> None:
    """Last in this file, because it takes down what the others look at."""
    changes = deployed.json("destroy", "-e", "dev", "--yes")["changes"]
    status = deployed.run("status", "-e", "dev")
    with deployed.client() as client, pytest.raises(ApiError) as gone:
        client.get(Namespace, "dev")
    assert (set(changes), gone.value.status.code, status.returncode) == ({"delete"}, 404, 1)
    assert "error[N004]: nothing is deployed to 'dev'" in status.stderr


def _settled(project: _Project) -> Any:
    """Return the status once everything is ready: on a busy machine a heartbeat of the sandbox's node may be late."""
    deadline = time.monotonic() + 60
    while True:
        status = project.json("status", "-e", "dev")
        if all(w["ready"] == w["desired"] for w in status["workloads"]) or time.monotonic() > deadline:
            return status


def _on_a_terminal(project: _Project, arguments: list[str], answer: str) -> tuple[str, int]:
    """Run `podium` on a terminal of its own and answer its question; return what was shown and the exit code."""
    ours, theirs = pty.openpty()
    environ = project.environ | {"TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen(
        [PODIUM, *arguments], cwd=project.root, env=environ, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = ""
    while piece := _read(ours):
        shown += piece
        if "[y/N]:" in shown and answer:
            os.write(ours, answer.encode())
            answer = ""
    os.close(ours)
    return shown, process.wait()


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 4096).decode("utf-8", "replace")
    except OSError:  # Linux reports the end of a terminal in this way.
        return ""
