"""The in-cluster MongoDB component."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from components.mongodb_in_cluster import MongodbInCluster, MongodbInClusterArgs
from tests.components.conftest import PASSWORD, Hidden


def server_args(**changes):
    """Return valid arguments with changes."""
    return MongodbInClusterArgs(**({"name": "orders-docs", "namespace": "shop"} | changes))


@pytest.fixture(scope="module")
def recording(record):
    """Return what the component registers."""
    return record(lambda: MongodbInCluster("docs", server_args()))


def test_outputs_are_what_a_client_needs(recording):
    """Host, port, database, user and password, and all of it as one URL, which is a secret."""
    outputs = recording.outputs["docs"]
    connection = outputs.pop("connection")
    assert outputs == {
        "database": "orders_docs",
        "host": "orders-docs.shop.svc.cluster.local",
        "name": "orders_docs",
        "password": Hidden(PASSWORD),
        "port": 27017,
        "username": "root",
    }
    assert isinstance(connection, Hidden)
    url = urlsplit(connection.value)
    assert (url.scheme, url.username, url.password) == ("mongodb", "root", PASSWORD)
    assert (url.hostname, url.port, url.path) == (outputs["host"], 27017, "/orders_docs")
    assert parse_qs(url.query) == {"authSource": ["admin"]}


def test_password_reaches_the_server_as_a_file(recording):
    """The image reads user and password when the volume is empty; the pod shows no password."""
    env = {entry["name"]: entry["value"] for entry in recording.container("mongodb")["env"]}
    assert env["MONGO_INITDB_ROOT_USERNAME"] == "root"
    assert env["MONGO_INITDB_ROOT_PASSWORD_FILE"] == "/run/secrets/mongodb/password"
    assert PASSWORD not in repr(recording.pods())


def test_probe_does_not_mistake_initialisation_for_readiness(recording):
    """While it is being initialised the server listens on the loopback alone, so the pod's own name is asked."""
    script = recording.container("mongodb")["startupProbe"]["exec"]["command"][-1]
    assert '--host "$$HOSTNAME"' in script
    assert "127.0.0.1" not in script


def test_probes_leave_nothing_behind(recording):
    """Each start of the shell writes a log into its home, so the home goes with it."""
    script = recording.container("mongodb")["readinessProbe"]["exec"]["command"][-1]
    assert 'HOME="$$(mktemp -d)"' in script
    assert 'rm -rf "$$HOME"' in script


def test_every_folder_that_the_server_writes_is_a_volume(recording):
    """The root file system is read-only."""
    mounts = recording.container("mongodb")["volumeMounts"]
    assert sorted(m["mountPath"] for m in mounts if not m.get("readOnly")) == ["/data/configdb", "/data/db", "/tmp"]


def test_image_is_pinned(recording):
    """A major version always means the same exact image."""
    tag = recording.container("mongodb")["image"].removeprefix("docker.io/library/mongo:")
    assert len(tag.split(".")) == 3


def test_the_servers_own_databases_are_not_taken(record):
    """A claim called `admin` gets another database; a claim cannot choose it."""
    outputs = record(lambda: MongodbInCluster("docs", server_args(name="admin"))).outputs["docs"]
    assert outputs["database"] == "admin_own"
    with pytest.raises(ValidationError, match="'local' is a name that the server uses itself"):
        server_args(database="local")
