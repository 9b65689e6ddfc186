"""What is installed for a Python, asked of that Python itself."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["distributions", "has_sdk", "version"]

_ANSWER_SECONDS = 60

# Runs in the program's Python, which need not have Podium: standard library only.
_DISTRIBUTIONS = """\
import importlib.metadata as metadata, json, re
normal = lambda name: re.sub(r"[-_.]+", "-", name).lower()
found = {d.name: d for d in metadata.distributions() if d.name}
required = [r for d in found.values() for r in d.requires or [] if "extra ==" not in r]
needed = {normal(re.match(r"[A-Za-z0-9._-]+", r).group()) for r in required}
print(json.dumps([[name, d.version, normal(name) in needed] for name, d in sorted(found.items())]))
"""


def distributions(python: Path, *, transitive: bool) -> list[tuple[str, str]]:
    """Return name and version of what is installed, sorted by name.

    Args:
        python: The Python to ask.
        transitive: Include what is there only because something else requires it.
    """
    rows = json.loads(_ask(python, _DISTRIBUTIONS) or "[]")
    return [(name, installed) for name, installed, is_needed in rows if transitive or not is_needed]


def version(python: Path) -> str:
    """Return the version of a Python, such as ``3.12.4``."""
    return _ask(python, "import platform; print(platform.python_version())").strip()


def has_sdk(python: Path) -> bool:
    """Tell whether a Python can import the Pulumi SDK, without importing it."""
    return _ask(python, "import importlib.util as u; print(u.find_spec('pulumi') is not None)").strip() == "True"


def _ask(python: Path, program: str) -> str:
    command = [str(python), "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=_ANSWER_SECONDS, check=False).stdout
