"""The same Score file in three environments: a database in the cluster in dev, RDS with two replicas in prod."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.plan import plan_environment
from podium.program.record import record

ROOT = Path(__file__).parents[2]
SCORE = ROOT / "workloads" / "payment-service" / "score.yaml"
DATABASE = "postgres.default#payment-service.db"


@pytest.fixture(scope="module")
def recorded():
    """Return a function that plans and records the workload in an environment."""

    def run(environment: str):
        plan = plan_environment(ROOT, environment, [SCORE])
        return {str(r.uid): r for r in plan.resources}, record(plan).resources

    return run


def _inputs(resources, name: str) -> dict:
    return next(dict(r.inputs) for r in resources if r.name == name)


@pytest.mark.parametrize(
    ("environment", "component", "server"),
    [
        ("dev", "postgres_database", "postgres-instance.default#postgres"),
        ("staging", "postgres_database", "postgres-instance.default#payment-service.db"),
        ("prod", "postgres_rds", None),
    ],
)
def test_each_environment_has_its_own_answer(recorded, environment, component, server):
    """One server for all in dev, one for each claim in staging, a managed one in prod."""
    planned, _ = recorded(environment)
    assert planned[DATABASE].component.name == component
    servers = [uid for uid in planned if uid.startswith("postgres-instance.")]
    assert servers == ([server] if server else [])


def test_dev_reaches_the_shared_server(recorded):
    """The workload is told `postgres.dev.svc…`, the same name for everybody."""
    planned, resources = recorded("dev")
    assert planned["postgres-instance.default#postgres"].name == "postgres"
    service = _inputs(resources, "postgres-instance.default#postgres-service")
    assert (service["metadata"]["name"], service["metadata"]["namespace"]) == ("postgres", "dev")


def test_prod_has_two_replicas(recorded):
    """An encrypted, backed up instance in the environment's region, and two replicas that read from it."""
    _, resources = recorded("prod")
    instances = {r.name: r.inputs for r in resources if r.type == "aws:rds/instance:Instance"}
    assert sorted(instances) == [f"{DATABASE}-{part}" for part in ("instance", "replica-1", "replica-2")]
    writer = instances[f"{DATABASE}-instance"]
    assert (writer["engine"], writer["engineVersion"], writer["region"]) == ("postgres", "15", "us-east-1")
    assert (writer["storageEncrypted"], writer["multiAz"], writer["backupRetentionPeriod"]) == (True, True, 14)
    assert {r["replicateSourceDb"] for n, r in instances.items() if "replica" in n} == {writer["identifier"]}


def test_the_score_file_knows_no_environment():
    """Nothing in the file says where it runs."""
    text = SCORE.read_text(encoding="utf-8")
    assert not [word for word in ("dev", "staging", "prod", "rds", "aws") if word in text.replace("score.dev", "")]
