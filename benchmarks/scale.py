"""Many workloads: what `validate` and `plan` cost for 1, 100 and 2,000 of them.

The project is the same for the same number: five claims each, of which one is shared by ten workloads, a file, two
ports, and a reference to the next workload.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Series, run

__all__ = ["SIZES", "scale", "write_project"]

SIZES = (1, 100, 2000)
PODIUM = Path(sys.executable).parent / "podium"
_ENVIRONMENT = Path(__file__).parent.parent / "stacks" / "environments" / "dev.yaml"
_PER_TEAM = 10

_WORKLOAD = """\
apiVersion: score.dev/v1b1
metadata:
  name: app-{number:04}
  annotations:
    podium.dev/team: team-{team}
    podium.dev/tier: {tier}
service:
  ports:
    http: {{port: 80, targetPort: 8080}}
    metrics: {{port: 9090}}
containers:
  main:
    image: registry.example.com/app-{number:04}:1.{number}.0
    args: ["--config", "/etc/app/config.yaml"]
    variables:
      DATABASE_URL: postgres://${{resources.db.username}}:${{resources.db.password}}@${{resources.db.host}}:${{resources.db.port}}/${{resources.db.name}}
      CACHE: ${{resources.cache.host}}:${{resources.cache.port}}
      NEXT: ${{resources.app-{next:04}.name}}
      PUBLIC_URL: ${{resources.dns.url}}
      GREETING: hello from ${{metadata.name}}
    files:
      /etc/app/config.yaml:
        content: |
          name: ${{metadata.name}}
          public: ${{resources.dns.host}}
    resources:
      requests: {{cpu: 100m, memory: 64Mi}}
      limits: {{memory: 128Mi}}
    livenessProbe:
      httpGet: {{path: /live, port: 8080}}
    readinessProbe:
      httpGet: {{path: /ready, port: 8080}}
resources:
  db:
    type: postgres
  cache:
    type: redis
    id: cache-{team}
  dns:
    type: dns
  route:
    type: route
    params: {{host: "${{resources.dns.host}}", path: /, port: http}}
  app-{next:04}:
    type: service
"""


def write_project(folder: Path, workloads: int) -> None:
    """Write a project of a number of workloads, with this project's own development environment."""
    environments = folder / "stacks" / "environments"
    environments.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text("name: podium\nruntime: python\nmain: stacks/\n", encoding="utf-8")
    (environments / "dev.yaml").write_text(_ENVIRONMENT.read_text(encoding="utf-8"), encoding="utf-8")
    for number in range(workloads):
        tier = ("critical", "standard", "experimental")[number % 3]
        text = _WORKLOAD.format(number=number, team=number // _PER_TEAM, tier=tier, next=(number + 1) % workloads)
        file = folder / "workloads" / f"app-{number:04}" / "score.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")


def scale(runs: int = 5) -> None:
    """Measure `validate` and `plan` on one processor core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        for size in SIZES:
            _measure(size, runs if size < max(SIZES) else min(runs, 3))
    finally:
        os.sched_setaffinity(0, cores)


def _measure(size: int, runs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="podium-scale-") as name:
        folder = Path(name)
        write_project(folder, size)
        for verb, words in (("validate", ["validate", "workloads"]), ("plan", ["plan", "-e", "dev"])):
            command = [str(PODIUM), *words, "--quiet"]
            results = tuple(run(command, cwd=folder) for _ in range(runs))
            print(Series(results).row(f"podium {verb}, {size:,} workloads"))
