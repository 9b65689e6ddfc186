"""Passwords that follow from a key, for programs that run without a state to keep generated ones in."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from podium.diagnostics import Diagnostic, PodiumError
from podium.password import ALPHABET
from podium.paths import private_dir

__all__ = ["KeyFile", "derived_password"]

_SHORTEST_KEY: Final = 16
# The largest multiple of the alphabet's size that a byte holds: what lies above would favour the first characters.
_FAIR: Final = 256 // len(ALPHABET) * len(ALPHABET)


def derived_password(key: bytes, name: str, length: int) -> str:
    """Return the password that belongs to a name: letters and digits, each as likely as any other.

    Args:
        key: The secret that all passwords follow from.
        name: What the password is for.
        length: Number of characters; another length is another password.

    Source: HMAC-SHA256 as a pseudo-random function in counter mode, NIST SP 800-108.
    """
    characters: list[str] = []
    counter = 0
    while len(characters) < length:
        counter += 1
        block = hmac.digest(key, f"{counter}\0podium password\0{name}\0{length}".encode(), "sha256")
        characters += [ALPHABET[byte % len(ALPHABET)] for byte in block if byte < _FAIR]
    return "".join(characters[:length])


class KeyFile:
    """A file with the key that passwords follow from; read, or made, when the first password is asked for."""

    def __init__(self, path: Path, on_created: Callable[[Path], None] | None = None) -> None:
        """Name the file.

        Args:
            path: The file.
            on_created: Makes the file if there is none, and is told so; without it a missing file is an error.
        """
        self._path = path
        self._on_created = on_created
        self._lock = threading.Lock()
        self._key = b""

    def read(self) -> bytes:
        """Return the key.

        Raises:
            PodiumError: The file cannot be read or made, or its key is too short (``P005``).
        """
        with self._lock:
            self._key = self._key or self._read()
            return self._key

    def _read(self) -> bytes:
        try:
            if self._on_created and not self._path.exists() and _create(self._path):
                self._on_created(self._path)
            key = self._path.read_bytes().strip()
        except OSError as error:
            raise self._failure(f"cannot be used: {error.strerror}") from None
        if len(key) < _SHORTEST_KEY:
            raise self._failure(f"holds {len(key)} bytes; a key has at least {_SHORTEST_KEY}")
        return key

    def _failure(self, what: str) -> PodiumError:
        return PodiumError(
            Diagnostic(
                code="P005",
                message=f"the key file '{self._path}' {what}",
                why="passwords in manifests follow from this key, so that the same key gives the same manifests",
                fix=f"make one with `openssl rand -hex 32 > {self._path}` and keep it as you keep passwords",
            )
        )


def _create(path: Path) -> bool:
    """Write a new key, and return whether nobody else was faster; a reader never sees half of one."""
    private_dir(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"{secrets.token_hex(32)}\n")
    try:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
            return True
        return False
    finally:
        temporary.unlink()
