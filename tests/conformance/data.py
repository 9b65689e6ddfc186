"""The conformance data: verdicts of score-go v1.20.0 on public Score files and on vectors.

The data is no part of the repository: `PODIUM_CONFORMANCE` names the folder that holds it.
"""

from __future__ import annotations

import csv
import functools
import json
import os
from pathlib import Path

import pytest

from podium.diagnostics import Severity
from podium.spec.load import load_text

__all__ = ["DATA", "EXAMPLES", "contexts", "errors", "files", "index", "lines", "needs_data"]

DATA = Path(os.environ.get("PODIUM_CONFORMANCE", "nowhere"), "score")

EXAMPLES = int(os.environ.get("PODIUM_EXAMPLES", "150"))
"""How many documents, strings and changes are generated for each comparison with the oracle."""

needs_data = pytest.mark.skipif(
    "PODIUM_CONFORMANCE" not in os.environ, reason="PODIUM_CONFORMANCE does not name a folder with conformance data"
)


def files(folder: str) -> list[Path]:
    """Return the Score files of a folder; none where there is no data."""
    return sorted((DATA / folder).glob("*.yaml"))


@functools.cache
def lines(name: str) -> list[dict]:
    """Return the vectors of a file; none where there is no data."""
    file = DATA / "vectors" / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


@functools.cache
def contexts() -> dict[str, dict]:
    """Return what the placeholder vectors are resolved in, by name."""
    return json.loads((DATA / "vectors" / "contexts.json").read_text(encoding="utf-8"))


def index(folder: str) -> list[dict[str, str]]:
    """Return the rows of a folder's index."""
    with (DATA / folder / "INDEX.tsv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def errors(text: str, file: str = "score.yaml") -> list[str]:
    """Return the messages of the errors in a Score file."""
    return [d.message for d in load_text(text, file)[1] if d.severity is Severity.ERROR]
