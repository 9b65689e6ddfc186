from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Podium = Callable[..., Any]

ENVIRONMENT = """
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  dns: {match: {type: dns}, component: dns, params: {domain: example.com}}
  redis: {match: {type: redis, class: large}, component: redis_in_cluster}
"""
SCORE = """
apiVersion: score.dev/v1b1
metadata: {name: shop}
containers: {main: {image: x}}
resources: {zone: {type: dns}}
"""


@pytest.fixture
def shop(project: Path) -> Path:
    """A project with one workload."""
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT)
    (project / "workloads").mkdir()
    (project / "workloads/score.yaml").write_text(SCORE)
    return project


def test_a_resource_is_explained_by_any_of_its_names(podium: Podium, shop: Path) -> None:
    """In text, with what the component sets itself only if asked for; and as data."""
    short, full = podium("explain", "-e", "dev", "zone"), podium("explain", "-e", "dev", "shop.zone", "--all")
    assert short.stdout.startswith("dns.default#shop.zone  in dev (development)\n")
    assert "  answer        dns  stacks/environments/dev.yaml:6:3\n" in short.stdout
    assert len(full.stdout.splitlines()) > len(short.stdout.splitlines())
    form = podium("explain", "-e", "dev", "dns", "--format", "json").json
    assert (form["uid"], form["winner"]["definition"]) == ("dns.default#shop.zone", "dns")
    assert short.stderr == ""


def test_what_has_no_answer_is_explained_too(podium: Podium, shop: Path) -> None:
    """And so is everything beside it; that the environment cannot be planned is said on the side."""
    (shop / "workloads/score.yaml").write_text(SCORE.replace("dns}", "dns}, cc: {type: redis}"))
    told = podium("explain", "-e", "dev", "shop.cc")
    assert told.code == 0
    assert "would win with class: large at workloads/score.yaml:" in told.stdout
    assert "keeps 'dev' from being planned (R001)" in told.stderr
    assert "  answer        dns" in podium("explain", "-e", "dev", "shop.zone").stdout


def test_a_name_that_is_nothing_is_a_diagnostic(podium: Podium, shop: Path) -> None:
    """With the nearest one."""
    told = podium("explain", "-e", "dev", "shop.zon")
    assert told.code == 1
    assert "error[R030]: no resource 'shop.zon'" in told.stderr
    assert "did you mean 'shop.zone'?" in told.stderr


def test_decisions_of_the_command_line_are_told(podium: Podium, shop: Path) -> None:
    """A param over everything else is one source more."""
    told = podium("explain", "-e", "dev", "zone", "--param", "dns.default#shop.zone:domain=x.test").stdout
    assert "x.test" in told
    assert "command line" in told
    assert "example.com" in told
