"""How two pieces of JSON data differ, leaf by leaf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["ABSENT", "Change", "changes"]


class _Absent:
    """What stands for a value that is not there."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Change:
    r"""One value that differs.

    Attributes:
        path: Keys and indexes with dots between them, ``\.`` for a dot in a key.
        old: The value before; ABSENT if there was none.
        new: The value after; ABSENT if there is none.
    """

    path: str
    old: Any
    new: Any

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain data; a value that is not there has no key."""
        given = (("old", self.old), ("new", self.new))
        return {"path": self.path, **{key: value for key, value in given if value is not ABSENT}}


def changes(old: Any, new: Any, path: str = "") -> Iterator[Change]:
    """Yield where two pieces of data differ, sorted by path.

    Mappings are compared key by key, lists of the same length item by item; all else is the same or not. Numbers and
    truth values are never the same, although Python says so of ``1`` and ``True``.

    Args:
        old: The data before.
        new: The data after.
        path: Path of both.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if before is not after:
                yield from changes(before, after, _below(path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from changes(before, after, _below(path, str(index)))
    elif type(old) is not type(new) or old != new:
        yield Change(path, old, new)


def _below(path: str, key: str) -> str:
    step = key.replace("\\", "\\\\").replace(".", "\\.") if "." in key or "\\" in key else key
    return f"{path}.{step}" if path else step
