"""The environments of this repository serve what their workloads may ask for, and serve the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.catalogue.types import RESOURCE_TYPES
from podium.environment.load import environment_names, load_environment
from podium.plan import plan_environment
from podium.program.record import record

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = environment_names(ROOT)

NOT_SERVED = {"mssql": "its licence has to be accepted first; the definition stands there as a comment"}
"""Types that no environment serves, and why."""

EVERYTHING = """\
apiVersion: score.dev/v1b1
metadata: {name: everything}
service: {ports: {web: {port: 80, targetPort: 8080}}}
containers:
  main:
    image: example.com/everything:1
    variables:
      SELF: ${resources.everything.url} ${resources.port.port} ${resources.api.url}
      LEVEL: ${resources.env.LOG_LEVEL}
    volumes: {/data: {source: "${resources.disk}"}}
resources:
  api: {type: endpoint, params: {workload: everything}}
  bucket: {type: s3}
  cache: {type: redis}
  db: {type: postgres}
  disk: {type: volume}
  documents: {type: mongodb}
  env: {type: environment}
  everything: {type: service}
  model: {type: llm-model}
  orders: {type: kafka-topic}
  port: {type: service-port, params: {workload: everything, port: web}}
  queue: {type: amqp}
  route: {type: route, params: {host: "${resources.zone.host}", path: /, port: web}}
  scaler: {type: horizontal-pod-autoscaler}
  search: {type: elasticsearch}
  server: {type: postgres-instance}
  tables: {type: mysql}
  zone: {type: dns}
"""


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_type_with_a_contract_is_served(name):
    """A Score file that uses known types works in each environment."""
    served = set(load_environment(ROOT, name).definitions)
    assert sorted(set(RESOURCE_TYPES) - served) == sorted(NOT_SERVED)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_workload_may_ask_for_everything(name, tmp_path):
    """Each definition's component exists, accepts what the definition gives it, and composes."""
    score = tmp_path / "score.yaml"
    score.write_text(EVERYTHING, encoding="utf-8")
    plan = plan_environment(ROOT, name, [score])
    assert {resource.uid.resource_type for resource in plan.resources} >= set(RESOURCE_TYPES) - set(NOT_SERVED)
    recording = record(plan)
    made = {resource.name for resource in recording.resources if resource.type.startswith("podium:")}
    assert made >= {str(resource.uid) for resource in plan.resources}
    assert recording.warnings == ()
