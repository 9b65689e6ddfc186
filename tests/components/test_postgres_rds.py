"""PostgreSQL on Amazon RDS."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.postgres_rds import PostgresRds, PostgresRdsArgs
from tests.components.conftest import PASSWORD, Hidden


def rds_args(**changes):
    """Return valid arguments with changes."""
    return PostgresRdsArgs(**({"name": "shop-db", "environment": "prod"} | changes))


@pytest.fixture
def instances(record):
    """Return a function that records the component and returns its instances by logical name."""

    def run(**changes):
        recording = record(lambda: PostgresRds("db", rds_args(**changes)))
        return {r.name: r for r in recording.children() if r.kind == "Instance"}

    return run


def test_the_instance_keeps_its_data(instances):
    """Encrypted, private, backed up, protected from deletion, and a last snapshot when it goes."""
    inputs = instances()["db-instance"].inputs
    kept = ("storageEncrypted", "deletionProtection", "copyTagsToSnapshot", "skipFinalSnapshot", "publiclyAccessible")
    assert [inputs[key] for key in kept] == [True, True, True, False, False]
    assert inputs["backupRetentionPeriod"] == 7
    assert inputs["finalSnapshotIdentifier"] == "prod-shop-db-final"


def test_replicas_follow_the_instance(instances):
    """Each reads from the instance, has its class, and takes engine, user and size from it."""
    made = instances(replicas=2, instance_class="db.t4g.medium")
    replicas = [made[f"db-replica-{number}"] for number in (1, 2)]
    assert [r.inputs["identifier"] for r in replicas] == ["prod-shop-db-replica-1", "prod-shop-db-replica-2"]
    assert {(r.inputs["replicateSourceDb"], r.inputs["instanceClass"]) for r in replicas} == {
        ("prod-shop-db", "db.t4g.medium")
    }
    assert not {"engine", "username", "password", "allocatedStorage", "dbName"} & set(replicas[0].inputs)


def test_the_password_is_secret(instances):
    """It is generated, and never in the clear."""
    assert instances()["db-instance"].inputs["password"] == Hidden(PASSWORD)


def test_outputs_lead_to_the_writer_and_the_readers(record):
    """Workloads write to the host; what may be read from is listed beside it."""
    outputs = record(lambda: PostgresRds("db", rds_args(replicas=1))).outputs["db"]
    assert outputs["host"] == "prod-shop-db.rds.example.com"
    assert outputs["read_hosts"] == ["prod-shop-db-replica-1.rds.example.com"]
    assert (outputs["port"], outputs["replicas"], outputs["database"]) == (5432, 1, "shop_db")


def test_identifiers_are_short_enough(instances):
    """RDS takes 63 characters, those of replicas included."""
    made = instances(name="a" * 60, replicas=15)
    assert max(len(r.inputs["identifier"]) for r in made.values()) <= 63


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"instance_class": "t4g.small"}, "classes of databases start with db."),
        ({"replicas": 16}, "RDS makes at most 15"),
        ({"backup_days": 0}, "replicas are made from backups"),
        ({"storage_gib": 5}, "gp3 starts at 20 GiB"),
        ({"database": "Shop"}, "no identifier"),
        ({"version": "9"}, "out of support"),
    ],
)
def test_what_aws_would_refuse_is_refused_before(changes, reason):
    """Limits of RDS are known while planning."""
    with pytest.raises(ValidationError):
        rds_args(**changes)
