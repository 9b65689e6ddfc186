"""`podium schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Podium = Any

ENVIRONMENT = """\
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  postgres: {match: {type: postgres, class: large}, component: postgres_database}
"""


@pytest.fixture
def environment(project: Path) -> None:
    """Give the project an environment."""
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT, encoding="utf-8")


def test_the_schema_is_data(podium: Podium) -> None:
    """The same with and without `--format json`."""
    said = podium("schema")
    assert said.json == podium("schema", "--format", "json").json
    assert (said.json["$schema"], said.stderr) == ("https://json-schema.org/draft/2020-12/schema", "")


@pytest.mark.usefixtures("environment")
def test_an_environment_allows_what_it_serves(podium: Podium) -> None:
    """An editor suggests nothing that would be refused later."""
    claim = podium("schema", "-e", "dev").json["$defs"]["ResourceClaim"]
    assert [kind["const"] for kind in claim["properties"]["type"]["anyOf"]] == ["postgres"]
    assert claim["allOf"][-1]["then"] == {"properties": {"class": {"enum": ["large"]}}, "required": ["class"]}


def test_a_file_is_written(podium: Podium, project: Path) -> None:
    """And the way to use it is told."""
    said = podium("schema", "-o", "score.schema.json")
    text = (project / "score.schema.json").read_text(encoding="utf-8")
    assert (json.loads(text)["title"], text[-1], said.stdout) == ("Score v1b1", "\n", "")
    assert "# yaml-language-server: $schema=score.schema.json" in said.stderr


def test_a_file_that_cannot_be_written_is_told(podium: Podium) -> None:
    """Not as a traceback."""
    said = podium("schema", "-o", "no/such/folder.json")
    assert (said.code, said.stderr.partition("\n")[0]) == (
        1,
        "error[U002]: cannot write 'no/such/folder.json': no such file or directory",
    )


def test_an_unknown_environment_is_told(podium: Podium) -> None:
    """As everywhere."""
    said = podium("schema", "-e", "dve")
    assert (said.code, "error[E002]" in said.stderr) == (1, True)
