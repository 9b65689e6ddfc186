from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Podium = Callable[..., Any]

ENVIRONMENT = """\
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
"""
REDIS = "  redis: {match: {type: redis}, component: redis_in_cluster}\n"


def write(project: Path, **environments: str) -> None:
    """Write environments."""
    for name, text in environments.items():
        (project / f"stacks/environments/{name}.yaml").write_text(text)


def test_a_clean_project_ends_well(project: Path, podium: Podium) -> None:
    """What was looked at is said."""
    write(project, dev=ENVIRONMENT)
    said = podium("lint")
    assert (said.code, said.stdout, said.stderr) == (0, "", "1 environment: no errors, no warnings\n")


def test_warnings_fail_only_if_that_is_asked_for(project: Path, podium: Podium) -> None:
    """A gap between environments may be meant."""
    write(project, dev=ENVIRONMENT, prod=ENVIRONMENT + REDIS)
    said = podium("lint")
    assert (said.code, "warning[L004]" in said.stderr) == (0, True)
    assert said.stderr.endswith("2 environments: no errors, 1 warning\n")
    assert podium("lint", "--strict").code == 1
    assert podium("lint", "--strict", "-e", "prod").code == 0


def test_errors_fail_and_are_data_with_json(project: Path, podium: Podium) -> None:
    """In the form that `validate` prints."""
    write(project, dev=ENVIRONMENT + REDIS + REDIS.replace("redis:", "again:"))
    said = podium("lint", "--format", "json")
    (found,) = said.json["diagnostics"]
    assert (said.code, said.stderr) == (1, "")
    assert (found["code"], found["severity"], found["line"]) == ("L002", "error", 6)


def test_score_files_that_are_given_ask(project: Path, podium: Podium) -> None:
    """What they ask for has to have an answer."""
    write(project, dev=ENVIRONMENT)
    text = "apiVersion: score.dev/v1b1\nmetadata: {name: shop}\ncontainers: {main: {image: x}}\n"
    (project / "score.yaml").write_text(text + "resources: {cache: {type: redis}}\n")
    said = podium("lint", "score.yaml")
    assert (said.code, "error[L003]: nothing answers 'redis'" in said.stderr) == (1, True)


def test_an_unknown_environment_is_refused(project: Path, podium: Podium) -> None:
    """With a suggestion."""
    write(project, dev=ENVIRONMENT)
    said = podium("lint", "-e", "dve")
    assert (said.code, "did you mean 'dev'?" in said.stderr) == (1, True)
