"""Runs one real process as if it were in a pod: exactly the pod's environment and files, and the cluster's names.

The environment stays untouched, host names included. Inside the process the resolver answers for the cluster's names
with servers on the loopback, and the pod's files are found under their own paths.
"""

from __future__ import annotations

import builtins
import json
import os
import runpy
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.kubelet import ContainerView

Address = tuple[str, int]


def run_python(
    container: ContainerView, script: str, folder: Path, addresses: Mapping[Address, int]
) -> subprocess.CompletedProcess[str]:
    """Run a Python script in place of a container's program.

    Args:
        container: What the process is given.
        script: Source of the script.
        folder: An empty folder for the pod's files.
        addresses: For each host and port of the cluster, the port of the server on the loopback.
    """
    files = write_files(container, folder / "files")
    (folder / "script.py").write_text(script, encoding="utf-8")
    settings = {
        "addresses": [[host, port, local] for (host, port), local in sorted(addresses.items())],
        "files": {path: str(local) for path, local in sorted(files.items())},
        "script": str(folder / "script.py"),
    }
    (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    root = Path(__file__).parents[2]
    start = f"import sys; sys.path.insert(0, {str(root)!r}); from tests.support import in_cluster; in_cluster.main()"
    command = [sys.executable, "-c", start, str(folder / "settings.json")]
    return subprocess.run(command, env=dict(container.env), capture_output=True, text=True, check=False, cwd=folder)


def run_command(container: ContainerView, folder: Path, changes: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a container's own command, its environment changed only where it has to differ outside the cluster."""
    env = {"PATH": os.environ["PATH"]} | dict(container.env) | dict(changes)
    command = [*container.command, *container.args]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=folder)


def write_files(container: ContainerView, folder: Path) -> dict[str, Path]:
    """Write a container's files below a folder, with their modes, and return where each one is."""
    written = {}
    for path, file in sorted(container.files.items()):
        local = folder / path.lstrip("/")
        local.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(local, os.O_WRONLY | os.O_CREAT | os.O_EXCL, file.mode)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(file.content)
        written[path] = local
    return written


def main() -> None:
    """Take the place of the container's program: patch the resolver and `open`, then run the script."""
    settings = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    addresses = {(host, port): local for host, port, local in settings["addresses"]}
    resolve, opened = socket.getaddrinfo, builtins.open

    def resolve_in_cluster(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        local = addresses.get((host, int(port or 0)))
        return resolve("127.0.0.1" if local else host, local or port, *args, **kwargs)

    def open_in_pod(path: Any, *args: Any, **kwargs: Any) -> Any:
        return opened(settings["files"].get(path, path), *args, **kwargs)

    socket.getaddrinfo = resolve_in_cluster
    builtins.open = open_in_pod
    runpy.run_path(settings["script"], run_name="__main__")
