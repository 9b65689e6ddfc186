"""When a CronJob runs: the five fields of cron, checked as Kubernetes will."""

from __future__ import annotations

import re
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator

__all__ = ["Schedule", "check_schedule"]

Names: TypeAlias = dict[str, int]

_MONTHS: Final[Names] = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_DAYS: Final[Names] = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
_FIELDS: Final[tuple[tuple[str, int, int, Names], ...]] = (
    ("a minute", 0, 59, {}),
    ("an hour", 0, 23, {}),
    ("a day of the month", 1, 31, {}),
    ("a month", 1, 12, _MONTHS),
    ("a day of the week", 0, 6, _DAYS),
)
_ENTRY = re.compile(r"(?:(?P<any>[*?])|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d+))?", re.ASCII)
_SHORTHANDS: Final = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}


def check_schedule(text: str) -> str:
    """Return the schedule with single spaces between its fields.

    Source: the parser that Kubernetes uses, ``robfig/cron`` v3, ``ParseStandard``: minute, hour, day of the month,
    month, day of the week from 0 (Sunday) to 6; each a list of ``*``, numbers and ranges with an optional ``/step``.

    Raises:
        ValueError: Not five fields, or one of them is not of that form.
    """
    if text in _SHORTHANDS:
        raise ValueError(f"'{text}' is a shorthand; write its five fields, '{_SHORTHANDS[text]}'")
    words = text.split()
    if len(words) != len(_FIELDS):
        raise ValueError(f"'{text}' has {len(words)} fields; cron has five: minute hour day month weekday")
    for word, (name, lowest, highest, names) in zip(words, _FIELDS, strict=True):
        for entry in word.split(","):
            if not _is_entry(entry, (lowest, highest), names):
                raise ValueError(f"'{entry}' is not {name}: {lowest} to {highest}, '*', a range or a step")
    return " ".join(words)


Schedule: TypeAlias = Annotated[str, AfterValidator(check_schedule)]
"""Five fields of cron, checked."""


def _is_entry(entry: str, limits: tuple[int, int], names: Names) -> bool:
    found = _ENTRY.fullmatch(entry)
    if found is None or (found["step"] is not None and int(found["step"]) == 0):
        return False
    if found["any"]:
        return True
    first = _number(found["first"], names)
    last = _number(found["last"], names) if found["last"] else first
    return first is not None and last is not None and limits[0] <= first <= last <= limits[1]


def _number(word: str, names: Names) -> int | None:
    return int(word) if word.isdecimal() else names.get(word.lower())
