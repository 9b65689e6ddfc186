"""Asking before anything changes."""

from __future__ import annotations

import sys

import click
import pytest

from podium.cli.asking import require_answer


@pytest.mark.parametrize(("stdin", "stderr"), [(False, True), (True, False), (False, False)])
def test_without_a_terminal_the_answer_must_be_given(monkeypatch, stdin, stderr):
    """Nobody could read the question, or answer it."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: stdin)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: stderr)
    with pytest.raises(click.UsageError, match="--yes"):
        require_answer(yes=False)
    require_answer(yes=True)


def test_on_a_terminal_it_can_be_asked(monkeypatch):
    """Both ends are there."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    require_answer(yes=False)
