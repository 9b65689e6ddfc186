"""Who imports whom, and what a command loads."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import components
from tests.architecture.tree import ROOT, modules

SDKS = ("pulumi_aws", "pulumi_github", "pulumi_kubernetes")
HEAVY = (*SDKS, "pulumi", "grpc", "rich", "lightkube", "cryptography")
PROBE = """
import contextlib, io, json, sys
from podium.cli.main import main
with contextlib.redirect_stdout(io.StringIO()):
    try:
        main(sys.argv[1:])
    except SystemExit as end:
        code = end.code or 0
print(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""
SCORE = """
apiVersion: score.dev/v1b1
metadata: {name: web}
containers: {main: {image: x}}
"""
ENVIRONMENT = """
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  redis: {match: {type: redis}, component: redis_in_cluster}
"""


@pytest.fixture
def project(tmp_path):
    """Return a project with one workload, which needs two of its three definitions."""
    (tmp_path / "stacks" / "environments").mkdir(parents=True)
    (tmp_path / "stacks" / "environments" / "dev.yaml").write_text(ENVIRONMENT, encoding="utf-8")
    (tmp_path / "Pulumi.yaml").write_text("name: test\nruntime: python\n", encoding="utf-8")
    (tmp_path / "score.yaml").write_text(SCORE, encoding="utf-8")
    return tmp_path


def loaded_by(folder: Path, *arguments: str) -> set[str]:
    """Return the modules that a command has loaded at its end."""
    command = [sys.executable, "-c", PROBE, *arguments]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE")}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["code"] == 0, done.stderr
    return set(result["modules"])


def test_contracts_of_the_layers_are_kept():
    """The contracts in `pyproject.toml` hold."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("arguments", [("validate", "score.yaml"), ("graph", "-e", "dev", "score.yaml")], ids=" ".join)
def test_the_front_half_loads_nothing_heavy(project, arguments):
    """Checking and resolving need neither engine nor cluster nor terminal art."""
    loaded = loaded_by(project, *arguments)
    assert set() == {name for name in loaded if name.split(".")[0] in HEAVY}
    assert set() == {name for name in loaded if name.startswith("components.")}


def test_plan_loads_only_the_components_that_answer(project):
    """A component that no request matches is not imported."""
    loaded = loaded_by(project, "plan", "-e", "dev", "score.yaml")
    used = {m for m in loaded if m.startswith("components.") and not m.startswith("components._")}
    assert {"components.namespace", "components.service"} == used


def test_provider_sdks_are_imported_by_service_module():
    """The root module of an SDK binds thousands of names; only its service modules are imported."""
    bare = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module in SDKS:
                names += [node.module for alias in node.names if not _is_service(node.module, alias.name)]
            bare += [f"{path}: {name}" for name in names if name in SDKS]
    assert bare == []


def _is_service(sdk: str, name: str) -> bool:
    """Return whether a name of an SDK's root is one of its packages; no import, which would load it all."""
    found = importlib.util.find_spec(sdk)
    return found is not None and any(
        (Path(folder) / name).is_dir() for folder in found.submodule_search_locations or ()
    )


def test_components_are_those_of_this_repository():
    """No installed package of the same name stands before the catalogue."""
    assert Path(components.__file__) == ROOT / "components" / "__init__.py"
