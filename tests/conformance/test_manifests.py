"""Every public Score file becomes manifests that a real API server and public validators accept.

The Score files are no part of the repository: `PODIUM_CONFORMANCE` names the folder that holds them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import components
from podium.diagnostics import ResolutionError
from podium.plan import Plan
from podium.program.emit import to_yaml
from podium.program.manifests import Manifests
from podium.program.render import render_plan
from podium.sandbox import start, stop
from podium.spec import load_workloads
from podium.spec.model import Container
from podium.toolchain import ensure
from podium.toolchain.progress import Lines
from tests.conformance.made_up import write_components
from tests.conformance.projects import IMPOSSIBLE, POSSIBLE, plan_of
from tests.support.apply import Server
from tests.support.validators import Finding, kube_score, schema_problems

FOLDER = Path(os.environ.get("PODIUM_CONFORMANCE", "nowhere"), "score", "valid")
FILES = sorted(FOLDER.glob("*.yaml"))
pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(
        "PODIUM_CONFORMANCE" not in os.environ, reason="PODIUM_CONFORMANCE does not name a folder with conformance data"
    ),
]
KEY = b"a key for tests only"

Excuse = Callable[[Container], bool]


def has_no_tag(container: Container) -> bool:
    """Return whether an author's image has no version; to make one up would run something else."""
    tag = container.image.rpartition("/")[2].partition(":")[2]
    return container.image != "." and tag in {"", "latest"}


def probes_twice(container: Container) -> bool:
    """Return whether an author asks the same path for liveness and readiness; both are carried out as they stand."""
    asked = [probe.http_get for probe in (container.liveness_probe, container.readiness_probe) if probe]
    return len(asked) == 2 and len({(get.port, get.path) for get in asked if get}) == 1


EXCUSES: dict[str, Excuse] = {"container-image-tag": has_no_tag, "pod-probes-identical": probes_twice}
"""What kube-score calls critical and an author wants, by check: whether a container says so itself."""


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Manifests]]:
    """The manifests of every file, by the file's name."""
    made_up = tmp_path_factory.mktemp("made_up")
    write_components(made_up)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(components, "__path__", [*components.__path__, str(made_up)])
        roots = tmp_path_factory.mktemp("projects")
        yield {file.stem: render_plan(planned(file, roots / file.stem), lambda: KEY) for file in FILES}


def planned(file: Path, root: Path) -> Plan:
    """Return the plan of a file; those that Kubernetes could never run are changed as their users would have to."""
    return plan_of(file, root, POSSIBLE if file.stem in IMPOSSIBLE else ())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real API server."""
    toolchain = ensure(Lines(sys.stderr))
    sandbox = tmp_path_factory.mktemp("cluster") / "sandbox"
    try:
        status = start(sandbox, toolchain.bin)
        assert status.kubeconfig is not None
        with Server.of(status.kubeconfig) as opened:
            yield opened
    finally:
        stop(sandbox, purge=True)


def test_every_file_is_rendered(rendered):
    """Each gives a workload, and nothing is left out."""
    assert len(rendered) == 89
    kinds = {name: {manifest["kind"] for manifest in made.objects} for name, made in rendered.items()}
    assert [
        name for name, found in kinds.items() if not found & {"Deployment", "StatefulSet", "DaemonSet", "Job"}
    ] == []
    assert [d.message for made in rendered.values() for d in made.warnings] == []


def test_the_api_server_accepts_every_object(rendered, server):
    """Applied on the server's side with strict validation, nothing is refused and nothing is warned of.

    Namespaces are made for real, since nothing can be tried out in one that does not exist.
    """
    problems = []
    namespaces = {
        manifest["metadata"]["name"]: manifest
        for made in rendered.values()
        for manifest in made.objects
        if manifest["kind"] == "Namespace"
    }
    for namespace in namespaces.values():
        problems += server.apply(namespace, keep=True)
    for name, made in rendered.items():
        for manifest in made.objects:
            problems += [f"{name}: {manifest['kind']}: {problem}" for problem in server.apply(manifest)]
    assert problems == []


def test_every_object_fits_the_schema_of_its_kind(rendered):
    """By the published schemas, with no field that they do not know."""
    problems = {name: schema_problems(made.objects) for name, made in rendered.items()}
    assert {name: found for name, found in problems.items() if found} == {}


def test_kube_score_finds_nothing_critical(rendered, tmp_path):
    """But for what authors wrote themselves, container by container; an excuse that nobody needs fails too."""
    used, wrong = set(), []
    for name, made in rendered.items():
        file = tmp_path / f"{name}.yaml"
        file.write_text(to_yaml(made.objects), encoding="utf-8")
        for finding in kube_score(file):
            if is_excused(finding, FOLDER / file.name):
                used.add(finding.check)
            else:
                wrong.append((name, *finding))
    assert wrong == []
    assert used == set(EXCUSES)


def is_excused(finding: Finding, file: Path) -> bool:
    """Return whether a container of the workload itself says what is found wrong."""
    workload = load_workloads([file]).workloads[0].workload
    excuse = EXCUSES.get(finding.check)
    if excuse is None or finding.object.split("/")[1] != workload.name:
        return False
    named = {finding.container} & workload.containers.keys() or workload.containers.keys()
    return any(excuse(workload.containers[container]) for container in named)


@pytest.mark.parametrize("name", sorted(IMPOSSIBLE))
def test_what_kubernetes_could_never_run_is_refused_before(name, tmp_path):
    """What is wrong with some samples is said at its places, instead of later by the API server."""
    with pytest.raises(ResolutionError) as caught:
        plan_of(FOLDER / f"{name}.yaml", tmp_path / "project")
    problems = caught.value.diagnostics
    assert {problem.code for problem in problems if problem.span} == {"R014"}
    assert sum("more than the limit" in problem.message for problem in problems) == 2
    assert sum("SOME_HEADER" in problem.message for problem in problems) == 1
