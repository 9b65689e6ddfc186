from __future__ import annotations

import json
import socket
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from podium.sandbox.layout import HOST
from podium.sandbox.ports import choose, is_free, load, reserve

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podium.sandbox.ports.PATIENCE_SECONDS", 0.3)


def test_chosen_ports_are_different_and_free() -> None:
    """Three servers can start on them at once."""
    ports = asdict(choose()).values()
    assert (len(set(ports)), all(is_free(port) for port in ports)) == (3, True)


def test_kept_ports_are_used_again(tmp_path: Path) -> None:
    """A kubeconfig stays valid from one start to the next."""
    path = tmp_path / "ports.json"
    assert reserve(path) == reserve(path)


def test_a_port_that_is_freed_a_moment_later_is_used_again(tmp_path: Path) -> None:
    """A killed server's sockets close a moment after it is gone."""
    path = tmp_path / "ports.json"
    first = reserve(path)
    server = socket.create_server((HOST, first.api))
    timer = threading.Timer(0.1, server.close)
    timer.start()
    second = reserve(path)
    timer.join()
    assert first == second


def test_ports_are_none_that_an_outgoing_connection_gets() -> None:
    """Otherwise a browser could take the port of a stopped sandbox."""
    assert [port for port in asdict(choose()).values() if not 20_000 <= port < 30_000] == []


def test_a_port_that_somebody_took_is_replaced_and_the_new_one_kept(tmp_path: Path) -> None:
    """Another program's server does not stop the sandbox."""
    path = tmp_path / "ports.json"
    first = reserve(path)
    with socket.create_server((HOST, first.api)):
        second = reserve(path)
    assert (second.api == first.api, load(path)) == (False, second)


def test_anew_ignores_the_kept_ports(tmp_path: Path) -> None:
    """A second attempt does not try what just failed."""
    path = tmp_path / "ports.json"
    assert reserve(path) != reserve(path, anew=True)


def test_the_file_is_private(tmp_path: Path) -> None:
    """Nobody else reads or writes the sandbox's files."""
    reserve(tmp_path / "ports.json")
    assert (tmp_path / "ports.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "a crash left an empty file"),
        ("[1, 2]", "not an object"),
        (json.dumps({"api": 1}), "a port is missing"),
        (json.dumps({"api": 1, "etcd": 2, "peer": 3, "other": 4}), "a port too many"),
    ],
)
def test_a_file_that_is_not_ours_counts_as_missing(tmp_path: Path, content: str, reason: str) -> None:
    """Ports are chosen anew instead of failing."""
    path = tmp_path / "ports.json"
    path.write_text(content, encoding="utf-8")
    assert load(path) is None, reason
