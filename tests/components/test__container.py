"""Pieces of a server's container."""

from __future__ import annotations

import pytest

from components._container import (
    Amounts,
    ask,
    check_identifier,
    from_secret,
    identifier,
    mounted_secret,
    probes,
    reach,
    requirements,
    run,
    shell,
    temporary,
)
from podium.pod import AmountArgs, ResourcesArgs

AMOUNTS = Amounts(cpu=("100m", "1"), memory=("256Mi", "1Gi"))


def test_everything_has_a_request_and_a_limit():
    """Processor, memory and the node's disk, each with what the component thinks right."""
    assert requirements(ResourcesArgs(), AMOUNTS) == {
        "limits": {"cpu": "1", "ephemeral-storage": "1Gi", "memory": "1Gi"},
        "requests": {"cpu": "100m", "ephemeral-storage": "64Mi", "memory": "256Mi"},
    }


def test_what_is_asked_for_never_contradicts_a_default():
    """A request above the default limit is the limit too, and a limit below the default request is the request."""
    asked = ResourcesArgs(requests=AmountArgs(memory="4Gi"), limits=AmountArgs(cpu="50m"))
    made = requirements(asked, AMOUNTS)
    assert ("4Gi", "4Gi") == (made["requests"]["memory"], made["limits"]["memory"])
    assert ("50m", "50m") == (made["requests"]["cpu"], made["limits"]["cpu"])


def test_request_and_limit_are_both_taken_when_both_are_asked_for():
    """Nothing is changed then."""
    asked = ResourcesArgs(requests=AmountArgs(cpu="1"), limits=AmountArgs(cpu="2"))
    made = requirements(asked, AMOUNTS)
    assert ("1", "2") == (made["requests"]["cpu"], made["limits"]["cpu"])


@pytest.mark.parametrize("slow", [False, True])
def test_a_server_has_five_minutes_to_start_and_a_minute_or_two_to_recover(slow):
    """First start on a slow volume takes long; later a server that is silent for a while is started anew."""
    made = probes(run("true"), reach(80), slow=slow)
    allowed = {name: probe["periodSeconds"] * probe["failureThreshold"] for name, probe in made.items()}
    assert allowed["startupProbe"] == 300
    assert allowed["readinessProbe"] <= 60
    assert 60 <= allowed["livenessProbe"] <= 120


def test_ready_and_alive_are_different_questions():
    """A server that is busy takes no traffic; only one that is dead is killed."""
    made = probes(ask("/health", 80), reach(80))
    assert {"path": "/health", "port": 80} == made["startupProbe"]["httpGet"] == made["readinessProbe"]["httpGet"]
    assert {"port": 80} == made["livenessProbe"]["tcpSocket"]


def test_scripts_and_probes_are_taken_literally():
    """Kubernetes would expand `$(NAME)` in commands and probes alike."""
    assert shell('echo "$(date)"') == ["sh", "-c", 'echo "$$(date)"']
    assert run("sh", "-c", "$(x)") == {"exec": {"command": ["sh", "-c", "$$(x)"]}}


def test_variables_come_from_the_secret_sorted():
    """Only the name of the Secret and its keys are in the pod."""
    assert from_secret("keys", {"B": "b", "A": "a"}) == [
        {"name": "A", "valueFrom": {"secretKeyRef": {"key": "a", "name": "keys"}}},
        {"name": "B", "valueFrom": {"secretKeyRef": {"key": "b", "name": "keys"}}},
    ]


def test_mounted_secrets_are_for_the_group_alone():
    """Mode 0440: the pod's group reads, others do not."""
    assert mounted_secret("keys", "keys-1")["secret"] == {"defaultMode": 0o440, "secretName": "keys-1"}
    assert temporary() == {"emptyDir": {}, "name": "tmp"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("orders-db", "orders_db"), ("mysql", "mysql_own"), ("a" * 63, "a" * 19 + "_")],
)
def test_identifiers_follow_from_the_name(name, expected):
    """No hyphen, no name of the server's own, and not too long."""
    made = identifier(name, frozenset({"mysql"}), 32)
    assert made.startswith(expected)
    assert len(made) <= 32


def test_identifiers_of_long_names_differ():
    """What is cut off is told apart by a digest."""
    assert identifier("a" * 62 + "b", limit=32) != identifier("a" * 62 + "c", limit=32)


def test_names_of_the_server_are_refused():
    """The database of the server's own tables is nobody's to claim."""
    assert [check_identifier(name, frozenset({"mysql"})) for name in ("orders", None)] == ["orders", None]
    with pytest.raises(ValueError, match="'mysql' is a name that the server uses itself"):
        check_identifier("mysql", frozenset({"mysql"}))
