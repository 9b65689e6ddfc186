"""The PostgreSQL database component. The Job's script runs on a real server in tests/engine/test_components.py."""

from __future__ import annotations

import pulumi
import pytest
from pydantic import ValidationError

from components.postgres_database import PostgresDatabase, PostgresDatabaseArgs
from tests.components.conftest import PASSWORD, Hidden


def database_args(**changes):
    """Return valid arguments with changes."""
    given = {"name": "shop-db", "namespace": "shop", "server_host": "db.shop", "admin_password": "very-secret"}
    return PostgresDatabaseArgs(**(given | changes))


def setup_env(recording):
    """Return the Job's plain variables."""
    return {entry["name"]: entry["value"] for entry in recording.container("setup")["env"] if "value" in entry}


@pytest.mark.parametrize(
    ("changes", "expected", "reason"),
    [
        ({}, ("shop_db", "shop_db"), "the claim's name, with what an identifier allows"),
        ({"database": "orders"}, ("orders", "orders"), "the user is called like the database"),
        ({"database": "orders", "username": "app"}, ("orders", "app"), "both as asked for"),
    ],
)
def test_database_and_user_are_named(record, changes, expected, reason):
    """Names come from the claim unless it says otherwise."""
    env = setup_env(record(lambda: PostgresDatabase("db", database_args(**changes))))
    assert expected == (env["DATABASE"], env["USERNAME"]), reason


def test_passwords_reach_the_job_through_the_secret_alone(record):
    """No password is in the pod, its arguments or its variables."""
    recording = record(lambda: PostgresDatabase("db", database_args()))
    references = [entry for entry in recording.container("setup")["env"] if "valueFrom" in entry]
    keys = {e["name"]: e["valueFrom"]["secretKeyRef"]["key"] for e in references}
    assert keys == {"PGPASSWORD": "admin-password", "USER_PASSWORD": "password"}
    assert not [text for text in (PASSWORD, "very-secret") if text in repr(recording.pods())]


def test_outputs_offer_every_name_that_workloads_use(record):
    """Files in the wild read `name`, `database`, `username` and `user`."""
    recording = record(lambda: PostgresDatabase("db", database_args(username="app")))
    expected = {
        "database": "shop_db",
        "host": "db.shop",
        "name": "shop_db",
        "password": Hidden(PASSWORD),
        "port": 5432,
        "user": "app",
        "username": "app",
    }
    assert expected == recording.outputs["db"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"database": "other"}, "another database"),
        ({"server_host": "elsewhere"}, "another server"),
        ({"version": 15}, "another client"),
    ],
)
def test_job_has_another_name_when_it_has_something_else_to_do(record, changes, reason):
    """Jobs cannot be changed, so a change is a new Job; the same input is the same Job."""
    names = [
        record(lambda given=given: PostgresDatabase("db", database_args(**given))).one("Job").inputs["metadata"]["name"]
        for given in ({}, {}, changes)
    ]
    assert [names[0] == names[1], names[0] == names[2]] == [True, False], reason


def test_job_is_not_protected_because_a_change_replaces_it(record):
    """Only the password, which cannot be made again, is protected."""
    recording = record(lambda: PostgresDatabase("db", database_args(), pulumi.ResourceOptions(protect=True)))
    assert [r.kind for r in recording.children() if r.protect] == ["GeneratedPassword"]


@pytest.mark.parametrize("name", ["a-b", "1a", 'x"; DROP', "a" * 64, ""])
def test_identifiers_are_plain(name):
    """Names of databases and users need no quoting anywhere."""
    with pytest.raises(ValidationError):
        database_args(database=name)
