"""What the state holds, as a lock."""

from __future__ import annotations

import pytest

from podium.plan.lock import lock_plan
from podium.program.holding import held_by
from tests.podium.program.guarded import COFFER, planned, summary, use_corpus
from tests.podium.program.states import PASSWORD, claim, component, state


@pytest.fixture(autouse=True)
def _corpus(monkeypatch):
    use_corpus(monkeypatch)


MADE = component("Coffer", COFFER, data=claim("web-store-data"))


def as_the_engine_keeps_it(value):
    """Return data as the engine gives it back: without what is null, and every number a floating one."""
    if isinstance(value, dict):
        return {key: as_the_engine_keeps_it(item) for key, item in value.items() if item is not None}
    return float(value) if isinstance(value, int) else value


def test_what_a_run_left_is_what_a_lock_says():
    """So both give the same verdict."""
    plan = planned()
    (held,) = held_by(state(MADE, podium=as_the_engine_keeps_it(summary(plan))), plan).resources.values()
    locked = lock_plan(plan).resources[COFFER]
    same = ("uid", "definition", "component", "version", "stateful", "name", "namespace", "claimants", "identity")
    assert {key: getattr(held, key) for key in same} == {key: getattr(locked, key) for key in same}
    assert dict(held.params) == dict(locked.params)
    assert held.identity["shelf"] is None


def test_what_is_not_there_is_not_held():
    """A run that failed leaves the outputs of the one before."""
    plan = planned()
    assert held_by(state(podium=summary(plan)), plan).resources == {}


def test_a_component_that_no_run_told_of_is_known_by_what_it_is_made_of():
    """By its volumes and passwords; the rest is not known."""
    plan = planned()
    parts = [
        MADE,
        component("Cave", "coffer.default#b", password=(PASSWORD, {})),
        component("Dns", "dns.default#c", record=("kubernetes:core/v1:ConfigMap", {})),
        component("Service", "workload.default#web", salt=(PASSWORD, {})),
        component("Service", "workload.default#api", disk=claim()),
    ]
    held = held_by(state(*parts), plan).resources
    assert {uid: (r.component, r.version, r.name, r.namespace) for uid, r in held.items()} == {
        COFFER: ("coffer", "1.0.0", "web-store-data", "namespace.default#dev"),
        "coffer.default#b": ("Cave", "", "", None),
        "workload.default#api": ("Service", "", "data", "namespace.default#dev"),
    }


def test_another_class_under_the_same_name_is_another_component():
    """Its URNs are others, so the engine would make everything anew."""
    plan = planned()
    made = component("OldCoffer", COFFER, data=claim())
    (held,) = held_by(state(made, podium=summary(plan)), plan).resources.values()
    assert held.component == "coffer (OldCoffer)"


def test_outputs_of_another_form_are_of_no_use():
    """Somebody else's stack, or an older Podium's."""
    plan = planned()
    for output in ("text", {"resources": {COFFER: {"component": "coffer", "version": "1.0.0"}}}, {}):
        (held,) = held_by(state(MADE, podium=output), plan).resources.values()
        assert (held.definition, dict(held.identity)) == ("", {})
