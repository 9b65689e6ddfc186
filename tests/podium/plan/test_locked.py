"""Whether a lock still holds what the files give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from podium.catalogue import registry
from podium.diagnostics import LockError
from podium.graph.decisions import Decisions
from podium.lock.model import Lock
from podium.plan import Plan, plan_graph
from podium.plan.lock import lock_plan
from podium.plan.locked import check_locked
from tests.podium.graph.projects import graph
from tests.podium.spec.scores import score

DATABASE = "postgres: {match: {type: postgres}, component: postgres, params: {storage: 1Gi}}"
WITH_DATABASE = score("web", "db: {type: postgres}")


@pytest.fixture(autouse=True)
def _components_of_the_cases(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "cases")
    monkeypatch.setattr(registry, "PACKAGE", "catalogue_of_cases")


def plan(*scores: str, definitions: str = DATABASE, **changes: str) -> Plan:
    """Return the plan of Score files."""
    return plan_graph(graph(*scores, definitions=definitions, **changes), images={})


def differences(before: Plan, after: Plan) -> list[str]:
    """Return places and messages of what the lock of one plan does not hold of the other."""
    found = list(check_locked(after, lock_plan(before)))
    assert {problem.code for problem in found} <= {"D005"}
    return [f"{problem.span}: {problem.message}" for problem in found]


def test_what_is_locked_is_no_difference():
    """The same files give the same."""
    assert differences(plan(WITH_DATABASE), plan(WITH_DATABASE)) == []


def test_without_a_lock_there_is_one_problem():
    """Which names the file and how to get it."""
    (problem,) = check_locked(plan(WITH_DATABASE), None)
    assert (problem.code, str(problem.span)) == ("D004", "stacks/podium.lock.dev.json:1:1")
    assert "podium lock -e dev" in problem.fix


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("storage: 1Gi", "storage: 2Gi", 'postgres.default#web.db: params.storage is "2Gi", in the lock "1Gi"'),
        ("{storage: 1Gi}", "{}", 'postgres.default#web.db: params.storage is nothing, in the lock "1Gi"'),
        (
            "match: {type: postgres}",
            "match: {type: postgres, workload: web}",
            "definition 'postgres': match.workload is \"web\", in the lock nothing",
        ),
        ("postgres: {match", "other: {match", "the lock does not hold definition 'other'"),
        ("postgres: {match", "other: {match", "the lock holds definition 'postgres', which is not in use any more"),
        (
            "postgres: {match",
            "other: {match",
            'postgres.default#web.db: definition is "other", in the lock "postgres"',
        ),
    ],
)
def test_each_difference_of_an_environment_is_told(old, new, expected):
    """What is decided now, and what the lock says."""
    after = plan(WITH_DATABASE, definitions=DATABASE.replace(old, new))
    assert expected in [message.partition(": ")[2] for message in differences(plan(WITH_DATABASE), after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (score("web"), WITH_DATABASE, "0.yaml:4:24: the lock does not hold postgres.default#web.db"),
        (
            WITH_DATABASE,
            score("web"),
            "stacks/podium.lock.dev.json:1:1: the lock holds postgres.default#web.db, which nothing asks for any more",
        ),
        (
            score("web"),
            score("web", container="image: y"),
            "0.yaml:3:28: the image of web/main is 'y', in the lock 'x'",
        ),
        (
            score("web"),
            score("web", container="image: x, args: [a]"),
            "0.yaml:2:18: the Score file of 'web' is not the one that was locked",
        ),
    ],
)
def test_each_difference_of_score_files_is_told_at_its_place(before, after, expected):
    """Nothing is at no place: what is gone is at the lock."""
    assert expected in differences(plan(before), plan(after))


def test_a_param_is_told_where_it_stands():
    """In the environment's file, or in the claim."""
    after = plan(WITH_DATABASE, definitions=DATABASE.replace("1Gi", "2Gi"))
    places = [message for message in differences(plan(WITH_DATABASE), after) if "params.storage" in message]
    assert places[0].startswith("dev.yaml:6:")


def test_many_differences_are_counted():
    """Nobody reads thousands."""
    claims = ", ".join(f"c{number}: {{type: postgres}}" for number in range(120))
    found = differences(plan(score("web")), plan(score("web", claims)))
    assert len(found) == 101
    assert found[-1].endswith(": the lock differs in 22 more places")


def test_planning_refuses_what_the_lock_does_not_hold():
    """If the command line or the environment says so; the environment only when it is deployed."""
    given = graph(score("web"), definitions=DATABASE)
    holding = replace(given, previous=lock_plan(plan(score("web"))))
    assert plan_graph(holding, images={}, decisions=Decisions(locked=True))
    with pytest.raises(LockError, match=r"D004(.|\n)*`--locked` is given"):
        plan_graph(given, images={}, decisions=Decisions(locked=True))
    says_so = graph(score("web"), definitions=DATABASE, **{"type: development": "type: development\nlocked: true"})
    assert plan_graph(says_so, images={})
    with pytest.raises(LockError, match=r"D004(.|\n)*the environment says `locked: true`"):
        plan_graph(says_so, images={}, strict=True)


def test_what_is_accepted_is_no_difference():
    """It says what may go, and not what is deployed."""
    before = plan(WITH_DATABASE)
    old = lock_plan(before)
    assert isinstance(old, Lock)
    assert list(check_locked(before, replace(old, accepted=()))) == []
