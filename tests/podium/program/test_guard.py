"""The guard inside the program: the plan against the state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podium.diagnostics import Severity, render
from podium.graph.decisions import Decisions
from podium.lock.model import Acceptance
from podium.plan.losses import standing_of
from podium.program import guard
from podium.program.data import VOLUME_CLAIM
from podium.program.guard import Verdict, judge
from podium.program.seen import Seen
from tests.podium.program.guarded import COFFER, DEFINITIONS, SCORE, planned, summary, use_corpus
from tests.podium.program.states import PASSWORD, component, state

SAME_NAME = "coffer: {match: {type: coffer}, component: cave}"
OTHER = "coffer: {match: {type: coffer}, component: cave, name: another}"
CLASSIER = DEFINITIONS.replace("2Gi", "2Gi, storage_class: fast")
ACCEPTED = Decisions(accepted=frozenset({COFFER}))


@pytest.fixture(autouse=True)
def _corpus(monkeypatch):
    use_corpus(monkeypatch)


def deployed(plan, **outputs):
    """Return the state that a plan's deployment leaves."""
    name = next(resource.name for resource in plan.resources if str(resource.uid) == COFFER)
    inputs = {
        "metadata": {"name": f"{name}-data", "namespace": "dev"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}},
    }
    children = {"data": (VOLUME_CLAIM, {"__inputs": inputs}), "password": (PASSWORD, {"length": 32.0})}
    return state(component("Coffer", COFFER, **children), **({"podium": summary(plan)} | outputs))


def told(verdict):
    """Return code and severity of what is said."""
    return [(problem.code, problem.severity) for problem in verdict.diagnostics]


def test_a_stack_without_data_is_no_matter():
    """Nothing is recorded for it."""
    assert judge(planned(), state()) == Verdict()


def test_what_stays_as_it_is_passes():
    """Also where no run told what it made."""
    plan = planned()
    assert judge(plan, deployed(plan)) == judge(plan, deployed(plan, podium=None)) == Verdict()


@pytest.mark.parametrize("outputs", [{}, {"podium": None}])
@pytest.mark.parametrize(
    ("after", "code"),
    [
        ({"score": SCORE.partition("resources")[0]}, "G001"),
        ({"definitions": OTHER}, "G002"),
        ({"definitions": CLASSIER}, "G007"),
    ],
)
def test_data_is_not_lost_without_a_lock(after, code, outputs):
    """Whether the last run told what it made or not."""
    assert told(judge(planned(**after), deployed(planned(), **outputs))) == [(code, Severity.ERROR)]


def test_a_run_for_some_workloads_is_told_to_deploy_all():
    """The stack is the whole environment: to ask for it again would be no help."""
    before, other = planned(), planned(SCORE.partition("resources")[0].replace("web", "api"))
    (problem,) = judge(replace(other, graph=replace(other.graph, partial=True)), deployed(before)).diagnostics
    assert problem.code == "G001"
    assert problem.fix.splitlines()[0] == "keep it: deploy all workloads, so name no paths"


def test_what_would_be_replaced_is_named():
    """With the inputs that the provider replaces it for."""
    (problem,) = judge(planned(definitions=CLASSIER), deployed(planned())).diagnostics
    text = render(problem)
    claim = f"PersistentVolumeClaim '{COFFER}-data' would be replaced, because of another spec.storageClassName"
    assert claim in text
    assert "the state says: coffer 1.0.0 keeps it as 'web-store-" in text


def test_an_object_that_the_component_no_longer_makes_is_told():
    """What holds data counts; if nothing is known to, all that there is."""
    before, plan = deployed(planned()), planned()
    extra = component("Coffer", COFFER, spare=(VOLUME_CLAIM, {}), note=("kubernetes:core/v1:ConfigMap", {}))
    (problem,) = judge(plan, state(before_parts(before), extra, podium=summary(plan))).diagnostics
    assert problem.code == "G007"
    assert f"PersistentVolumeClaim '{COFFER}-spare' would be deleted" in problem.why
    assert "ConfigMap" not in problem.why
    unknown = component("Coffer", COFFER, box=("some:index:Box", {}))
    (problem,) = judge(plan, state(unknown, podium=summary(plan))).diagnostics
    assert f"Box '{COFFER}-box' would be deleted" in problem.why


def before_parts(found):
    """Return the resources of a state as a part of another one."""
    return {urn: resource.outputs for urn, resource in found.resources.items() if "Stack" not in urn}


@pytest.mark.parametrize("definitions", [OTHER, CLASSIER])
def test_what_is_accepted_for_the_run_is_given_up(definitions):
    """And its protection with it."""
    verdict = judge(planned(definitions=definitions, decisions=ACCEPTED), deployed(planned()))
    assert [severity for _, severity in told(verdict)] == [Severity.WARNING]
    assert [str(uid) for uid in verdict.given_up] == [COFFER]


@pytest.mark.parametrize("definitions", [OTHER, CLASSIER])
def test_what_the_lock_accepts_holds_for_exactly_that_change(definitions):
    """Plain `pulumi up` agrees, and a state that holds something else does not."""
    before, after = planned(), planned(definitions=definitions)
    texts = [standing_of(next(r for r in plan.resources if str(r.uid) == COFFER)) for plan in (before, after)]
    agreed = planned(definitions=definitions, accepted=(Acceptance(COFFER, *texts),))
    assert [severity for _, severity in told(judge(agreed, deployed(before)))] == [Severity.WARNING]
    other = planned(definitions=definitions, accepted=(Acceptance(COFFER, "coffer@0.9.0", texts[1]),))
    assert [severity for _, severity in told(judge(other, deployed(before)))] == [Severity.ERROR]


def test_accepting_what_loses_nothing_is_a_warning():
    """A run that failed is repeated with the same options."""
    verdict = judge(planned(decisions=ACCEPTED), deployed(planned()))
    assert (told(verdict), verdict.given_up) == ([("G006", Severity.WARNING)], frozenset())


def test_a_component_that_cannot_be_recorded_is_told():
    """The guard says what it does not know."""
    reading = DEFINITIONS.replace("2Gi", "2Gi, note: '!'")
    plan = planned(definitions=reading)
    verdict = judge(plan, deployed(plan))
    assert told(verdict) == [("G008", Severity.WARNING)]
    assert "the note is too loud" in verdict.diagnostics[0].why


def test_the_same_question_is_looked_at_once(monkeypatch, tmp_path):
    """Another input, or another object in the state, is another question."""
    looked = []
    recorded = guard.record
    monkeypatch.setattr(guard, "record", lambda *args, **options: looked.append(1) or recorded(*args, **options))
    plan, seen = planned(), Seen("shop", "dev", tmp_path)
    for _ in range(3):
        assert judge(plan, deployed(plan), seen=seen) == Verdict()
    assert len(looked) == 1
    assert judge(planned(definitions=CLASSIER), deployed(plan), seen=seen).diagnostics
    assert judge(planned(definitions=CLASSIER), deployed(plan), seen=seen).diagnostics
    assert len(looked) == 3
    assert judge(plan, deployed(plan), {"podium:SIZE": "1"}, seen) == Verdict()
    assert judge(plan, deployed(plan), {"podium:SIZE": "2"}, seen) == Verdict()
    assert len(looked) == 5


def test_a_swap_under_the_same_name_is_refused_although_it_is_accepted():
    """A cluster would take the old objects for the new ones, and the engine would delete them afterwards."""
    verdict = judge(planned(definitions=SAME_NAME, decisions=ACCEPTED), deployed(planned()))
    assert sorted(told(verdict)) == [("G002", Severity.WARNING), ("G011", Severity.ERROR)]
    assert "PersistentVolumeClaim 'web-store-" in verdict.diagnostics[-1].why
