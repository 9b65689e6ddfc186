"""Builds the Go programs that tests hold manifests against, once for each version of this folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from podium.paths import cache_dir, private_dir
from podium.toolchain import golang
from podium.toolchain.progress import Lines

__all__ = ["program"]

HERE = Path(__file__).parent
PACKAGES = ("./yamljson", "github.com/zegl/kube-score/cmd/kube-score")
BUILD_SECONDS = 1500


def program(name: str) -> Path:
    """Return a program, `kube-score` or `yamljson`; the first call on a machine builds both in a minute or two.

    Versions are those of `go.mod`, checked against the hashes of `go.sum`.
    """
    home = private_dir(cache_dir() / "tests")
    target = home / f"tools-{_digest()}"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _build(target)
    return target / name


def _build(target: Path) -> None:
    go = golang.provide(Lines(sys.stderr))
    folder = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        # Read-only: whatever `go.mod` does not pin is an error instead of a new pin.
        command = [go, "build", "-mod=readonly", "-o", f"{folder}{os.sep}", *PACKAGES]
        environment = golang.environment(go)
        done = subprocess.run(
            command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
        )
        assert done.returncode == 0, done.stderr
        folder.rename(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _digest() -> str:
    """Return what changes whenever another build could differ."""
    summed = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
    for file in sorted(path for path in HERE.rglob("*") if path.suffix in {".go", ".mod", ".sum"}):
        summed.update(f"{file.relative_to(HERE)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return summed.hexdigest()[:16]
