"""Refactorings and swaps on the real engine and cluster: data is kept, or nothing changes until somebody agrees."""

from __future__ import annotations

import functools
import gc
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from lightkube import Client, KubeConfig
from lightkube.resources.core_v1 import PersistentVolumeClaim

from podium import sandbox
from podium.diagnostics import EngineError, GuardError
from podium.engine.operations import Operation, RunResult, run
from podium.engine.protection import unprotected
from podium.engine.stack import StackTarget, invoke
from podium.graph.decisions import Decisions
from podium.lock.read import lock_file
from podium.plan import Plan, plan_environment
from podium.plan.lock import record_lock
from podium.program import compose, deploy
from podium.program.data import keeps_data
from podium.toolchain import Toolchain
from tests.support.guard import COMPONENTS, CORPUS, edit, lay_out

# When the engine fails, the SDK's host leaves its event loop open; nothing but the garbage collector can close it.
pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

FULL = os.environ.get("PODIUM_GUARD_CORPUS") == "full"
CASES = [case for case in CORPUS["cases"] if FULL or case.get("ci")]


@dataclass(frozen=True, slots=True)
class Box:
    """A running sandbox."""

    environ: Mapping[str, str]
    client: Client


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, toolchain: Toolchain) -> Iterator[Box]:
    """One sandbox for all cases, and components of the corpus beside those of the project."""
    import components  # noqa: PLC0415 - only here, so that collecting the tests stays fast

    directory = tmp_path_factory.mktemp("guard") / "sandbox"
    sandbox.start(directory, toolchain.bin)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(components, "__path__", [*components.__path__, str(COMPONENTS)])
        config = KubeConfig.from_file(directory / "kubeconfig").get(sandbox.CONTEXT)
        with Client(config=config) as client:
            yield Box(sandbox.environment(directory, toolchain, os.environ), client)
    sandbox.stop(directory, purge=True)


@dataclass(frozen=True, slots=True)
class Project:
    """A project of its own for one case."""

    root: Path
    target: StackTarget
    client: Client

    @property
    def stack(self) -> str:
        """Name of the stack and the environment."""
        return self.target.stack

    def plan(self, **decide: Any) -> Plan:
        """Plan the environment."""
        return plan_environment(self.root, self.stack, strict=True, decisions=Decisions(**decide))

    def lock(self, plan: Plan) -> None:
        """Write the environment's lock."""
        record_lock(self.root, plan)

    def unlock(self) -> None:
        """Delete the environment's lock."""
        lock_file(self.root, self.stack).unlink(missing_ok=True)

    def up(self, plan: Plan) -> RunResult:
        """Deploy."""
        return run(Operation.UP, self.target, functools.partial(deploy, plan))

    def exported(self) -> list[dict[str, Any]]:
        """Return the state's resources with their secrets in clear: encrypted ones differ each time."""
        done = invoke(self.target, "stack", "export", "--show-secrets")
        found: list[dict[str, Any]] = json.loads(done.stdout)["deployment"]["resources"]
        return found

    def data(self, exported: Sequence[Mapping[str, Any]] | None = None) -> dict[str, str]:
        """Return the volumes of the cluster, by uid, and the passwords of the state, each with its name."""
        found = {}
        for claim in self.client.list(PersistentVolumeClaim, namespace="*"):
            if claim.metadata.namespace.startswith(f"{self.stack}-"):
                found[claim.metadata.uid] = claim.metadata.name
        for resource in self.exported() if exported is None else exported:
            if resource["type"].endswith("GeneratedPassword") and "workload." not in resource["urn"]:
                found[resource["outputs"]["password"]["plaintext"]] = "password"
        return found

    def everything(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the data, and the state's resources by URN without times."""
        kept, exported = ("id", "inputs", "outputs", "protect"), self.exported()
        return self.data(exported), {each["urn"]: [each.get(key) for key in kept] for each in exported}

    def steps(self, plan: Plan) -> set[str]:
        """Return what the engine itself would do to data if nobody guarded it; ``refused`` if it would not start."""
        try:
            return _data_steps(run(Operation.PREVIEW, self.target, functools.partial(compose, plan)))
        except EngineError:
            return {"refused"}

    def deploy(self, changes: Sequence[Sequence[str]] = ()) -> Mapping[str, str]:
        """Change files, deploy, write the lock, and return the data that there is."""
        edit(self.root, self.stack, changes)
        plan = self.plan()
        self.up(plan)
        self.lock(plan)
        return self.data()


def _data_steps(result: RunResult) -> set[str]:
    """Return what a run does to data."""
    steps = result.progress.steps.values()
    return {s.op for s in steps if keeps_data(s.urn.split("::")[2].split("$")[-1]) and "workload." not in s.urn}


@pytest.fixture(scope="module")
def base(box: Box, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Mapping[str, str]]:
    """The project that all cases start from, deployed, and its data: for cases in which nothing changes."""
    folder = tmp_path_factory.mktemp("base")
    lay_out(folder, "base")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        project = Project(folder, StackTarget("base", folder, box.environ), box.client)
        return project, project.deploy()


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let the garbage collector speak inside the test that made the garbage."""
    yield
    gc.collect()


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_data_survives_or_nothing_happens(
    box: Box, case: dict[str, Any], tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deploy, change, and compare what is there with what was there."""
    monkeypatch.chdir(tmp_path)
    if case["expect"] == "refused" and not case.get("before"):
        deployed, before = request.getfixturevalue("base")
        shutil.copytree(deployed.root, tmp_path, dirs_exist_ok=True)
        project = replace(deployed, root=tmp_path, target=replace(deployed.target, project_root=tmp_path))
    else:
        stack = f"g{CORPUS['cases'].index(case)}"
        lay_out(tmp_path, stack)
        project = Project(tmp_path, StackTarget(stack, tmp_path, box.environ), box.client)
        before = project.deploy(case.get("before", ()))
    if not case.get("lock", True):
        project.unlock()
    edit(project.root, project.stack, case["change"])
    if case["expect"] == "kept":
        _kept(project, case, before)
    else:
        _refused(project, case, before)
    if case["expect"] == "accepted":
        _accepted(project, case, before)


def _kept(project: Project, case: dict[str, Any], before: Mapping[str, str]) -> None:
    decide = case.get("decide", {})
    plan = project.plan(adopted=decide.get("adopt", {}))
    if case.get("fails"):
        with pytest.raises(EngineError):
            project.up(plan)
    else:
        assert _data_steps(project.up(plan)) <= {"same", "update", "create"}
        project.lock(plan)
        assert set(project.up(project.plan()).changes) == {"same"}
    after = project.data()
    assert {key: after.get(key) for key in before} == dict(before)


def _refused(project: Project, case: dict[str, Any], before: Mapping[str, str]) -> None:
    """By the lock, and where there is none by the state; nothing changes, and it was right: the engine would do it."""
    everything, locked = project.everything(), case.get("lock", True)
    if case["codes"]:
        with pytest.raises(GuardError) as by_lock:
            project.plan()
        assert sorted(d.code for d in by_lock.value.diagnostics) == case["codes"]
        assert all(d.why and d.fix and d.span for d in by_lock.value.diagnostics)
    kept = lock_file(project.root, project.stack)
    text = kept.read_text(encoding="utf-8") if locked else ""
    if case["codes"]:
        project.unlock()
    plan = project.plan()
    with pytest.raises(GuardError) as by_state:
        project.up(plan)
    assert sorted(d.code for d in by_state.value.diagnostics) == case.get("state", case["codes"])
    assert project.everything() == everything == (before, everything[1])
    if case.get("touches", True):
        assert project.steps(plan) & {"delete", "replace", "create-replacement", "delete-replaced", "refused"}
    if locked:
        kept.write_text(text, encoding="utf-8")


def _accepted(project: Project, case: dict[str, Any], before: Mapping[str, str]) -> None:
    """The decision is in the lock: then plain `pulumi up`, which knows of no option, agrees."""
    project.lock(project.plan(accepted=frozenset(case["accept"])))
    plan = project.plan()
    with unprotected(project.target, case["accept"]):
        project.up(plan)
    after = project.data()
    if case.get("touches", True):
        assert before.items() - after.items()
    gone = {name for key, name in before.items() if key not in after and name != "password"}
    assert len(gone) <= 1
    assert set(project.up(project.plan()).changes) <= {"same", "update"}
