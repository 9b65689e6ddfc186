"""Lifting the protection of data for one run."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence

from podium.diagnostics import Diagnostic, EngineError
from podium.engine.deployed import protected_members
from podium.engine.stack import StackTarget, exported_state, invoke

__all__ = ["unprotected"]


@contextlib.contextmanager
def unprotected(target: StackTarget, components: Collection[str]) -> Iterator[None]:
    """Let the engine delete and replace what some components hold, while the block runs.

    What is deleted stays protected in the state, whatever the program says, because the program says nothing of it any
    more. What is left after the block is protected as it was, so a run that fails or is declined leaves nothing open.

    Args:
        target: The stack.
        components: Uids of the components; without any the stack is not even looked at.

    Raises:
        EngineError: The state cannot be read (``N002``) or changed (``G010``).
    """
    urns = protected_members(exported_state(target) or {}, components) if components else ()
    if not urns:
        yield
        return
    _mark(target, "unprotect", urns)
    try:
        yield
    finally:
        present = {resource["urn"] for resource in (exported_state(target) or {}).get("resources") or ()}
        if left := [urn for urn in urns if urn in present]:
            _mark(target, "protect", left)


def _mark(target: StackTarget, command: str, urns: Sequence[str]) -> None:
    completed = invoke(target, "state", command, "--yes", *urns)
    if completed.code:
        why = completed.stderr.strip().splitlines()[-1:] or ["the engine said nothing"]
        raise EngineError(Diagnostic("G010", f"the protection in stack '{target.stack}' cannot be changed", why=why[0]))
