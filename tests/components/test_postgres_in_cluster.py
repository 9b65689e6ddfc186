"""The in-cluster PostgreSQL component."""

from __future__ import annotations

import pulumi
import pytest
from pydantic import ValidationError

from components.postgres_in_cluster import PostgresInCluster, PostgresInClusterArgs
from tests.components.conftest import PASSWORD, Hidden


def server_args(**changes):
    """Return valid arguments with changes."""
    return PostgresInClusterArgs(**({"name": "db", "namespace": "shop"} | changes))


@pytest.mark.parametrize("version", [14, "15", 16, "17", 18])
def test_image_is_pinned_to_a_minor_version(record, version):
    """A major version always means the same exact image."""
    recording = record(lambda: PostgresInCluster("db", server_args(version=version)))
    tag = recording.container("postgres")["image"].removeprefix("docker.io/library/postgres:")
    assert [str(version), "bookworm"] == [tag.split(".")[0], tag.split("-")[1]]


@pytest.mark.parametrize("version", [13, "latest", "17.1"])
def test_unknown_versions_are_refused(version):
    """Only the versions with a pinned image are offered, and the message lists them."""
    with pytest.raises(ValidationError, match="known are 14, 15, 16, 17, 18"):
        server_args(version=version)


def test_password_reaches_the_server_as_a_file(record):
    """The password is a mounted file; neither environment nor arguments show it."""
    recording = record(lambda: PostgresInCluster("db", server_args()))
    env = {entry["name"]: entry["value"] for entry in recording.container("postgres")["env"]}
    assert env["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres/password"
    assert PASSWORD not in repr(recording.pods())


def test_data_lies_below_the_mount(record):
    """A fresh volume may hold `lost+found`, so the data folder is one level below its root."""
    container = record(lambda: PostgresInCluster("db", server_args())).container("postgres")
    assert {"name": "PGDATA", "value": "/data/pgdata"} in container["env"]
    assert {"mountPath": "/data", "name": "data"} in container["volumeMounts"]


def test_every_folder_that_the_server_writes_is_a_volume(record):
    """The root file system is read-only, so sockets and temporary files have folders of their own."""
    container = record(lambda: PostgresInCluster("db", server_args())).container("postgres")
    written = sorted(m["mountPath"] for m in container["volumeMounts"] if not m.get("readOnly"))
    assert written == ["/data", "/tmp", "/var/run/postgresql"]


def test_outputs_are_what_a_client_needs(record):
    """Host, port, administrator, password and the name of the Secret."""
    recording = record(lambda: PostgresInCluster("db", server_args()))
    expected = {
        "host": "db.shop.svc.cluster.local",
        "password": Hidden(PASSWORD),
        "port": 5432,
        "secret": recording.one("Secret").inputs["metadata"]["name"],
        "username": "postgres",
    }
    assert expected == recording.outputs["db"]


def test_server_waits_for_what_it_mounts(record):
    """The pods come after the volume, the Secret and the account."""
    recording = record(lambda: PostgresInCluster("db", server_args()))
    assert {"db-account", "db-credentials", "db-data"} <= set(recording.one("StatefulSet").depends_on)


def test_what_holds_data_is_protected_and_copies_are_not(record):
    """Protection covers volume, server and password; the Secret can be made again from the password."""
    recording = record(lambda: PostgresInCluster("db", server_args(), pulumi.ResourceOptions(protect=True)))
    protected = sorted(r.kind for r in recording.children() if r.protect)
    assert protected == ["GeneratedPassword", "PersistentVolumeClaim", "Service", "ServiceAccount", "StatefulSet"]


def test_long_names_leave_room_for_kubernetes_own_digest(record):
    """A StatefulSet's name becomes part of a label, so it has at most 52 characters; its Service keeps the name."""
    name = "d" * 63
    recording = record(lambda: PostgresInCluster("db", server_args(name=name)))
    assert len(recording.one("StatefulSet").inputs["metadata"]["name"]) == 52
    assert name == recording.one("Service").inputs["metadata"]["name"]
