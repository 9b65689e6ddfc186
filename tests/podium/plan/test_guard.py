"""Data is not lost unless somebody agreed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podium.diagnostics import GuardError, Severity
from podium.graph.decisions import Decisions
from podium.lock.model import Acceptance
from podium.plan.guard import check_data, open_acceptances
from podium.plan.losses import NOTHING
from tests.podium.plan.changes import DB, locked, planned, score, use_components_of_cases

ONE = score(db="{type: postgres}")
LARGER = "postgres: {match: {type: postgres}, component: postgres, params: {database: main, storage: 9Gi}}"
ACCEPTED = Decisions(accepted=frozenset({DB}))


@pytest.fixture(autouse=True)
def _components(monkeypatch):
    use_components_of_cases(monkeypatch)


def told(plan, lock):
    """Return code and severity of what is said."""
    return [(problem.code, problem.severity) for problem in check_data(plan, lock)]


def test_without_a_lock_nothing_is_known():
    """The program compares with the state."""
    assert told(planned(ONE, decisions=ACCEPTED), None) == []


def test_planning_stops_where_data_would_be_lost():
    """And says so as the guard, which has an exit code of its own."""
    with pytest.raises(GuardError) as caught:
        planned(score(), previous=locked(ONE))
    assert [problem.code for problem in caught.value.diagnostics] == ["G001"]


def test_what_the_run_accepts_is_a_warning():
    """The plan keeps it, so every face shows it."""
    lock = locked(ONE)
    plan = planned(score(), previous=lock, decisions=ACCEPTED)
    assert [(problem.code, problem.severity) for problem in plan.warnings] == [("G001", Severity.WARNING)]


def test_what_the_lock_accepts_holds_for_exactly_that_change():
    """Another component or version in its place is another change."""
    lock = locked(ONE)
    gone = planned(score(), previous=lock, decisions=ACCEPTED)
    (accepted,) = open_acceptances(gone, lock)
    assert (accepted.uid, accepted.after, accepted.before.split()[0]) == (DB, NOTHING, "postgres@2.1.0")
    plan = replace(gone, decisions=Decisions())
    assert told(plan, replace(lock, accepted=(accepted,))) == [("G001", Severity.WARNING)]
    for other in (replace(accepted, after="a@1.0.0"), replace(accepted, before="a@1.0.0"), replace(accepted, uid="a")):
        assert told(plan, replace(lock, accepted=(other,))) == [("G001", Severity.ERROR)]


def test_accepting_what_is_not_there_is_told():
    """With the uid that was meant."""
    plan = planned(ONE, decisions=Decisions(accepted=frozenset({"postgres.default#web.dbs"})))
    (problem,) = check_data(plan, locked(ONE))
    assert (problem.code, problem.fix) == ("G006", f"did you mean '{DB}'?")


def test_an_agreement_is_kept_while_the_plan_is_what_it_leads_to():
    """Every stack of the lock may still have to make that change; once the plan is another one, it is over."""
    lock = locked(ONE)
    after = planned(score(), previous=lock, decisions=ACCEPTED)
    agreed = open_acceptances(after, lock)
    new = replace(locked(score()), accepted=agreed)
    assert open_acceptances(planned(score(), previous=new), new) == agreed
    assert open_acceptances(planned(ONE, previous=new), new) == ()


def test_an_agreement_covers_what_only_the_provider_knows():
    """Other inputs may make the provider replace a volume: then the change of the inputs is what is agreed to."""
    lock = locked(ONE)
    plan = planned(ONE, previous=lock, decisions=ACCEPTED, definitions=LARGER)
    (agreed,) = open_acceptances(plan, lock)
    assert agreed.before.split()[:-1] == agreed.after.split()[:-1]
    assert agreed.before != agreed.after


def test_nothing_is_agreed_without_a_change():
    """Nor without a lock."""
    lock = locked(ONE)
    assert open_acceptances(planned(ONE, previous=lock, decisions=ACCEPTED), lock) == ()
    assert open_acceptances(planned(ONE, decisions=ACCEPTED), None) == ()
    stale = replace(lock, accepted=(Acceptance("a.b#c", "x", "y"),))
    assert open_acceptances(planned(ONE, previous=stale), stale) == ()
