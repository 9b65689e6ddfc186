"""Ports on the loopback interface: chosen once, kept, and chosen anew only when somebody else took them."""

from __future__ import annotations

import json
import secrets
import socket
import time
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from podium.paths import write_private
from podium.sandbox.layout import HOST

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Ports", "choose", "is_free", "load", "reserve"]

# Below the ports that systems hand out to outgoing connections. One of those could take the port of a stopped sandbox,
# and a client that dials a dead server's port there may even, by chance, connect to itself.
FIRST, LAST = 20_000, 29_999
# A server that was killed leaves the process table a moment before its sockets are closed.
PATIENCE_SECONDS = 1.0
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Ports:
    """The TCP ports of one sandbox, all on 127.0.0.1.

    Attributes:
        api: The Kubernetes API.
        etcd: etcd's clients.
        peer: etcd's peers, of which a sandbox has none; etcd listens all the same.
    """

    api: int
    etcd: int
    peer: int


def is_free(port: int) -> bool:
    """Return whether a server could listen on ``port`` now; a port that only lingers in TIME_WAIT counts as free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def choose() -> Ports:
    """Return ports that are free now, all different, chosen at random."""
    chosen: set[int] = set()
    while len(chosen) < len(fields(Ports)):
        port = FIRST + secrets.randbelow(LAST - FIRST + 1)
        if is_free(port):
            chosen.add(port)
    return Ports(*chosen)


def load(path: Path) -> Ports | None:
    """Return the ports kept in ``path``, or None when the file is missing or is not ours."""
    try:
        return Ports(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError, ValueError):
        return None


def reserve(path: Path, *, anew: bool = False) -> Ports:
    """Return the kept ports if all of them are free, else other ones, and keep those.

    Args:
        path: The file that keeps them.
        anew: Choose other ports in any case.
    """
    kept = None if anew else load(path)
    if kept is not None and _become_free(kept):
        return kept
    chosen = choose()
    write_private(path, json.dumps(asdict(chosen)) + "\n")
    return chosen


def _become_free(ports: Ports) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not all(is_free(port) for port in asdict(ports).values()):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
