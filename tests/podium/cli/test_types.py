"""`podium types`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from podium.catalogue.types import RESOURCE_TYPES
from tests.podium.cli.test_schema import ENVIRONMENT

Podium = Any


@pytest.fixture(autouse=True)
def _environments(project: Path) -> None:
    for name in ("dev", "prod"):
        (project / f"stacks/environments/{name}.yaml").write_text(ENVIRONMENT, encoding="utf-8")


def test_all_types_are_listed_with_all_answers(podium: Podium) -> None:
    """Those that nothing answers too."""
    said = podium("types")
    assert "postgres: A PostgreSQL database" in said.stdout
    assert "  prod     postgres_database by postgres for class: large\n" in said.stdout
    assert [entry["name"] for entry in podium("types", "--format", "json").json["types"]] == list(RESOURCE_TYPES)


def test_an_environment_lists_what_it_serves(podium: Podium) -> None:
    """And nothing of other environments."""
    (entry,) = podium("types", "-e", "dev", "--format", "json").json["types"]
    assert (entry["name"], [answer["environment"] for answer in entry["answers"]]) == ("postgres", ["dev"])
