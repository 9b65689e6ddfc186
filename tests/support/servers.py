"""Real PostgreSQL and Redis on free ports of the loopback, for tests that prove what a workload is given.

The programs are Debian's (`postgresql`, `redis-server`); a machine without them gets them by `apt-get`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pg8000.dbapi
import pytest
import redis

DEADLINE_SECONDS = 60.0


def free_port() -> int:
    """Return a TCP port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def program(name: str, package: str) -> Path:
    """Return the path of a program, from PATH or PostgreSQL's own folder; install its package when it is missing."""
    found = _find(name)
    if found is None:
        _install(package)
        found = _find(name)
    if found is None:
        pytest.fail(f"no '{name}' here; install it with `apt-get install {package}`")
    return found


def _install(package: str) -> None:
    """Install a Debian package; waits while another test process installs one."""
    user = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = [*user, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", package]):
        subprocess.run([*apt, *arguments], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _find(name: str) -> Path | None:
    on_path = shutil.which(name)
    if on_path:
        return Path(on_path)
    return next(iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None)


@contextmanager
def postgres(password: str) -> Iterator[int]:
    """Run a PostgreSQL server whose administrator `postgres` has the password.

    Yields:
        The port.
    """
    initdb, server = program("initdb", "postgresql"), program("postgres", "postgresql")
    with _private_folder() as folder:
        secret = folder / "password"
        secret.write_text(password, encoding="utf-8")
        shutil.chown(secret, folder.owner())
        data = folder / "data"
        create = ["--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256", "--no-sync", "-D", data]
        subprocess.run([initdb, *create], check=True, stdout=subprocess.DEVNULL, cwd=folder, **_unprivileged())
        port = free_port()
        listen = ["-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        with _running([server, *listen], folder) as process:
            _until(lambda: connect_postgres(port, "postgres", password, "postgres").close(), process, folder)
            yield port


@contextmanager
def redis_server(arguments: Sequence[str], configuration: str) -> Iterator[int]:
    """Run a Redis server with a pod's own arguments and configuration.

    Only what must differ outside the cluster is changed: the data's folder, the port and the address.

    Args:
        arguments: The server's arguments after its configuration file, with `/data` as the data's folder.
        configuration: Content of that file.

    Yields:
        The port.
    """
    server = program("redis-server", "redis-server")
    with _private_folder() as folder:
        file = folder / "redis.conf"
        file.write_text(configuration, encoding="utf-8")
        shutil.chown(file, folder.owner())
        port = free_port()
        inside = [str(folder) if argument == "/data" else argument for argument in arguments]
        with _running([server, file, *inside, "--port", str(port), "--bind", "127.0.0.1"], folder) as process:
            _until(lambda: _answers(port), process, folder)
            yield port


def connect_postgres(port: int, user: str, password: str, database: str) -> Any:
    """Return a connection to a server of this module, every statement on its own."""
    connection = pg8000.dbapi.connect(user=user, password=password, host="127.0.0.1", port=port, database=database)
    connection.autocommit = True
    return connection


def _answers(port: int) -> None:
    """Return when the server speaks; refusing an unknown client is speaking too."""
    with redis.Redis(port=port) as client:
        try:
            client.ping()
        except redis.AuthenticationError:
            return


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Yield a folder that belongs to the user who runs the servers."""
    folder = Path(tempfile.mkdtemp(prefix="podium-server-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _unprivileged()["user"], _unprivileged()["group"])
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> dict[str, Any]:
    """Return who runs the servers: the user, or nobody instead of root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def _running(command: Sequence[str | Path], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **_unprivileged())
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=DEADLINE_SECONDS)


def _until(attempt: Callable[[], None], process: subprocess.Popen[bytes], folder: Path) -> None:
    """Try until it works; fail with the server's log when it has ended or the deadline has passed."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            attempt()
        except (OSError, pg8000.dbapi.Error, redis.RedisError):
            if process.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text(encoding="utf-8", errors="replace")
                pytest.fail(f"the server does not answer:\n{log[-2000:]}")
            time.sleep(0.05)
        else:
            return
