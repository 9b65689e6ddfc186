"""score-go's own vectors of override paths, held against ours."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from podium.diagnostics import Span, SpecError
from podium.spec.document import Node, parse_document
from podium.spec.dotpath import change_at, parse_dot_path

DATA = Path(os.environ.get("PODIUM_CONFORMANCE", "nowhere"), "score", "vectors")
pytestmark = pytest.mark.skipif(
    "PODIUM_CONFORMANCE" not in os.environ, reason="PODIUM_CONFORMANCE does not name a folder with conformance data"
)


def lines(name: str) -> list[dict]:
    """Return the vectors of a file; none where there is no data."""
    file = DATA / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def node(value: object) -> Node:
    """Return a value as a document."""
    return parse_document(json.dumps(value), "score.yaml")


def test_the_data_is_there():
    """A folder that is named but holds nothing fails instead of passing for nothing."""
    assert (len(lines("override-dotpath")), len(lines("override-path"))) == (6, 9)


@pytest.mark.parametrize("vector", lines("override-dotpath"), ids=lambda vector: vector["input"] or "empty")
def test_paths_are_split_as_score_go_splits_them(vector):
    """Escapes of dots and of backslashes."""
    assert vector["expected"] == [step.key for step in parse_dot_path(vector["input"], Span("option"))]


@pytest.mark.parametrize("vector", lines("override-path"), ids=lambda vector: vector["name"])
def test_paths_lead_where_score_go_goes(vector):
    """What it sets, deletes and refuses."""
    text = ".".join(key.replace("\\", "\\\\").replace(".", "\\.") for key in vector["path"])
    value = None if vector["delete"] else node(vector["value"])
    try:
        changed = change_at(node(vector["spec"]), parse_dot_path(text, Span("option")), value).plain()
    except SpecError:
        changed = None
    assert vector["expected"] == changed
