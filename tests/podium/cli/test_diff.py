"""`podium diff`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.lock.write import to_text
from tests.podium.lock.locks import a_lock, a_resource

Podium = Callable[..., Any]

CACHE = a_resource("redis.default#web.cache", params={"size": 1})
ENVIRONMENT = """
type: development
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
"""
SCORE = """
apiVersion: score.dev/v1b1
metadata: {name: shop}
containers: {main: {image: "shop:1"}}
"""


@pytest.fixture
def two(project: Path) -> tuple[str, str]:
    """Return the names of two lock files that differ."""
    (project / "old.json").write_text(to_text(a_lock(CACHE)))
    (project / "new.json").write_text(to_text(a_lock(replace(CACHE, params={"size": 2}))))
    return "old.json", "new.json"


def test_two_files_are_compared(podium: Podium, two: tuple[str, str]) -> None:
    """Without a project, an environment or a component."""
    said = podium("diff", *two)
    assert (said.code, said.stderr) == (0, "")
    assert said.stdout == "dev: 1 changed\n~ redis.default#web.cache\n    params.size  1 -> 2\n"
    assert podium("diff", *two, "--format", "json").json["changed"][0]["changes"] == [
        {"path": "params.size", "old": 1, "new": 2}
    ]
    assert (
        "| `redis.default#web.cache` | `params.size` | `1` | `2` |"
        in podium("diff", *two, "--format", "markdown").stdout
    )


@pytest.mark.parametrize(
    "option",
    [("--image", "web=x:1"), ("--param", "a.b#c:d=1"), ("--override-property", "a=1"), ("--locked",)],
    ids=lambda option: option[0],
)
def test_options_that_two_files_have_no_use_for_are_refused(
    podium: Podium, two: tuple[str, str], option: tuple[str, ...]
) -> None:
    """They would be ignored silently."""
    said = podium("diff", *two, *option)
    assert (said.code, said.stdout) == (2, "")
    assert "need an environment" in said.stderr


def test_whether_they_differ_may_be_the_exit_code(podium: Podium, two: tuple[str, str]) -> None:
    """As other tools do it."""
    old, new = two
    codes = [podium("diff", *files, "--exit-code").code for files in ((old, new), (old, old))]
    assert codes == [1, 0]


def test_files_and_lock_of_an_environment_are_compared(podium: Podium, project: Path) -> None:
    """What would change, were it locked now; nothing is written."""
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT)
    (project / "workloads").mkdir()
    (project / "workloads/score.yaml").write_text(SCORE)
    first = podium("diff", "-e", "dev")
    assert (first.code, first.stderr, first.stdout.splitlines()[0]) == (0, "'dev' has no lock yet\n", "dev: 2 added")
    podium("lock", "-e", "dev")
    assert podium("diff", "-e", "dev", "--exit-code").stdout == "dev: nothing differs\n"
    (project / "workloads/score.yaml").write_text(SCORE.replace("shop:1", "shop:2"))
    said = podium("diff", "-e", "dev", "--exit-code")
    assert (said.code, "  shop/main  shop:1 -> shop:2\n" in said.stdout) == (1, True)


def test_data_that_would_be_lost_does_not_keep_the_difference_back(podium: Podium, project: Path) -> None:
    """It is told beside it: who is refused by the guard wants to see what changes."""
    with_volume = "resources: {files: {type: volume}}\n"
    (project / "stacks/environments/dev.yaml").write_text(
        f"{ENVIRONMENT}  volume: {{match: {{type: volume}}, component: volume}}\n"
    )
    (project / "workloads").mkdir()
    (project / "workloads/score.yaml").write_text(SCORE + with_volume)
    podium("lock", "-e", "dev")
    (project / "workloads/score.yaml").write_text(SCORE)
    assert podium("plan", "-e", "dev").code == 3
    said = podium("diff", "-e", "dev")
    assert (said.code, "error[G001]" in said.stderr) == (0, True)
    assert "- volume.default#shop.files" in said.stdout


@pytest.mark.parametrize("arguments", [(), ("old.json",), ("a", "b", "c")])
def test_what_to_compare_must_be_said(podium: Podium, arguments: tuple[str, ...]) -> None:
    """Two files, or an environment."""
    said = podium("diff", *arguments)
    assert (said.code, "give two lock files, or an environment with `-e ENV`" in said.stderr) == (2, True)


def test_a_file_that_is_not_there_is_told(podium: Podium, two: tuple[str, str]) -> None:
    """With the name that was meant."""
    said = podium("diff", "od.json", two[1])
    assert said.code == 1
    assert "od.json:1:1: error[D007]: no lock 'od.json'" in said.stderr
    assert "did you mean 'old.json'?" in said.stderr
