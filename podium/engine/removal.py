"""Removing a stack that holds nothing any more."""

from __future__ import annotations

from podium.diagnostics import Diagnostic, EngineError
from podium.engine.stack import StackTarget, invoke

__all__ = ["remove_stack"]


def remove_stack(target: StackTarget) -> None:
    """Remove a stack from its backend, and its settings file with it; one that is not there is fine.

    Raises:
        EngineError: It still holds resources, or cannot be removed (``N009``).
    """
    completed = invoke(target, "stack", "rm", "--yes")
    if completed.code and "no stack named" not in completed.stderr:
        said = [line for line in completed.stderr.splitlines() if line.strip()] or ["the engine said nothing"]
        raise EngineError(
            Diagnostic(
                code="N009",
                message=f"stack '{target.stack}' cannot be removed",
                why=said[-1].removeprefix("error: "),
                fix=f"see what is left with `podium status -e {target.stack}`",
            )
        )
