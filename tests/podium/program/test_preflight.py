"""Checks before the engine starts."""

from __future__ import annotations

import os
import socket

import pytest
import yaml

from podium.diagnostics import ClusterError
from podium.plan.model import Plan
from podium.program.preflight import preflight
from tests.podium.graph.projects import environment


def plan(context: str | None = None) -> Plan:
    """Return an empty plan of an environment on a context; None is the sandbox."""
    cluster = f"cluster: {{context: {context}}}\n" if context else ""
    return Plan(environment(**{"definitions:\n": f"{cluster}definitions:\n"}).environment, (), ())


def kubeconfig(file, *contexts: str, server: str | None = None, name: str = "it") -> str:
    """Write a kubeconfig and return its path; without a server the contexts only name a cluster of another file."""
    clusters = [{"name": name, "cluster": {"server": server}}] if server else []
    named = [{"name": context, "context": {"cluster": name, "user": "me"}} for context in contexts]
    file.write_text(yaml.safe_dump({"contexts": named, "clusters": clusters}), encoding="utf-8")
    return str(file)


@pytest.fixture
def server():
    """Return the URL of a port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def closed_port():
    """Return the URL of a port on which nobody listens, held so that nobody takes it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"https://127.0.0.1:{held.getsockname()[1]}"


def refused(planned: Plan, environ: dict[str, str]):
    """Return the diagnostic with which the check ends."""
    with pytest.raises(ClusterError) as caught:
        preflight(planned, environ)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


def test_a_cluster_that_answers_is_enough(tmp_path, server):
    """The context of the environment counts, not the current one."""
    preflight(plan("mine"), {"KUBECONFIG": kubeconfig(tmp_path / "config", "other", "mine", server=server)})


def test_contexts_and_clusters_may_stand_in_different_files(tmp_path, server, closed_port):
    """Several files are read as kubectl reads them: missing ones are skipped, the first entry of a name wins."""
    files = [
        str(tmp_path / "missing"),
        kubeconfig(tmp_path / "contexts", "mine"),
        kubeconfig(tmp_path / "clusters", server=server),
        kubeconfig(tmp_path / "late", "mine", server=closed_port),
    ]
    preflight(plan("mine"), {"KUBECONFIG": os.pathsep.join(files)})


def test_the_home_folder_holds_the_kubeconfig_if_none_is_named(tmp_path, server):
    """An empty variable is none."""
    (tmp_path / ".kube").mkdir()
    kubeconfig(tmp_path / ".kube" / "config", "mine", server=server)
    preflight(plan("mine"), {"HOME": str(tmp_path), "KUBECONFIG": ""})


@pytest.mark.parametrize(
    ("context", "fix"),
    [(None, 'run `podium sandbox start` and `eval "$(podium sandbox env)"`'), ("mine", "set KUBECONFIG")],
)
def test_no_kubeconfig_is_told_with_the_files_looked_for(tmp_path, context, fix):
    """K001, and what to do depends on whose cluster it is."""
    problem = refused(plan(context), {"HOME": str(tmp_path)})
    expected = ("K001", "no kubeconfig", f"looked for {tmp_path}/.kube/config", fix)
    assert expected == (problem.code, problem.message, problem.why, problem.fix)


def test_a_kubeconfig_that_is_no_yaml_is_told(tmp_path):
    """K001 with its name."""
    (tmp_path / "config").write_text("{", encoding="utf-8")
    problem = refused(plan("mine"), {"KUBECONFIG": str(tmp_path / "config")})
    assert ("K001", f"cannot read kubeconfig '{tmp_path}/config'") == (problem.code, problem.message)


@pytest.mark.parametrize(
    ("context", "fix"),
    [
        ("prdo", "did you mean 'prod'?"),
        ("something", "correct 'cluster: context:' of environment 'dev'"),
        (None, 'run `podium sandbox start` and `eval "$(podium sandbox env)"`'),
    ],
)
def test_an_unknown_context_is_told_with_the_known_ones(tmp_path, server, context, fix):
    """K002, nobody is asked over the network."""
    problem = refused(plan(context), {"KUBECONFIG": kubeconfig(tmp_path / "config", "prod", "dev", server=server)})
    name = context or "podium-sandbox"
    expected = ("K002", f"no context '{name}' in the kubeconfig", "contexts there: dev, prod", fix)
    assert expected == (problem.code, problem.message, problem.why, problem.fix)


def test_a_cluster_that_does_not_answer_is_told_with_its_address(tmp_path, closed_port):
    """K003, and the reason of the operating system."""
    problem = refused(plan("mine"), {"KUBECONFIG": kubeconfig(tmp_path / "config", "mine", server=closed_port)})
    message = f"the cluster of context 'mine' does not answer at {closed_port}"
    expected = ("K003", message, "connection refused", "start the cluster, or correct the kubeconfig")
    assert expected == (problem.code, problem.message, problem.why, problem.fix)


@pytest.mark.parametrize("content", [{"contexts": "mine"}, {"contexts": [{"name": "mine"}, 5]}, {"contexts": None}, []])
def test_a_kubeconfig_of_another_form_holds_no_context(tmp_path, content):
    """Nothing is taken for granted about a file that others write."""
    (tmp_path / "config").write_text(yaml.safe_dump(content), encoding="utf-8")
    assert refused(plan("mine"), {"KUBECONFIG": str(tmp_path / "config")}).code in {"K001", "K002"}


@pytest.mark.parametrize("server", [None, "https://127.0.0.1:port", "127.0.0.1:6443", "https://"])
def test_a_cluster_without_a_usable_address_is_told(tmp_path, server):
    """K003 as well; no other machine is tried instead."""
    problem = refused(plan("mine"), {"KUBECONFIG": kubeconfig(tmp_path / "config", "mine", server=server)})
    assert problem.code == "K003"
