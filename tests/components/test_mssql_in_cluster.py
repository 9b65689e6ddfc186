"""The in-cluster SQL Server component."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from components.mssql_in_cluster import MssqlInCluster, MssqlInClusterArgs
from tests.components.conftest import PASSWORD, Hidden, unhidden

COMPLEX = f"{PASSWORD}-Aa1"


def server_args(**changes):
    """Return valid arguments with changes."""
    return MssqlInClusterArgs(**({"name": "orders-db", "namespace": "shop", "accept_eula": True} | changes))


@pytest.fixture(scope="module")
def recording(record):
    """Return what the component registers."""
    return record(lambda: MssqlInCluster("db", server_args()))


def containers(recording):
    """Return the server's and the Job's container."""
    found = {pod["containers"][0]["name"]: pod["containers"][0] for pod in recording.pods()}
    return found["mssql"], found["setup"]


@pytest.mark.parametrize("changes", [{}, {"accept_eula": False}])
def test_nobody_accepts_a_licence_by_accident(changes):
    """Without the explicit word there is no server, and the message says what to write where."""
    with pytest.raises(
        ValidationError, match=r"accepts its licence.*set 'accept_eula: true' in the definition's params"
    ):
        MssqlInClusterArgs(name="db", namespace="shop", **changes)


def test_outputs_are_what_a_client_needs(recording):
    """Server, port, database, login and password, and all of it as one connection string, which is a secret."""
    outputs = dict(recording.outputs["db"])
    connection = outputs.pop("connection")
    assert outputs == {
        "database": "orders_db",
        "password": Hidden(COMPLEX),
        "port": 1433,
        "server": "orders-db.shop.svc.cluster.local",
        "username": "orders_db",
    }
    parts = dict(part.split("=", 1) for part in connection.value.split(";"))
    assert parts == {
        "Database": "orders_db",
        "Encrypt": "True",
        "Password": COMPLEX,
        "Server": "tcp:orders-db.shop.svc.cluster.local,1433",
        "TrustServerCertificate": "True",
        "User Id": "orders_db",
    }


def test_passwords_have_every_kind_of_character(recording):
    """The server refuses a password without capital and small letters and digits, and a random one may lack one."""
    contents = unhidden(recording.one("Secret").inputs["stringData"])
    assert contents == {"admin-password": COMPLEX, "password": COMPLEX}


def test_passwords_come_from_the_secret(recording):
    """Server and Job read them as variables; neither pod shows one."""
    server, setup = containers(recording)
    references = {
        entry["name"]: entry["valueFrom"]["secretKeyRef"]["key"]
        for container in (server, setup)
        for entry in container["env"]
        if "valueFrom" in entry
    }
    assert references == {
        "MSSQL_SA_PASSWORD": "admin-password",
        "SQLCMDPASSWORD": "admin-password",
        "USER_PASSWORD": "password",
    }
    assert PASSWORD not in repr(recording.pods())


def test_database_is_made_once_the_server_answers(recording):
    """The Job comes after the StatefulSet and names the claim's database and login."""
    assert {"db", "db-service"} <= set(recording.one("Job").depends_on)
    env = {entry["name"]: entry.get("value") for entry in containers(recording)[1]["env"]}
    assert (env["DATABASE"], env["USERNAME"]) == ("orders_db", "orders_db")


def test_variables_of_the_script_are_left_to_the_client(recording):
    """The client replaces `$(NAME)`; Kubernetes, which would too, is told not to."""
    script = containers(recording)[1]["command"][-1]
    assert "N'$$(USER_PASSWORD)'" in script
    assert "$$(" in script.replace("$$$$", "")


def test_every_folder_that_the_server_writes_is_a_volume(recording):
    """The root file system is read-only; the server puts what it needs at run time below `/.system`."""
    mounts = sorted(m["mountPath"] for m in containers(recording)[0]["volumeMounts"])
    assert mounts == ["/.system", "/tmp", "/var/opt/mssql"]
