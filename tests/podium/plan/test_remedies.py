"""How the loss of data is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podium.diagnostics import render
from podium.graph.decisions import Decisions
from podium.plan.guard import check_data
from podium.plan.losses import Cause, Loss
from podium.plan.remedies import tell_refused
from tests.podium.plan.changes import DB, locked, planned, score, use_components_of_cases

ONE = score(db="{type: postgres}")


@pytest.fixture(autouse=True)
def _components(monkeypatch):
    use_components_of_cases(monkeypatch)


def told(plan, lock):
    """Return the texts of what is said."""
    return [render(problem) for problem in check_data(plan, lock)]


def accepting(text, lock, **changes):
    """Return a plan that gets past the guard, which then looks at it without the decision."""
    plan = planned(text, previous=lock, decisions=Decisions(accepted=frozenset({DB})), **changes)
    return replace(plan, decisions=Decisions())


def test_a_resource_that_is_gone_may_have_been_renamed():
    """What could have its data is named, with the option to write; the place is where the claims stand."""
    lock = locked(ONE)
    plan = accepting(score(one="{type: postgres, class: aa}", two="{type: postgres, class: bb}"), lock)
    (text,) = told(plan, lock)
    name = lock.resources[DB].name
    assert (
        text
        == f"""\
0.yaml:5:3: error[G001]: '{DB}' is gone, and its data would be deleted
   = also: dev.yaml:6:3
   = why: the lock says: postgres 2.1.0 keeps it as '{name}' in namespace 'dev', by definition 'postgres'; \
nothing takes it over
   = fix: renamed: `--adopt postgres.aa#web.one={DB}` lets the new one take the data over
          renamed: `--adopt postgres.bb#web.two={DB}` lets the new one take the data over
          keep it: ask for it again
          give the data up: `--accept-replacement {DB}`"""
    )


def test_the_place_of_a_workload_that_is_gone_is_the_environment():
    """Which says what workloads there are."""
    lock = locked(ONE)
    (text,) = told(accepting(score("api"), lock), lock)
    assert text.startswith("dev.yaml:1:1: error[G001]")


@pytest.mark.parametrize(
    ("old", "is_locked", "expected"),
    [
        ("{match: {type: other}, component: x}", True, "expires: <YYYY-MM-DD>}"),
        ("{match: {type: other}, component: rds}", False, None),
        ("{match: {type: postgres, class: a}, component: x}", False, None),
        ("{match: {type: postgres, class: a}, component: rds}", False, "expires: <YYYY-MM-DD>, definition: old}"),
    ],
    ids=["by the lock", "another type", "another component", "by its definition"],
)
def test_an_old_answer_can_be_pinned(old, is_locked, expected):
    """The line to write is in the text, if a pin keeps the answer: by the lock, or by a definition that gives it."""
    lock = locked(ONE)
    before = replace(lock, resources={DB: replace(lock.resources[DB], component="rds", definition="old")})
    definitions = f"postgres: {{match: {{type: postgres}}, component: postgres}}\nold: {old}"
    plan = accepting(ONE, lock, definitions=definitions)
    plan = replace(plan, graph=replace(plan.graph, previous=before if is_locked else None))
    (text,) = told(plan, before)
    assert "error[G002]" in text
    assert "component 'rds' becomes 'postgres'; definition 'postgres' answers now" in text
    assert text.count("= also: dev.yaml:") == 2
    pin = (
        f'keep the old answer: in stacks/environments/dev.yaml write `pins: {{"{DB}": {{owner: <team>, reason: <why>, '
    )
    if expected is None:
        assert "= fix: keep it where it is: undo the change" in text
    else:
        assert f"{pin}{expected}}}`" in text


def test_a_pin_of_what_is_renamed_as_well_would_not_keep_it():
    """The lock knows its answer under the old uid only."""
    lock, plan = locked(ONE), planned(ONE)
    held = replace(lock.resources[DB], uid="postgres.default#web.old", component="rds")
    plan = replace(plan, graph=replace(plan.graph, previous=replace(lock, resources={held.uid: held})))
    problem = tell_refused(Loss(held, plan.resources[-1], Cause.COMPONENT), plan, "the lock")
    assert problem.fix.splitlines()[0] == "keep it where it is: undo the change"


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_a_message_and_ways_out(cause):
    """Also without a graph, from which the places come."""
    lock, plan = locked(ONE), replace(planned(ONE), graph=None)
    now = None if cause is Cause.GONE else plan.resources[-1]
    problem = tell_refused(Loss(lock.resources[DB], now, cause, ("because",)), plan, "the state")
    assert (problem.code, DB in problem.message, "because" in problem.why) == (cause, True, True)
    assert f"`--accept-replacement {DB}`" in problem.fix


def test_what_is_little_known_is_told_as_it_is():
    """A run that failed leaves no name, namespace or version."""
    lock, plan = locked(ONE), planned(ONE)
    held = replace(lock.resources[DB], component="Postgres", version="", name="", namespace=None, definition="")
    problem = tell_refused(Loss(held, None, Cause.GONE), plan, "the state")
    assert problem.why == "the state says: Postgres keeps it; nothing takes it over"
