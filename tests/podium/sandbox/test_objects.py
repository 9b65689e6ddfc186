from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from podium.sandbox.objects import NODE, OBJECTS, create_missing, forget_first_round, is_complete

if TYPE_CHECKING:
    from podium.sandbox.client import Client

READY_NODE = {"spec": {}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}
TAINTED_NODE = READY_NODE | {"spec": {"taints": [{"key": "node.kubernetes.io/not-ready"}]}}
NEW_NODE: dict[str, object] = {"spec": {}, "status": {}}


class _Server:
    """Stands in for the API: a status for each request, a node, and one path that is missing."""

    def __init__(self, status: int = 201, node: object = READY_NODE, missing: str = "") -> None:
        self.status, self.node, self.missing = status, node, missing
        self.posted: list[str] = []

    def request(self, _: str, path: str, __: object = None) -> tuple[int, bytes]:
        self.posted.append(path)
        if self.status == 0:
            raise ConnectionRefusedError
        return self.status, b""

    def get(self, path: str) -> Any:
        if self.missing and self.missing in path:
            return None
        return self.node if path.endswith(NODE) else {}


def _client(server: _Server) -> Client:
    return cast("Client", server)


@pytest.mark.parametrize(
    ("status", "expected", "reason"),
    [
        (201, True, "created"),
        (409, True, "exists from an earlier run, perhaps changed by the developer"),
        (403, False, "the access rules are not there yet"),
        (0, False, "the server does not answer yet"),
    ],
)
def test_objects_are_created_once_and_left_alone_then(status: int, expected: bool, reason: str) -> None:
    """Starting again changes nothing."""
    assert expected == create_missing(_client(_Server(status))), reason


@pytest.mark.parametrize(
    ("status", "expected", "reason"),
    [
        (200, True, "an earlier run had published it"),
        (404, True, "the very first start"),
        (500, False, "the server is not ready for it"),
        (0, False, "the server does not answer"),
    ],
)
def test_the_first_rounds_mark_is_gone_before_the_controllers_start(status: int, expected: bool, reason: str) -> None:
    """A mark of an earlier run proves nothing."""
    assert expected == forget_first_round(_client(_Server(status))), reason


def test_all_objects_are_created() -> None:
    """Node, storage class and ingress class."""
    server = _Server()
    create_missing(_client(server))
    assert server.posted == sorted(OBJECTS)


@pytest.mark.parametrize(
    ("server", "expected", "reason"),
    [
        (_Server(), True, "everything is there"),
        (_Server(node=NEW_NODE), False, "KWOK has not seen the node"),
        (_Server(node=TAINTED_NODE), False, "no pod can run on the node yet"),
        (_Server(node=None), False, "no node"),
        (_Server(missing="default/serviceaccounts"), False, "pods would be refused: no service account"),
        (_Server(missing="kube-root-ca.crt"), False, "the controllers have not published the authority"),
    ],
)
def test_a_cluster_is_complete_when_pods_can_run(server: _Server, expected: bool, reason: str) -> None:
    """What start promises when it returns."""
    assert expected == is_complete(_client(server)), reason
