"""The program of a deployment."""

from __future__ import annotations

import importlib

import pulumi
import pytest

from podium.diagnostics import GuardError, LockError
from podium.graph.decisions import Decisions
from podium.program.deploy import deploy
from tests.podium.program.guarded import COFFER, SCORE, planned, summary, use_corpus
from tests.podium.program.states import claim, component, state

# The package's own name `deploy` is the function.
module = importlib.import_module("podium.program.deploy")
OTHER = "coffer: {match: {type: coffer}, component: cave, name: another}"


@pytest.fixture
def said(monkeypatch, tmp_path):
    """Return what the program does; the engine and what comes after the guard are stood in for."""
    use_corpus(monkeypatch)
    monkeypatch.setenv("PODIUM_CACHE", str(tmp_path))
    monkeypatch.setattr(pulumi, "get_root_directory", lambda: str(tmp_path))
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    done = []
    name = next(resource.name for resource in planned().resources if str(resource.uid) == COFFER)
    held = state(component("Coffer", COFFER, data=claim(f"{name}-data")), podium=summary(planned()))
    monkeypatch.setattr(module, "read_state", lambda: held)
    monkeypatch.setattr(module, "check_shares", lambda _: done.append("shares"))
    monkeypatch.setattr(module, "compose", lambda plan: done.append({str(r.uid): r.protect for r in plan.resources}))
    monkeypatch.setattr(pulumi.log, "warn", lambda text: done.append(text.partition(": ")[2]))
    return done


def test_nothing_is_made_where_data_would_be_lost(said):
    """The engine is told of no resource."""
    with pytest.raises(GuardError) as caught:
        deploy(planned(SCORE.partition("resources")[0]))
    assert ([d.code for d in caught.value.diagnostics], said) == (["G001"], [])


def test_what_is_accepted_is_warned_of_and_loses_its_protection(said):
    """Nothing else does."""
    staging = {"type: development": "type: staging"}
    deploy(planned(definitions=OTHER, decisions=Decisions(accepted=frozenset({COFFER})), **staging))
    warning, shares, composed = said
    assert warning.startswith(f"warning[G002]: data of '{COFFER}' will be deleted")
    assert (shares, composed[COFFER]) == ("shares", False)
    said.clear()
    deploy(planned(decisions=Decisions(), **{"type: development": "type: staging", "2Gi": "3Gi"}))
    assert said[-1][COFFER]


@pytest.fixture
def configured():
    """Set the stack's settings for one test."""
    before = dict(pulumi.runtime.config.CONFIG.get())
    yield pulumi.runtime.set_all_config
    pulumi.runtime.set_all_config(before)


@pytest.mark.parametrize(("setting", "code"), [("true", "D005"), ("maybe", "D008")])
def test_a_stack_that_is_locked_deploys_only_what_the_lock_holds(said, configured, setting, code):
    """However it is run: the setting belongs to the stack."""
    configured({"podium:locked": "false"})
    deploy(planned())
    assert said
    said.clear()
    configured({"podium:locked": setting})
    with pytest.raises(LockError, match="podium:locked") as caught:
        deploy(planned())
    assert ({problem.code for problem in caught.value.diagnostics}, said) == ({code}, [])
