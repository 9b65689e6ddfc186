"""What whoever runs a command decides beside the files."""

from __future__ import annotations

import pytest

from podium.graph.decisions import NO_DECISIONS, Decisions, ParamOverride


def test_nothing_is_decided_by_saying_nothing():
    """A run without options follows from the files alone."""
    assert Decisions() == NO_DECISIONS
    assert (NO_DECISIONS.params, NO_DECISIONS.adopted, NO_DECISIONS.accepted) == ((), {}, frozenset())
    assert (NO_DECISIONS.locked, NO_DECISIONS.relocking) == (False, False)


def test_decisions_do_not_change_while_a_command_runs():
    """They are handed from stage to stage."""
    with pytest.raises(AttributeError):
        ParamOverride("a.b#c", ("size",), 1).value = 2
