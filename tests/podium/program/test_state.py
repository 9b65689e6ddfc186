"""What the engine tells of the running stack."""

from __future__ import annotations

from types import SimpleNamespace

import pulumi
import pytest

from podium.diagnostics import GuardError
from podium.program import state as module
from podium.program.state import StateResource, read_state
from tests.podium.program.states import CLAIM, STACK, claim, component, state, urn


def test_components_are_known_by_their_uids():
    """What is inside of a component is none by itself."""
    one = component("Coffer", "coffer.default#a", data=claim(), inner=("podium:components:Box", {}))
    assert list(state(one, component("Coffer", "coffer.default#b")).components) == [
        "coffer.default#a",
        "coffer.default#b",
    ]


def test_children_belong_to_the_component_whose_name_they_start_with():
    """To the longest one that fits; the type of the parent must fit too."""
    parts = [
        component("Coffer", "coffer.default#a", data=claim()),
        component("Coffer", "coffer.default#a-b", data=claim()),
        component("Cave", "coffer.default#a-b-data"),
    ]
    members = state(*parts).members()
    assert {uid: [child.name for child in children] for uid, children in members.items()} == {
        "coffer.default#a": ["coffer.default#a-data"],
        "coffer.default#a-b": ["coffer.default#a-b-data"],
        "coffer.default#a-b-data": [],
    }


def test_what_is_inside_of_a_child_belongs_to_the_outermost_component():
    """A child without a component is nobody's."""
    deep = {urn(CLAIM, "coffer.default#a-x", "podium:components:Coffer", "podium:components:Box"): {}}
    stray = {urn(CLAIM, "other", "podium:components:Cave"): {}}
    members = state(component("Coffer", "coffer.default#a"), deep, stray).members()
    assert [child.name for child in members["coffer.default#a"]] == ["coffer.default#a-x"]


def test_names_may_hold_what_separates_the_parts_of_urns():
    """The name is the rest."""
    assert StateResource("urn:pulumi:dev::podium::a:b:C::x::y", {}).name == "x::y"


def test_a_resource_hides_its_outputs():
    """They hold secrets in clear."""
    assert "secret" not in repr(StateResource("urn:pulumi:dev::p::a:b:C::x", {"password": "secret"}))


PROVIDER = "urn:pulumi:dev::podium::pulumi:providers:pulumi::default"


@pytest.fixture
def engine(monkeypatch):
    """Return a function that sets what the engine answers, one after the other, and what it was asked."""
    asked = []

    def answers(*given, preview=False):
        left = list(given)

        def invoke(token, arguments):
            asked.append((token, arguments))
            answer = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(answer, Exception):
                raise answer
            return SimpleNamespace(value=answer)

        monkeypatch.setattr(pulumi.runtime, "invoke", invoke)
        monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: preview)
        return asked

    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    monkeypatch.setattr(module.time, "sleep", lambda _: None)
    return answers


def content(**outputs):
    """Return the answer for a stack that is being deployed."""
    return {"outputs": {PROVIDER: {"outputs": {}}, STACK: {"outputs": outputs}}}


@pytest.mark.parametrize("answer", [None, {}, {"name": "dev", "outputs": None}])
def test_a_preview_of_a_stack_that_was_never_deployed_holds_nothing(engine, answer):
    """However the engine says so."""
    engine(answer, preview=True)
    found = read_state()
    assert (dict(found.resources), dict(found.outputs), dict(found.components)) == ({}, {}, {})


def test_the_running_stack_is_asked_for(engine):
    """By its own name; the outputs of the stack are those of its last run."""
    asked = engine(content(podium=1))
    assert dict(read_state().outputs) == {"podium": 1}
    assert asked == [("pulumi:pulumi:readStackResourceOutputs", {"stackName": "dev"})]


def test_a_state_that_is_being_written_is_read_again(engine):
    """Neither an empty file nor none is taken for a stack that holds nothing."""
    asked = engine(Exception("failed to load checkpoint: EOF"), {"outputs": {}}, None, content(podium=2))
    assert dict(read_state().outputs) == {"podium": 2}
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Exception("invocation returned an error: no access"), "no access"),
        ({}, "it does not hold what this run has begun with"),
    ],
)
def test_a_state_that_cannot_be_read_ends_the_run(engine, answer, why):
    """Better than to deploy unguarded."""
    engine(answer)
    with pytest.raises(GuardError) as caught:
        read_state()
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.why) == ("G009", why)
