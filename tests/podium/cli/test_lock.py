"""`podium lock`."""

from __future__ import annotations

import json
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
  redis: {match: {type: redis}, component: redis_in_cluster}
"""
DATABASE = """\
  postgres:
    match: {type: postgres}
    component: postgres_database
    params:
      server_host: db
      server_port: 5432
      admin_username: root
      admin_password: PASSWORD
"""
SCORE = """
apiVersion: score.dev/v1b1
metadata: {name: shop}
containers: {main: {image: "shop:1"}}
resources: {cache: {type: redis}}
"""


@pytest.fixture
def lock(project: Path) -> Path:
    """Return where the lock of a small project will be."""
    (project / "stacks/environments/dev.yaml").write_text(ENVIRONMENT)
    (project / "workloads").mkdir()
    (project / "workloads/score.yaml").write_text(SCORE)
    return project / "stacks/podium.lock.dev.json"


def test_a_lock_is_written_and_what_it_changes_is_shown(podium: Podium, lock: Path) -> None:
    """The first one adds everything; the second one changes nothing."""
    first = podium("lock", "-e", "dev")
    assert (first.code, first.stderr) == (0, "wrote stacks/podium.lock.dev.json\n")
    assert first.stdout.startswith("dev: 3 added\n")
    assert json.loads(lock.read_text())["workloads"]["shop"]["file"] == "workloads/score.yaml"
    written = lock.read_bytes()
    second = podium("lock", "-e", "dev")
    assert (second.code, second.stdout) == (0, "dev: nothing differs\n")
    assert second.stderr == "stacks/podium.lock.dev.json is up to date\n"
    assert lock.read_bytes() == written


def test_a_check_writes_nothing(podium: Podium, lock: Path) -> None:
    """It says by its exit code whether the lock would change."""
    missing = podium("lock", "-e", "dev", "--check")
    assert (missing.code, lock.exists()) == (1, False)
    assert missing.stderr.endswith("would change; write it with `podium lock -e dev`\n")
    podium("lock", "-e", "dev")
    assert podium("lock", "-e", "dev", "--check").code == 0
    lock.write_text(json.dumps(json.loads(lock.read_text())))
    assert podium("lock", "-e", "dev", "--check").code == 1


def test_the_change_has_other_forms(podium: Podium, lock: Path) -> None:
    """For programs and for pull requests."""
    assert podium("lock", "-e", "dev", "--check", "--format", "json").json["environment"] == {"old": None, "new": "dev"}
    markdown = podium("lock", "-e", "dev", "--check", "--format", "markdown").stdout
    assert markdown.startswith("### Podium: `dev`\n\n**3 added**\n")
    assert not lock.exists()


def test_a_lock_that_was_edited_is_written_anew(podium: Podium, lock: Path) -> None:
    """Every other command refuses it; a check does too."""
    podium("lock", "-e", "dev")
    written = lock.read_text()
    lock.write_text(written.replace('"shop:1"', '"shop:0"'))
    for verb in (["plan"], ["lock", "--check"], ["diff"]):
        refused = podium(*verb, "-e", "dev")
        assert (refused.code, "error[D002]" in refused.stderr) == (1, True), verb
    anew = podium("lock", "-e", "dev")
    assert (anew.code, lock.read_text()) == (0, written)
    assert "  shop/main  shop:0 -> shop:1" in anew.stdout


def test_a_conflict_of_a_merge_is_not_written_over(podium: Podium, lock: Path) -> None:
    """What the lock keeps, such as names of what was renamed, would be lost."""
    podium("lock", "-e", "dev")
    lock.write_text("<<<<<<< ours\n" + lock.read_text())
    refused = podium("lock", "-e", "dev")
    assert (refused.code, "stacks/podium.lock.dev.json:1:1: error[D001]" in refused.stderr) == (1, True)
    assert lock.read_text().startswith("<<<<<<< ours")


def test_data_that_would_be_lost_is_not_locked_away(podium: Podium, lock: Path, project: Path) -> None:
    """Agreed to, it is recorded."""
    podium("lock", "-e", "dev")
    before = lock.read_bytes()
    (project / "workloads/score.yaml").write_text(SCORE.replace("resources: {cache: {type: redis}}", ""))
    refused = podium("lock", "-e", "dev")
    assert (refused.code, lock.read_bytes()) == (3, before)
    agreed = podium("lock", "-e", "dev", "--accept-replacement", "redis.default#shop.cache")
    assert (agreed.code, "losses of data that are accepted\n  + redis.default#shop.cache: " in agreed.stdout) == (
        0,
        True,
    )
    assert [one["uid"] for one in json.loads(lock.read_text())["accepted"]] == ["redis.default#shop.cache"]
    assert podium("lock", "-e", "dev", "--check").code == 0


@pytest.mark.parametrize("paths", [(), ("workloads/score.yaml",)])
def test_the_plan_may_be_held_against_the_lock(podium: Podium, lock: Path, project: Path, paths: tuple[str]) -> None:
    """`--locked` is for pipelines."""
    podium("lock", "-e", "dev")
    assert podium("plan", "-e", "dev", *paths, "--locked").code == 0
    (project / "workloads/score.yaml").write_text(SCORE.replace("shop:1", "shop:2"))
    refused = podium("plan", "-e", "dev", *paths, "--locked")
    message = "workloads/score.yaml:4:28: error[D005]: the image of shop/main is 'shop:2', in the lock 'shop:1'"
    assert (refused.code, message in refused.stderr) == (1, True)


def test_part_of_the_workloads_may_be_locked(podium: Podium, lock: Path, project: Path) -> None:
    """The others stay as they were locked."""
    (project / "workloads/other.score.yaml").write_text(SCORE.replace("name: shop", "name: other"))
    podium("lock", "-e", "dev")
    (project / "workloads/score.yaml").write_text(SCORE.replace("shop:1", "shop:2"))
    said = podium("lock", "-e", "dev", "workloads/score.yaml")
    assert said.stdout.startswith("dev: 1 image\n")
    images = {name: w["images"]["main"] for name, w in json.loads(lock.read_text())["workloads"].items()}
    assert images == {"shop": "shop:2", "other": "shop:1"}


def test_a_literal_secret_is_nowhere(podium: Podium, lock: Path, project: Path) -> None:
    """Not in a plan, a lock, or a difference, whether a file or the command line has it."""
    canary, environment = "canary-7f3a", project / "stacks/environments/dev.yaml"
    environment.write_text(ENVIRONMENT + DATABASE.replace("PASSWORD", canary))
    (project / "workloads/score.yaml").write_text(SCORE.replace("cache: {type: redis}", "db: {type: postgres}"))
    option = f"--param=postgres.default#shop.db:admin_password={canary}-option"
    said = []
    for extra in ((), (option,)):
        said += [podium("plan", "-e", "dev", *extra, *form) for form in ((), ("--format", "json"))]
        said += [
            podium(*verb, "-e", "dev", *extra, f"--format={form}")
            for verb in (["diff"], ["lock", "--check"])
            for form in ("text", "json", "markdown")
        ]
        said.append(podium("lock", "-e", "dev", *extra))
    environment.write_text(ENVIRONMENT + DATABASE.replace("PASSWORD", f"{canary}-2").replace("root", "admin"))
    said += [podium("diff", "-e", "dev"), podium("plan", "-e", "dev", "--locked")]
    assert canary not in "".join(one.stdout + one.stderr for one in said)
    assert canary not in lock.read_text()
    assert [one.code for one in said] == [0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert lock.read_text().count("[secret]") == 2
