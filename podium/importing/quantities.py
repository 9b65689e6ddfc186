"""Sizes, cores, durations and command lines, from Docker's notation to Score's.

Source: Compose Specification, ``11-extension.md``: byte values are powers of 1024, durations are ``1m30s``.
"""

from __future__ import annotations

import math
import re
import shlex
from decimal import Decimal, InvalidOperation

__all__ = ["cores", "memory", "seconds", "words"]

_BYTES = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(b|k|kb|kib|m|mb|mib|g|gb|gib|t|tb|tib|p|pb|pib)?", re.IGNORECASE)
_POWERS = {"": 0, "b": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_SUFFIXES = ("", "Ki", "Mi", "Gi", "Ti", "Pi")
_DURATION = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:h|m(?!s)|s|ms|us))+")
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(h|ms|us|m|s)")
_SECONDS = {"h": Decimal(3600), "m": Decimal(60), "s": Decimal(1), "ms": Decimal("0.001"), "us": Decimal("0.000001")}


def memory(text: str) -> str | None:
    """Return bytes such as ``512m`` as ``512Mi``; None for zero, which is no limit.

    Raises:
        ValueError: The text is no number of bytes.
    """
    match = _BYTES.fullmatch(text.strip())
    if match is None or len(text) > 40:  # noqa: PLR2004 - far more digits than a machine has bytes
        raise ValueError(text)
    count = int(Decimal(match.group(1)) * 1024 ** _POWERS[(match.group(2) or "")[:1].lower()])
    power = 0
    while count and count % 1024 == 0 and power < len(_SUFFIXES) - 1:
        count, power = count // 1024, power + 1
    return f"{count}{_SUFFIXES[power]}" if count else None


def cores(text: str) -> str | None:
    """Return a number of cores such as ``0.50`` as ``500m``; None for zero, which is no limit.

    Raises:
        ValueError: The text is no number of cores, or less than a thousandth.
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite() or number < 0 or number > 100_000:  # noqa: PLR2004 - more cores than any machine has
        raise ValueError(text)
    thousandths = number * 1000
    if number and thousandths < 1:
        raise ValueError(text)
    if number == number.to_integral_value():
        return str(int(number)) if number else None
    return f"{math.ceil(thousandths)}m"


def seconds(text: str) -> int:
    """Return a duration such as ``1m30s`` in whole seconds, rounded up.

    Raises:
        ValueError: The text is no duration.
    """
    if len(text) > 40 or not _DURATION.fullmatch(text.strip()):  # noqa: PLR2004 - longer than any duration
        raise ValueError(text)
    return math.ceil(sum(Decimal(number) * _SECONDS[unit] for number, unit in _PART.findall(text)))


def words(text: str) -> list[str]:
    """Split a command line as a shell does.

    Raises:
        ValueError: A quote is not closed.
    """
    return shlex.split(text)
