"""Lock files: what was decided for an environment, so that a change of mind shows."""

from __future__ import annotations

from podium.lock.model import Acceptance, Lock, LockedResource, LockedWorkload

__all__ = ["Acceptance", "Lock", "LockedResource", "LockedWorkload"]
