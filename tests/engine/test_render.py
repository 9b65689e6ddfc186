"""What is rendered is what is deployed: the example workloads, rendered and on a real cluster."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from podium.program.emit import to_yaml
from podium.sandbox import environment, start, stop
from tests.support.apply import Server
from tests.support.project import copy_project
from tests.support.validators import kube_score, schema_problems
from tests.tools.build import program

if TYPE_CHECKING:
    from podium.toolchain import Toolchain

pytestmark = pytest.mark.engine

PODIUM = str(Path(sys.executable).parent / "podium")

EXCUSES: dict[str, str] = {}
"""Checks of kube-score that are critical about the example workloads, and why they are left as they are."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A copy of this project with a cluster that holds nothing yet."""

    root: Path
    environ: dict[str, str]
    server: Server

    def podium(self, *arguments: str) -> str:
        """Run `podium`, which must succeed, and return its data."""
        command = [PODIUM, *arguments]
        done = subprocess.run(command, cwd=self.root, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rendered(self, name: str) -> list[dict[str, Any]]:
        """Return the manifests of an environment."""
        return list(yaml.safe_load_all(self.podium("render", "-e", name)))


@pytest.fixture(scope="module")
def shop(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The project beside a running cluster."""
    folder = tmp_path_factory.mktemp("render")
    root, sandbox = copy_project(folder), folder / "sandbox"
    try:
        status = start(sandbox, toolchain.bin)
        assert status.kubeconfig
        own = {"PODIUM_SANDBOX": str(sandbox), "PODIUM_STATE": str(folder / "state"), "NO_COLOR": "1"}
        with Server.of(status.kubeconfig) as server:
            yield Shop(root, environment(sandbox, toolchain, os.environ) | own, server)
    finally:
        stop(sandbox, purge=True)


@pytest.mark.parametrize("name", ["dev", "staging"])
def test_a_real_api_server_accepts_the_manifests(shop, name):
    """Applied on the server's side with strict validation; Namespaces are made, all else is only tried."""
    problems = []
    for manifest in shop.rendered(name):
        problems += shop.server.apply(manifest, keep=manifest["kind"] == "Namespace")
    assert problems == []


@pytest.mark.parametrize("name", ["dev", "staging"])
def test_public_validators_accept_the_manifests(shop, name, tmp_path):
    """The published schemas and kube-score; an excuse that nobody needs fails too."""
    objects = shop.rendered(name)
    file = tmp_path / "manifests.yaml"
    file.write_text(to_yaml(objects), encoding="utf-8")
    assert schema_problems(objects) == []
    found = kube_score(file)
    assert [finding for finding in found if finding.check not in EXCUSES] == []
    assert {finding.check for finding in found} == set(EXCUSES)


def test_kubectl_reads_what_is_meant(shop):
    """Both its library and one for YAML 1.2 find the objects that JSON has."""
    text = shop.podium("render", "-e", "dev")
    done = subprocess.run([program("yamljson")], input=text.encode(), capture_output=True, check=True)
    meant = json.loads(shop.podium("render", "-e", "dev", "--format", "json"))["items"]
    assert json.loads(done.stdout) == [meant, meant]


def test_what_is_rendered_is_what_is_deployed(shop):
    """Every object is in the cluster with every field that the manifest sets, but for passwords and what holds them."""
    shop.podium("up", "-e", "dev", "--yes")
    deployed = json.loads(subprocess_export(shop))["deployment"]["resources"]
    names = {resource["outputs"]["metadata"]["name"] for resource in deployed if is_object(resource)}
    stand_ins = {}
    manifests = shop.rendered("dev")
    for manifest in manifests:
        if manifest["metadata"]["name"] not in names:
            stand_ins[manifest["metadata"]["name"]] = counterpart(manifest, names)
    wrong = []
    for manifest in renamed(manifests, stand_ins):
        live = shop.server.get(manifest)
        wrong += [f"{manifest['kind']} {manifest['metadata']['name']}: {path}" for path in missing(manifest, live)]
    assert wrong == []
    assert len(manifests) == len([resource for resource in deployed if is_object(resource)])


def subprocess_export(shop: Shop) -> str:
    """Return the state of the deployment."""
    command = ["pulumi", "stack", "export", "-s", "dev"]
    return subprocess.run(command, cwd=shop.root, env=shop.environ, capture_output=True, text=True, check=True).stdout


def is_object(resource: dict[str, Any]) -> bool:
    """Return whether a resource of a state is a Kubernetes object."""
    return str(resource["type"]).startswith("kubernetes:")


def counterpart(manifest: dict[str, Any], names: set[str]) -> str:
    """Return the deployed name that differs only in the digest of secret content at its end."""
    prefix = manifest["metadata"]["name"].rpartition("-")[0]
    assert manifest["kind"] in {"Job", "Secret"}, manifest["metadata"]["name"]
    (found,) = (name for name in names if name.rpartition("-")[0] == prefix)
    return found


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Return data in which objects are called by other names."""
    if isinstance(value, dict):
        return {key: renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def missing(wanted: Any, live: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of what a manifest sets and the live object does not have; secret contents only by their keys."""
    if isinstance(wanted, dict) and isinstance(live, dict):
        for key, item in wanted.items():
            if key == "stringData":
                decoded = {name: base64.b64decode(text).decode() for name, text in live["data"].items()}
                yield from () if decoded.keys() == item.keys() else (f"{path}.{key}",)
            else:
                yield from missing(item, live.get(key), f"{path}.{key}")
    elif isinstance(wanted, list) and isinstance(live, list) and len(wanted) == len(live):
        for index, item in enumerate(wanted):
            yield from missing(item, live[index], f"{path}[{index}]")
    elif wanted != live and not (wanted in ({}, []) and live is None):
        yield f"{path}: {wanted!r} is {live!r}"
