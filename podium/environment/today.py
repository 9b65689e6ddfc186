"""The day it is, for what expires."""

from __future__ import annotations

import datetime
import os

from podium.diagnostics import Diagnostic, EnvironmentFileError

__all__ = ["TODAY", "today"]

TODAY = "PODIUM_TODAY"
"""Environment variable that names another day, as YYYY-MM-DD, so that a run can be repeated."""


def today() -> datetime.date:
    """Return the day in UTC, or the one that ``PODIUM_TODAY`` names.

    Raises:
        EnvironmentFileError: The variable holds no date (``E025``).
    """
    stated = os.environ.get(TODAY)
    if not stated:
        return datetime.datetime.now(datetime.UTC).date()
    try:
        return datetime.date.fromisoformat(stated)
    except ValueError:
        message, fix = f"{TODAY} is no date: '{stated}'", "write YYYY-MM-DD, or unset it"
        why = "it takes the place of the present day"
        raise EnvironmentFileError(Diagnostic("E025", message, why=why, fix=fix)) from None
