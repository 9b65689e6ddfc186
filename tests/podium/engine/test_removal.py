"""Removing a stack."""

from __future__ import annotations

import pytest

from podium.diagnostics import EngineError
from podium.engine import removal
from podium.engine.removal import remove_stack
from podium.engine.session import Completed
from podium.engine.stack import StackTarget


@pytest.fixture
def target(tmp_path) -> StackTarget:
    """A stack."""
    return StackTarget("pr-1", tmp_path, {})


@pytest.mark.parametrize(
    ("code", "stderr"), [(0, ""), (255, "error: no stack named 'pr-1' found\n")], ids=["there", "gone already"]
)
def test_a_stack_is_removed_with_its_settings(monkeypatch, target, code, stderr):
    """One that is not there is fine."""
    asked = []
    monkeypatch.setattr(removal, "invoke", lambda *words: asked.append(words) or Completed(code, "", stderr))
    remove_stack(target)
    assert asked == [(target, "stack", "rm", "--yes")]


@pytest.mark.parametrize(
    ("stderr", "why"),
    [("noise\nerror: 'pr-1' still has resources\n", "'pr-1' still has resources"), ("", "the engine said nothing")],
)
def test_a_stack_that_stays_is_told(monkeypatch, target, stderr, why):
    """With the engine's last words."""
    monkeypatch.setattr(removal, "invoke", lambda *_: Completed(1, "", stderr))
    with pytest.raises(EngineError) as refused:
        remove_stack(target)
    assert [(problem.code, problem.why) for problem in refused.value.diagnostics] == [("N009", why)]
