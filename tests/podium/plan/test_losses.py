"""What a plan would lose of what is held."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.graph.decisions import Decisions
from podium.plan.losses import NOTHING, Cause, heirs, losses, namespace_name, standing, standing_of
from tests.podium.plan.changes import DB, locked, planned, score, use_components_of_cases

ONE = score(db="{type: postgres}")


@pytest.fixture(autouse=True)
def _components(monkeypatch):
    use_components_of_cases(monkeypatch)


def held(**changes):
    """Return a lock of one database, which had something else before."""
    lock = locked(ONE)
    return replace(lock, resources={**lock.resources, DB: replace(lock.resources[DB], **changes)})


def found(plan, lock):
    """Return uid and cause of each loss."""
    return [(loss.held.uid, loss.cause) for loss in losses(plan, lock)]


def test_the_same_plan_loses_nothing():
    """Whatever it holds."""
    assert found(planned(ONE), locked(ONE)) == []


@pytest.mark.parametrize(
    ("before", "cause", "details"),
    [
        ({"component": "postgres_rds"}, Cause.COMPONENT, "component 'postgres_rds' becomes 'postgres'"),
        ({"version": "1.9.0"}, Cause.MAJOR, "version 1.9.0 becomes 2.1.0"),
        ({"version": "2.0.7"}, None, ""),
        ({"version": "old"}, Cause.MAJOR, "version old becomes 2.1.0"),
        ({"namespace": "namespace.default#b"}, Cause.NAMESPACE, "namespace 'b' becomes 'dev'"),
        ({"name": "another"}, None, ""),
        ({"params": {"storage": "2Gi"}}, None, ""),
        ({"identity": {}}, None, ""),
    ],
)
def test_the_gravest_difference_is_the_cause(before, cause, details):
    """Params that do not say which data it is make no difference, nor do inputs of new versions."""
    result = list(losses(planned(ONE), held(**before)))
    assert [(loss.cause, loss.details) for loss in result] == ([(cause, (details,))] if cause else [])


def test_other_values_of_identity_inputs_are_other_data():
    """All of them are told."""
    identity = locked(ONE).resources[DB].identity
    (loss,) = losses(planned(ONE), held(identity=identity | {"name": "a", "namespace": None}))
    assert loss.cause is Cause.IDENTITY
    assert loss.details[0].startswith("name a becomes web-db-")
    assert loss.details[1] == "namespace null becomes ${namespace.default#dev.name}"


def test_what_holds_no_data_may_go():
    """The workload is made anew at any time."""
    assert found(planned(score("api")), locked(score("web"))) == []


def test_a_resource_that_nothing_takes_over_is_gone():
    """Also if its whole workload went."""
    lock = locked(ONE)
    assert found(planned(score()), lock) == [(DB, Cause.GONE)]
    assert found(planned(score("api")), lock) == [(DB, Cause.GONE)]


def test_what_other_workloads_have_is_not_gone_where_only_some_were_planned():
    """But what the planned ones no longer ask for is."""
    lock = locked(ONE, score("api", files="{type: postgres}"))
    partial = replace(planned(score("api")), partial=True)
    assert found(partial, lock) == [("postgres.default#api.files", Cause.GONE)]


def test_an_adopted_resource_is_not_gone():
    """Nor is what it refers to another thing, if that only has another uid."""
    lock = locked(ONE)
    decisions = Decisions(adopted={"postgres.large#web.db": DB})
    plan = planned(score(db="{type: postgres, class: large}"), previous=lock, decisions=decisions)
    assert found(plan, lock) == []
    assert str(heirs(plan)[DB].uid) == "postgres.large#web.db"


def test_references_follow_what_was_renamed():
    """The same thing under its new uid is the same thing."""
    identity = locked(ONE).resources[DB].identity
    lock = held(identity=identity | {"namespace": "${namespace.default#old.name}"})
    plan = planned(ONE)
    assert found(plan, lock) == [(DB, Cause.IDENTITY)]
    moved = (replace(r, aliases=("namespace.default#old",) if r.namespace is None else ()) for r in plan.resources)
    assert found(replace(plan, resources=tuple(moved)), lock) == []


def test_the_text_of_what_holds_data_tells_changes_apart():
    """Two changes of the same component are two agreements."""
    one, other = (standing("a", "1.0.0", {"name": "x", "shelf": None}, {"size": size}) for size in (1, 2))
    assert one.startswith("a@1.0.0 name=x inputs:")
    assert one != other
    assert standing_of(None) == NOTHING


@given(st.dictionaries(st.text(), st.none() | st.text() | st.integers()))
def test_the_order_of_inputs_makes_no_difference(inputs):
    """The same inputs are the same text."""
    turned = dict(reversed(inputs.items()))
    assert standing("a", "1", inputs, inputs) == standing("a", "1", turned, turned)


def test_a_namespace_is_known_by_its_name():
    """None is no name."""
    assert [namespace_name(uid) for uid in ("namespace.default#dev", None)] == ["dev", ""]
