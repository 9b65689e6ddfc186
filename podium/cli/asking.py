"""Asking the user before anything changes."""

from __future__ import annotations

import sys

import click

__all__ = ["require_answer"]


def require_answer(*, yes: bool) -> None:
    """Refuse to ask where nobody could answer.

    Args:
        yes: Whether the question is answered already.

    Raises:
        UsageError: It is not, and there is no terminal.
    """
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError("without a terminal nobody can answer; add `--yes` to go ahead")
