"""Promotion of images from one environment's lock to another one's."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.diagnostics import PodiumError
from podium.lock.model import Lock, LockedClaimant, LockedResource
from podium.lock.read import read_lock
from podium.lock.write import write_lock
from podium.plan import plan_environment
from podium.plan.lock import record_lock
from podium.plan.promote import Promotion, other_versions, promote
from tests.podium.spec.scores import score

BASE = """\
definitions:
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  redis: {match: {type: redis}, component: redis_in_cluster}
"""
WEB, API, TOOL = ("web.main", "api.main", "tool.main")


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A project with `staging`, which is locked, and `prod`, which includes it and runs one workload less."""
    monkeypatch.chdir(tmp_path)
    for name in ("web", "api", "tool"):
        (tmp_path / f"workloads/{name}").mkdir(parents=True)
    (tmp_path / "workloads/web/score.yaml").write_text(score("web", "cache: {type: redis}", container="image: ."))
    (tmp_path / "workloads/api/score.yaml").write_text(score("api", container="image: ."))
    (tmp_path / "workloads/tool/score.yaml").write_text(score("tool", container="image: ."))
    environment(tmp_path, "staging", BASE + "type: staging\nimages: {web: 'web:1', api: 'api:1', tool: 'tool:1'}\n")
    environment(
        tmp_path, "prod", "include: [staging.yaml]\ntype: production\nworkloads: [workloads/web, workloads/api]\n"
    )
    relock(tmp_path, "staging")
    return tmp_path


def environment(root: Path, name: str, text: str) -> None:
    """Write an environment's file."""
    (root / "stacks/environments").mkdir(parents=True, exist_ok=True)
    (root / f"stacks/environments/{name}.yaml").write_text(text, encoding="utf-8")


def change(root: Path, name: str, old: str, new: str) -> None:
    """Change an environment's file."""
    file = root / f"stacks/environments/{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def relock(root: Path, name: str) -> None:
    """Lock an environment as its files are."""
    record_lock(root, plan_environment(root, name))


def done(root: Path, *workloads: str) -> Promotion:
    """Promote, and write the lock."""
    promotion = promote(root, "staging", "prod", workloads)
    write_lock(root, promotion.lock)
    return promotion


def refused(root: Path, *workloads: str, source: str = "staging", target: str = "prod") -> list[str]:
    """Return why a promotion is refused; nothing may have changed then."""
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(PodiumError) as problem:
        promote(root, source, target, workloads)
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return [diagnostic.code for diagnostic in problem.value.diagnostics]


def running(root: Path, name: str) -> dict[str, str]:
    """Return the images that an environment would run now."""
    plan = plan_environment(root, name, strict=True)
    return {
        f"{resource.uid.id}.{container}": given["image"]
        for resource in plan.resources
        if resource.uid.resource_type == "workload"
        for container, given in resource.params["containers"].items()
    }


def new_release(root: Path) -> None:
    """Lock new images in staging."""
    change(root, "staging", "web:1", "web:2")
    change(root, "staging", "api:1", "api:2")
    relock(root, "staging")


def test_what_is_promoted_is_what_runs(root):
    """Nothing but the lock changes, and the next release of the source changes nothing until it is promoted too."""
    first = done(root)
    assert (dict(first.images), first.left_out) == ({WEB: "web:1", API: "api:1"}, ("tool",))
    new_release(root)
    assert running(root, "prod") == {WEB: "web:1", API: "api:1"}
    done(root)
    assert running(root, "prod") == {WEB: "web:2", API: "api:2"}


def test_named_workloads_are_promoted_alone(root):
    """The others keep what the target has locked; two kinds of change are not mixed up."""
    done(root)
    new_release(root)
    promotion = done(root, "web")
    assert running(root, "prod") == {WEB: "web:2", API: "api:1"}
    assert [(c.workload, c.container, c.old, c.new) for c in promotion.difference.images] == [
        ("web", "main", "web:1", "web:2")
    ]
    assert promotion.warnings == ()


def test_promoting_again_changes_nothing(root):
    """Same locks, same bytes."""
    first = done(root)
    again = promote(root, "staging", "prod")
    assert (first.difference.is_empty, again.difference.is_empty) == (False, True)
    assert again.lock == read_lock(root, "prod")


def test_a_source_without_a_lock_has_proven_nothing(root):
    """There is nothing to promote."""
    (root / "stacks/podium.lock.staging.json").unlink()
    assert refused(root) == ["D010"]


def test_a_source_whose_files_have_changed_since_has_proven_something_else(root):
    """Its definitions as well as its Score files count."""
    change(root, "staging", "redis_in_cluster}", "redis_in_cluster, params: {storage: 2Gi}}")
    assert refused(root) == ["D011"]
    relock(root, "staging")
    (root / "workloads/web/score.yaml").write_text(score("web", container="image: ."), encoding="utf-8")
    assert refused(root) == ["D011"]


def test_workloads_that_one_of_the_two_does_not_have_are_refused_by_name(root):
    """All of them at once, and with what was meant."""
    assert refused(root, "wbe", "nothing") == ["D012", "D012"]
    assert refused(root, "tool") == ["D013"]
    assert refused(root, "web", "tool") == ["D013"]


def test_an_image_that_the_targets_own_file_states_is_not_overruled(root):
    """It would win over the lock, so what was promoted would not run."""
    with (root / "stacks/environments/prod.yaml").open("a") as file:
        file.write("images: {web: 'web:0'}\n")
    assert refused(root) == ["D014"]
    assert refused(root, "web") == ["D014"]
    assert dict(promote(root, "staging", "prod", ["api"]).images) == {API: "api:1"}


def test_a_source_that_knows_no_image_is_refused(root):
    """Its lock was written before there was one."""
    change(root, "staging", "web: 'web:1', ", "")
    (root / "stacks/podium.lock.staging.json").unlink()
    relock(root, "staging")
    assert refused(root) == ["D016"]


def test_an_environment_is_not_promoted_to_itself(root):
    """Nothing would be proven."""
    assert refused(root, target="staging") == ["D017"]


@pytest.mark.parametrize("names", [{"source": "stagign"}, {"target": "prd"}])
def test_an_environment_that_is_not_there_is_told_as_such(root, names):
    """Not as one without a lock."""
    assert refused(root, **names) == ["E002"]


def test_the_targets_rules_decide(root):
    """What it answers itself is not copied, and where it has no answer nothing is promoted."""
    with (root / "stacks/environments/prod.yaml").open("a") as file:
        file.write(
            "definitions: {redis: {match: {type: redis}, component: redis_in_cluster, params: {storage: 9Gi}}}\n"
        )
    (cache,) = (r for r in promote(root, "staging", "prod").lock.resources.values() if r.resource_type == "redis")
    assert cache.params["storage"] == "9Gi"
    change(root, "prod", "match: {type: redis}", "match: {type: redis, class: large}")
    assert refused(root) == ["R001"]


def test_what_changes_besides_is_told(root):
    """The lock is written as a whole, so a reviewer learns that it holds more."""
    done(root)
    with (root / "stacks/environments/prod.yaml").open("a") as file:
        file.write("tiers: {standard: {workload: {replicas: 2}}}\n")
    new_release(root)
    (warning,) = promote(root, "staging", "prod", ["api"]).warnings
    assert (warning.code, "workload.default#web" in warning.message, "#api" in warning.message) == ("D018", True, False)


@pytest.mark.parametrize(
    ("proven", "given", "expected"),
    [
        ("1.2.0", "1.2.0", []),
        ("1.10.0", "1.9.0", ["older than what 'staging' has proven: 1.10.0"]),
        ("1.2.0", "2.0.0", ["other than what 'staging' has proven: 1.2.0"]),
    ],
)
def test_versions_that_the_source_has_not_proven_are_told(proven, given, expected):
    """The target's ranges decide which it gets; of workloads that are not promoted nothing is said."""
    told = other_versions(lock("staging", proven), lock("prod", given), ["web"])
    assert [warning.code for warning in told] == ["D015"] * len(expected)
    assert all(text in warning.message for text, warning in zip(expected, told, strict=True))
    assert other_versions(lock("staging", proven), lock("prod", given), ["api"]) == []


def lock(environment: str, version: str) -> Lock:
    """Return a lock with one resource of `web`."""
    cache = LockedResource(
        uid="redis.default#web.cache",
        definition="redis",
        component="redis_in_cluster",
        version=version,
        stateful=True,
        name="cache",
        namespace=None,
        claimants=(LockedClaimant("web", "cache"),),
    )
    return Lock(environment, resources={cache.uid: cache})
