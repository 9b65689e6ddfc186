"""The two projects that are compared: Score files, and a program written by hand that declares the same."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from podium.graph import ResourceUid
from podium.images import VALKEY_IMAGE

__all__ = ["HANDWRITTEN", "handwritten_variables", "write_handwritten", "write_score"]

HANDWRITTEN = Path(__file__).parent / "handwritten"

_ENVIRONMENT = """\
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  redis: {match: {type: redis}, component: redis_in_cluster}
"""

_WORKLOAD = """\
apiVersion: score.dev/v1b1
metadata: {{name: {name}}}
containers:
  main:
    image: registry.example.com/app:1.0.0
    variables:
      GREETING: hello
      REDIS_HOST: ${{resources.cache.host}}
      REDIS_URL: redis://:${{resources.cache.password}}@${{resources.cache.host}}:${{resources.cache.port}}/0
resources:
  cache: {{type: redis, id: cache}}
"""


def write_score(folder: Path, workloads: int) -> None:
    """Write a Podium project with a number of workloads that share one Redis."""
    _write(folder / "Pulumi.yaml", "name: podium\nruntime: python\nmain: stacks/\nstackConfigDir: stacks\n")
    _write(folder / "stacks" / "__main__.py", "from podium.program import run_stack\n\nrun_stack()\n")
    _write(folder / "stacks" / "environments" / "dev.yaml", _ENVIRONMENT)
    for number in range(workloads):
        name = f"app-{number:02}"
        _write(folder / "workloads" / name / "score.yaml", _WORKLOAD.format(name=name))


def write_handwritten(folder: Path) -> None:
    """Write a Pulumi project around the program written by hand."""
    _write(folder / "Pulumi.yaml", "name: podium\nruntime: python\nmain: program/\n")
    for file in sorted(HANDWRITTEN.glob("*.py")):
        _write(folder / "program" / file.name, file.read_text(encoding="utf-8"))


def handwritten_variables(workloads: int) -> dict[str, str]:
    """Return what the program written by hand reads: the facts that would be literals in it."""
    return {
        "BENCHMARK_WORKLOADS": str(workloads),
        "BENCHMARK_REDIS_NAME": ResourceUid.of("redis", "cache").object_name,
        "BENCHMARK_REDIS_IMAGE": VALKEY_IMAGE,
        "BENCHMARK_PROVIDER_VERSION": importlib.metadata.version("pulumi-kubernetes"),
    }


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
