"""`podium promote`; the rules are in `tests/podium/plan/test_promote.py`."""

from __future__ import annotations

import pytest

from podium.lock.read import lock_file
from podium.plan import plan_environment
from podium.plan.lock import record_lock
from tests.podium.spec.scores import score

STAGING = """\
type: staging
images: {web: "web:1"}
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
"""


@pytest.fixture(autouse=True)
def environments(project):
    """`staging`, locked, and `prod`, which includes it."""
    for name, container in (("web", "image: ."), ("tool", "image: tool:1")):
        (project / f"workloads/{name}").mkdir(parents=True)
        (project / f"workloads/{name}/score.yaml").write_text(score(name, container=container), encoding="utf-8")
    folder = project / "stacks/environments"
    (folder / "staging.yaml").write_text(STAGING, encoding="utf-8")
    prod = "include: [staging.yaml]\ntype: production\nworkloads: [workloads/web]\n"
    (folder / "prod.yaml").write_text(prod, encoding="utf-8")
    record_lock(project, plan_environment(project, "staging"))


def test_promote_shows_what_changes_and_writes_the_lock(podium, project):
    """And says what comes next, and what the target does not run."""
    said = podium("promote", "--from", "staging", "--to", "prod")
    assert (said.code, lock_file(project, "prod").exists()) == (0, True)
    assert "+ workload.default#web" in said.stdout
    assert "web.main: web:1" in said.stderr
    assert "not run by 'prod': tool" in said.stderr
    assert "wrote stacks/podium.lock.prod.json; review it, then deploy it with `podium up -e prod`" in said.stderr


def test_a_second_time_nothing_changes(podium, project):
    """It says so, and leaves the file alone."""
    podium("promote", "--from", "staging", "--to", "prod")
    before = lock_file(project, "prod").stat().st_mtime_ns
    said = podium("promote", "--from", "staging", "--to", "prod", "--check")
    assert (said.code, "has all of it locked already" in said.stderr) == (0, True)
    assert lock_file(project, "prod").stat().st_mtime_ns == before


def test_check_writes_nothing(podium, project):
    """Its exit code says whether the lock would change."""
    said = podium("promote", "--from", "staging", "--to", "prod", "--check")
    assert (said.code, "workload.default#web" in said.stdout, lock_file(project, "prod").exists()) == (1, True, False)


@pytest.mark.parametrize(("form", "start"), [("json", "{"), ("markdown", "### ")])
def test_the_change_has_other_forms(podium, form, start):
    """Data for programs, and a text for a pull request."""
    said = podium("promote", "--from", "staging", "--to", "prod", "web", "--format", form)
    assert said.stdout.startswith(start)
    if form == "json":
        assert (said.json["images"], said.json["left_out"], said.json["diagnostics"]) == ({"web.main": "web:1"}, [], [])


def test_what_is_refused_is_told(podium, project):
    """Nothing is written then."""
    said = podium("promote", "--from", "staging", "--to", "prod", "wbe")
    assert (said.code, "error[D012]" in said.stderr, lock_file(project, "prod").exists()) == (1, True, False)
    assert podium("promote", "--from", "staging").code == 2
