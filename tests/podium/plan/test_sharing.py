"""Resources that another stack owns, offline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from podium.diagnostics import Span
from podium.lock.model import SECRET, Lock, LockedClaimant, LockedResource
from podium.lock.write import write_lock
from podium.plan import plan_environment, plan_graph
from podium.plan.model import Plan
from podium.plan.sharing import Owned, check_sharing, conflicts, matching, references
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

UID = "postgres-instance.default#shared"
CLAIM = "server: {type: postgres-instance, id: shared}"
OUTPUTS = {"host": False, "port": False, "username": False, "password": True}
PLATFORM = """\
type: development
shares: ["postgres-instance.*#shared", "redis.*"]
"""


def plan(params: str = "stack: platform", claim: str = CLAIM) -> Plan:
    """Return the plan of a workload that claims a server of another stack."""
    definition = f"server: {{match: {{type: postgres-instance}}, component: stack_reference, params: {{{params}}}}}"
    return plan_graph(graph(score("orders", claim), definitions=definition), images={})


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A project with the owner's environment."""
    (tmp_path / "stacks/environments").mkdir(parents=True)
    (tmp_path / "stacks/environments/platform.yaml").write_text(PLATFORM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lock(root: Path, uid: str = UID, **changes: object) -> None:
    """Write the owner's lock."""
    resource = LockedResource(
        uid=uid,
        definition="server",
        component="postgres_in_cluster",
        version="1.0.0",
        stateful=True,
        name="shared",
        namespace=None,
        claimants=(LockedClaimant("keeper", "server"),),
        params={"version": 15},
        outputs=OUTPUTS,
    )
    write_lock(root, Lock("platform", resources={uid: replace(resource, **changes)}))  # type: ignore[arg-type]


def codes(found: Plan, root: Path) -> list[str]:
    """Return what is wrong with a plan's references."""
    return [problem.code for problem in check_sharing(found, root)]


def test_a_reference_is_read_from_the_plan():
    """Its own uid, unless the definition names another one."""
    (own,) = references(plan("stack: platform, version: 15"))
    (other,) = references(plan('stack: a/b/c, resource: "postgres-instance.default#other"'))
    assert (own.stack, own.uid, own.claimant, dict(own.claimed)) == ("platform", UID, "orders.server", {"version": 15})
    assert (other.stack, other.uid) == ("a/b/c", "postgres-instance.default#other")


def test_patterns_name_what_is_shared():
    """A star stands for any text."""
    uids = ["redis.default#a", "redis.large#b", "mysql.default#a"]
    assert matching(["redis.*#a", "mysql.default#a"], uids) == {"redis.default#a", "mysql.default#a"}
    assert matching([], uids) == frozenset()


@pytest.mark.parametrize(
    ("theirs", "is_complete", "expected"),
    [
        ({"version": 15}, True, 0),
        ({"version": "15"}, True, 0),
        ({"version": 16}, True, 1),
        ({"version": SECRET}, True, 0),
        ({}, True, 1),
        ({}, False, 0),
        ({"version": [15]}, True, 1),
    ],
)
def test_params_must_be_the_owners(theirs, is_complete, expected):
    """A number may be written as text; what a lock hides or leaves out is not known."""
    (reference,) = references(plan("stack: platform, version: 15"))
    assert len(list(conflicts(reference, Owned(theirs, ("keeper.server",), is_complete)))) == expected


def test_a_conflict_names_both_claimants():
    """The owner's with its stack, ours with its place; and no value, which may be nobody's business."""
    (reference,) = references(plan("stack: platform, version: 15"))
    place = Span("stacks/podium.lock.platform.json")
    (problem,) = conflicts(reference, Owned({"version": 16}, ("keeper.server",), is_complete=True, place=place))
    assert problem.message == (
        f"'orders.server' and 'keeper.server' of stack 'platform' ask for {UID} with different params: 'version'"
    )
    assert (problem.code, str(problem.span), problem.related) == ("C013", "dev.yaml:6:109", (place,))


def test_a_claim_may_state_the_same_params(root):
    """They stand in the Score file then."""
    lock(root)
    claimed = plan(claim="server: {type: postgres-instance, id: shared, params: {version: 16}}")
    (problem,) = check_sharing(claimed, root)
    assert (problem.code, problem.span and problem.span.file) == ("C013", "0.yaml")


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ("stack: platform", []),
        ("stack: elsewhere", []),
        ("stack: organization/shop/platform", []),
        ("stack: dev", ["C014"]),
        ('stack: platform, resource: "postgres-instance.default#other"', ["C011"]),
    ],
)
def test_what_the_project_knows_of_the_owner_is_checked(root, params, expected):
    """A stack of another project is asked only when it runs."""
    assert codes(plan(params), root) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"uid": "postgres-instance.default#old"}, ["C010"]),
        ({"params": {"version": 16}}, ["C013"]),
        ({"params": {}}, []),
        ({"outputs": {"host": False}}, ["C012", "C012", "C012"]),
        ({"outputs": OUTPUTS | {"host": True}}, ["C012"]),
        ({"outputs": OUTPUTS | {"more": True}}, []),
    ],
)
def test_the_owners_lock_is_held_against_the_claim(root, changes, expected):
    """What it does not hold is a warning only: it may be deployed all the same."""
    lock(root, **changes)
    assert codes(plan("stack: platform, version: 15"), root) == expected


def test_an_owner_whose_file_has_problems_is_left_to_those_who_use_it(root):
    """They are not told a second time."""
    (root / "stacks/environments/platform.yaml").write_text("type: nothing\n", encoding="utf-8")
    assert codes(plan(), root) == []


def test_planning_an_environment_checks_it(root):
    """Errors stop it; warnings are the plan's."""
    definitions = """\
  namespace: {match: {type: namespace}, component: namespace}
  workload: {match: {type: workload}, component: service}
  server: {match: {type: postgres-instance}, component: stack_reference, params: {stack: platform}}
"""
    (root / "stacks/environments/dev.yaml").write_text(f"type: development\ndefinitions:\n{definitions}")
    (root / "workloads").mkdir()
    (root / "workloads/score.yaml").write_text(score("orders", CLAIM), encoding="utf-8")
    lock(root, uid="postgres-instance.default#old")
    assert [warning.code for warning in plan_environment(root, "dev").warnings] == ["C010"]
