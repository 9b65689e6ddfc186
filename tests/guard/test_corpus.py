"""All refactorings and swaps of the corpus, without an engine: the state is what the program would have registered.

`tests/engine/test_guard.py` runs them on the real engine and cluster, and checks that the engine would do what is
refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from podium.diagnostics import GuardError
from podium.graph.decisions import Decisions
from podium.lock.read import lock_file
from podium.plan import Plan, plan_environment
from podium.plan.lock import record_lock
from podium.program.guard import judge
from podium.program.record import record
from podium.program.state import State, StateResource
from tests.podium.program.guarded import summary, use_corpus
from tests.podium.program.states import STACK
from tests.support.guard import CORPUS, edit, lay_out


def deployed(plan: Plan) -> State:
    """Return the state that a plan's deployment leaves."""
    found = {STACK: StateResource(STACK, {"podium": summary(plan)})}
    for made in record(plan).resources:
        inputs = {"__inputs": dict(made.inputs)} if made.type.startswith("kubernetes:") else made.inputs
        found[made.urn] = StateResource(made.urn, inputs)
    return State(found)


def codes(problems: Any) -> list[str]:
    """Return the codes of diagnostics."""
    return sorted(problem.code for problem in problems)


def refused(root: Path) -> list[str]:
    """Return why planning is refused, in words of which none is missing."""
    try:
        plan_environment(root, "here", strict=True)
    except GuardError as error:
        return codes(problem for problem in error.diagnostics if problem.span and problem.why and problem.fix)
    return []


@pytest.mark.parametrize("case", CORPUS["cases"], ids=[case["name"].replace(" ", "-") for case in CORPUS["cases"]])
def test_the_verdict_is_the_same_by_the_lock_and_by_the_state(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept, refused, or accepted by a lock that says so."""
    use_corpus(monkeypatch)
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path, "here")
    edit(tmp_path, "here", case.get("before", ()))
    first = plan_environment(tmp_path, "here", strict=True)
    state = deployed(first)
    if case.get("lock", True):
        record_lock(tmp_path, first)
    edit(tmp_path, "here", case["change"])
    if case["expect"] == "kept":
        plan = plan_environment(tmp_path, "here", decisions=Decisions(adopted=case.get("decide", {}).get("adopt", {})))
        assert codes(judge(plan, state).diagnostics) == []
        return
    assert refused(tmp_path) == case["codes"]
    lock = lock_file(tmp_path, "here")
    text = lock.read_text(encoding="utf-8") if lock.exists() else None
    lock.unlink(missing_ok=True)
    assert codes(judge(plan_environment(tmp_path, "here"), state).diagnostics) == case.get("state", case["codes"])
    if case["expect"] == "accepted" and text:
        lock.write_text(text, encoding="utf-8")
        accepted = Decisions(accepted=frozenset(case["accept"]))
        record_lock(tmp_path, plan_environment(tmp_path, "here", decisions=accepted))
        verdict = judge(plan_environment(tmp_path, "here"), state)
        assert {str(problem.severity) for problem in verdict.diagnostics} == {"warning"}
