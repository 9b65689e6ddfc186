"""What the guard has looked at before, so that it does not look at the same again."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import podium
from podium.catalogue import registry
from podium.paths import cache_dir, private_dir, write_private

__all__ = ["Seen"]


class Seen:
    """Remembers the last question of one stack whose answer was that nothing is lost.

    The question holds all that the answer follows from, so the same question has the same answer. What is kept is a
    digest of it, in the user's cache.
    """

    def __init__(self, project: str, stack: str, folder: Path | None = None) -> None:
        """Name the stack.

        Args:
            project: What tells the project from others, such as its folder.
            stack: The stack's name.
            folder: Where to keep it; the user's cache by default.
        """
        name = hashlib.sha256(f"{project}\0{stack}".encode()).hexdigest()[:32]
        self._file = (folder or cache_dir() / "guard") / name

    def has(self, question: Any) -> bool:
        """Return whether the last question was the same.

        Args:
            question: JSON data, without secrets.
        """
        try:
            return self._file.read_text(encoding="ascii") == _digest(question)
        except (OSError, UnicodeDecodeError):
            return False

    def keep(self, question: Any) -> None:
        """Remember a question; where that cannot be done it is asked again.

        Args:
            question: JSON data, without secrets.
        """
        with contextlib.suppress(OSError):
            private_dir(self._file.parent)
            write_private(self._file, _digest(question))


def _digest(question: Any) -> str:
    content = json.dumps([question, list(_sources())], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _sources() -> Iterator[tuple[str, int, int]]:
    """Yield path, time and size of the code that makes resources: other code is another question."""
    components = importlib.import_module(registry.PACKAGE)
    for folder in (*components.__path__, *podium.__path__):
        for file in sorted(Path(folder).rglob("*.py")):
            about = file.stat()
            yield str(file), about.st_mtime_ns, about.st_size
