"""The in-cluster MySQL component."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.mysql_in_cluster import MysqlInCluster, MysqlInClusterArgs
from tests.components.conftest import PASSWORD, Hidden, unhidden


def server_args(**changes):
    """Return valid arguments with changes."""
    return MysqlInClusterArgs(**({"name": "orders-db", "namespace": "shop"} | changes))


@pytest.fixture(scope="module")
def recording(record):
    """Return what the component registers."""
    return record(lambda: MysqlInCluster("db", server_args()))


def variables(container):
    """Return the variables of a container that have a value."""
    return {entry["name"]: entry.get("value") for entry in container["env"]}


def test_outputs_are_what_a_client_needs(recording):
    """Database and user are named after the claim, and the user's password is a secret."""
    assert recording.outputs["db"] == {
        "database": "orders_db",
        "host": "orders-db.shop.svc.cluster.local",
        "name": "orders_db",
        "password": Hidden(PASSWORD),
        "port": 3306,
        "user": "orders_db",
        "username": "orders_db",
    }


def test_image_makes_database_and_user_of_the_outputs(recording):
    """What the claim is told is what the first start makes; the administrator stays inside the pod."""
    made = variables(recording.container("mysql"))
    assert ("orders_db", "orders_db") == (made["MYSQL_DATABASE"], made["MYSQL_USER"])
    assert made["MYSQL_ROOT_HOST"] == "localhost"


def test_passwords_are_two_and_reach_the_server_as_files(recording):
    """The user's password is not the administrator's, and the pod shows neither."""
    passwords = [r.name for r in recording.children() if r.kind == "GeneratedPassword"]
    assert sorted(passwords) == ["db-password", "db-root-password"]
    assert set(unhidden(recording.one("Secret").inputs["stringData"])) == {"password", "root-password"}
    made = variables(recording.container("mysql"))
    assert made["MYSQL_PASSWORD_FILE"] == "/run/secrets/mysql/password"
    assert made["MYSQL_ROOT_PASSWORD_FILE"] == "/run/secrets/mysql/root-password"
    assert PASSWORD not in repr(recording.pods())


def test_data_lies_below_the_mount(recording):
    """A fresh volume may hold `lost+found`, and the server wants an empty folder."""
    container = recording.container("mysql")
    assert "--datadir=/data/mysql" in container["args"]
    assert {"mountPath": "/data", "name": "data"} in container["volumeMounts"]


def test_probe_does_not_mistake_initialisation_for_readiness(recording):
    """While it is being initialised the server listens on its socket alone, so the question goes over TCP."""
    assert "--protocol=tcp" in recording.container("mysql")["startupProbe"]["exec"]["command"]


def test_silent_probes_do_not_lock_their_host_out(recording):
    """The server counts connections that say nothing, unless it keeps no list of hosts."""
    container = recording.container("mysql")
    assert container["livenessProbe"]["tcpSocket"] == {"port": 3306}
    assert "--host-cache-size=0" in container["args"]


@pytest.mark.parametrize("version", [8, "8.4"])
def test_image_is_pinned(record, version):
    """Either way to name the version with long-term support is the same exact image."""
    image = record(lambda: MysqlInCluster("db", server_args(version=version))).container("mysql")["image"]
    assert image.removeprefix("docker.io/library/mysql:8.4.").isdigit()


def test_the_servers_own_names_are_not_taken(record):
    """A claim called `mysql` gets a database beside the one of that name; a claim cannot choose it."""
    outputs = record(lambda: MysqlInCluster("db", server_args(name="mysql"))).outputs["db"]
    assert (outputs["database"], outputs["username"]) == ("mysql_own", "mysql_own")
    with pytest.raises(ValidationError, match="'sys' is a name that the server uses itself"):
        server_args(database="sys")


def test_user_names_keep_the_servers_limit(record):
    """Database names may have 64 characters, user names 32."""
    outputs = record(lambda: MysqlInCluster("db", server_args(database="d" * 60))).outputs["db"]
    assert outputs["database"] == "d" * 60
    assert len(outputs["username"]) <= 32
