"""Params that the command line sets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from podium.diagnostics import Diagnostic, Span, suggest
from podium.graph.decisions import ParamOverride
from podium.graph.layers import merged, param_text
from podium.graph.model import COMMAND_LINE, Layer
from podium.graph.uid import ResourceUid

__all__ = ["decided_layers", "undecidable"]


def decided_layers(
    uid: ResourceUid, layers: Sequence[Layer], params: Sequence[ParamOverride], problems: list[Diagnostic]
) -> list[Layer]:
    """Return a layer for each param of a resource that is decided.

    Args:
        uid: The resource.
        layers: What is known of its params, weakest first.
        params: What is decided for it, in order.
        problems: Filled with values that lie inside of what has no inside (``R024``).
    """
    decided: list[Layer] = []
    for param in params:
        problem = _barred(uid, param, merged([*layers, *decided]).params)
        if problem:
            problems.append(problem)
        else:
            decided.append(Layer(COMMAND_LINE, _nested(param.path, param.value), {param.path[0]: _place(param)}))
    return decided


def undecidable(params: Sequence[ParamOverride], uids: Collection[str]) -> Iterator[Diagnostic]:
    """Yield params of resources that nobody asks for (``R024``)."""
    for param in params:
        if param.uid not in uids:
            why = "a param is set for a resource of the environment, by its uid"
            fix = suggest(param.uid, uids) or "'podium graph' lists the uids"
            yield Diagnostic("R024", f"nobody asks for {param.uid}", _place(param), why=why, fix=fix)


def _barred(uid: ResourceUid, param: ParamOverride, params: Mapping[str, Any]) -> Diagnostic | None:
    """Return the problem of a path that leads nowhere: it is empty, or goes on below a single value."""
    if not param.path or not all(param.path):
        fix = "name the param: UID:PATH=VALUE"
        return Diagnostic("R024", f"no param of {uid} is named", _place(param), why="a step is empty", fix=fix)
    here: Any = params
    for depth, step in enumerate(param.path):
        if not isinstance(here, Mapping):
            above = param_text(param.path[:depth])
            message = f"'{above}' of {uid} holds no '{param_text(param.path)}'"
            why, fix = f"'{above}' is no mapping, so nothing can be set inside of it", f"set '{above}' as a whole"
            return Diagnostic("R024", message, _place(param), why=why, fix=fix)
        if step not in here:
            return None
        here = here[step]
    return None


def _nested(path: Sequence[str], value: Any) -> dict[str, Any]:
    for step in reversed(path):
        value = {step: value}
    return dict(value)


def _place(param: ParamOverride) -> Span:
    """Return the option itself as the place of what it says."""
    return Span(f"--param {param.uid}:{param_text(param.path)}")
