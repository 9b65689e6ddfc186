"""Many workloads in three environments with 200 definitions each: what it costs to decide, and to ask the locks.

`python -m benchmarks.resolve WORKLOADS` measures one size in a process of its own and prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from benchmarks.scale import write_project
from podium.collecting import collecting_later

__all__ = ["DEFINITIONS", "ENVIRONMENTS", "resolve", "write_environments"]

SIZES = (500, 1000, 2000)
ENVIRONMENTS = {"dev": "development", "staging": "staging", "prod": "production"}
DEFINITIONS = 200
_TYPES = ("postgres", "redis", "dns", "route", "workload")
_TIERS = ("critical", "standard", "experimental")


def write_environments(folder: Path) -> None:
    """Write three environments, each with the project's own definitions and further ones, 200 in all."""
    environments = folder / "stacks" / "environments"
    base = yaml.safe_load((environments / "dev.yaml").read_text(encoding="utf-8"))
    for name, kind in ENVIRONMENTS.items():
        definitions = dict(base["definitions"])
        for number in range(DEFINITIONS - len(definitions)):
            definitions[f"rule-{number:03}"] = _rule(number, definitions)
        content = base | {"type": kind, "namespace": name, "definitions": definitions}
        (environments / f"{name}.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def _rule(number: int, definitions: dict[str, dict[str, object]]) -> dict[str, object]:
    """Return one more definition: for a team, a tier of a team, an id, or workloads by name, in turn."""
    kind = _TYPES[number % len(_TYPES)]
    team, tier = f"team-{number}", _TIERS[number % len(_TIERS)]
    more = (
        {"team": team},
        {"team": team, "tier": tier},
        {"id": f"app-{number:04}*"},
        {"workload": f"app-{number:04}", "environment": "prod"},
    )[number // len(_TYPES) % 4]
    return {**definitions[kind], "match": {"type": kind, **more}}


def resolve(runs: int = 3) -> None:
    """Measure each size on one processor core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        for size in SIZES:
            for _ in range(runs if size == max(SIZES) else 1):
                command = [sys.executable, "-m", "benchmarks.resolve", str(size)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                shown = {key: round(value, 2) for key, value in json.loads(done.stdout).items()}
                print(f"{size:,} workloads, {len(ENVIRONMENTS)} environments, {DEFINITIONS} definitions: {shown}")
    finally:
        os.sched_setaffinity(0, cores)


def _measure(size: int) -> dict[str, float]:
    # What is measured is imported before the clock starts.
    from podium.environment import load_environment  # noqa: PLC0415
    from podium.graph.expand import expand  # noqa: PLC0415
    from podium.lock.diff import diff_locks  # noqa: PLC0415
    from podium.lock.impact import Limits, impact, parse_wanted  # noqa: PLC0415
    from podium.lock.read import lock_file, read_lock  # noqa: PLC0415
    from podium.lock.write import to_text  # noqa: PLC0415
    from podium.plan.build import plan_graph  # noqa: PLC0415
    from podium.plan.lock import lock_plan  # noqa: PLC0415
    from podium.spec.load import load_workloads  # noqa: PLC0415

    took: dict[str, float] = {}

    @contextmanager
    def timed(what: str) -> Iterator[None]:
        started = time.process_time()
        yield
        took[what] = took.get(what, 0.0) + time.process_time() - started

    with tempfile.TemporaryDirectory(prefix="podium-resolve-") as name, collecting_later():
        folder = Path(name)
        write_project(folder, size)
        write_environments(folder)
        with timed("load"):
            workloads = load_workloads([folder / "workloads"]).workloads
        with timed("environments"):
            loaded = [load_environment(folder, name) for name in ENVIRONMENTS]
        with timed("resolve"):
            graphs = [expand(workloads, environment) for environment in loaded]
        took["peak MiB of resolve"] = _peak()
        for environment, graph in zip(ENVIRONMENTS, graphs, strict=True):
            with timed("plan"):
                planned = plan_graph(graph, images={})
            with timed("lock"):
                lock_file(folder, environment).write_text(to_text(lock_plan(planned)), encoding="utf-8")
        with timed("diff"):
            old, new = read_lock(folder, "dev"), read_lock(folder, "prod")
            assert old
            assert new
            diff_locks(old, new).to_text()
        with timed("impact"):
            locks = [lock for name in ENVIRONMENTS if (lock := read_lock(folder, name))]
            found = impact(parse_wanted("postgres_database@1.0.0"), locks, {name: Limits() for name in ENVIRONMENTS})
            found.to_text()
        took["peak MiB"] = _peak()
    return took


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
