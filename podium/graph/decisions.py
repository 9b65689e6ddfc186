"""What whoever runs a command decides beside the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["NO_DECISIONS", "Decisions", "ParamOverride"]


@dataclass(frozen=True, slots=True)
class ParamOverride:
    """A param that the command line sets, over everything else.

    Attributes:
        uid: The resource, as text.
        path: Steps to the value below the params.
        value: The value.
    """

    uid: str
    path: tuple[str, ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions of one run.

    Attributes:
        params: Params that are set over everything else.
        adopted: Resources that take over what another one had: old uid by new uid.
        accepted: Uids whose data may be lost.
        locked: Whether anything that the lock does not hold is an error.
        relocking: Whether the lock is about to be written anew, so that one that somebody edited is taken as it is.
    """

    params: tuple[ParamOverride, ...] = ()
    adopted: Mapping[str, str] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    locked: bool = False
    relocking: bool = False


NO_DECISIONS = Decisions()
