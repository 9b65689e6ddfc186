"""How long an ephemeral environment lives: its clock starts anew with every deployment."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping
from typing import Any, Final

from podium.environment.today import TODAY, today

__all__ = ["TTL", "deployed_at", "expires_at", "lifetime", "now"]

TTL: Final = re.compile(r"([1-9][0-9]{0,3})([hd])")
"""The form of a lifetime: hours or days."""


def lifetime(ttl: str) -> datetime.timedelta:
    """Return a lifetime such as ``72h`` or ``7d`` as a duration.

    Raises:
        ValueError: It has another form.
    """
    found = TTL.fullmatch(ttl)
    if not found:
        raise ValueError(f"'{ttl}' is no lifetime")
    number = int(found[1])
    return datetime.timedelta(hours=number) if found[2] == "h" else datetime.timedelta(days=number)


def now() -> datetime.datetime:
    """Return the present time in UTC, or the first moment of the day that ``PODIUM_TODAY`` names.

    Raises:
        EnvironmentFileError: The variable holds no date (``E025``).
    """
    if os.environ.get(TODAY):
        return datetime.datetime.combine(today(), datetime.time(), datetime.UTC)
    return datetime.datetime.now(datetime.UTC)


def deployed_at(state: Mapping[str, Any] | None) -> datetime.datetime | None:
    """Return when a stack was last changed; None for one that does not exist.

    Args:
        state: The ``deployment`` part of its exported state, which the engine stamps whenever it saves.
    """
    stamp = ((state or {}).get("manifest") or {}).get("time")
    if not stamp:
        return None
    found = datetime.datetime.fromisoformat(stamp)
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def expires_at(deployed: datetime.datetime | None, ttl: str | None) -> datetime.datetime | None:
    """Return when an environment expires; None for one that is not deployed or has no lifetime.

    Args:
        deployed: When it was last deployed.
        ttl: Its lifetime, as its file has it.
    """
    return None if deployed is None or ttl is None else deployed + lifetime(ttl)
