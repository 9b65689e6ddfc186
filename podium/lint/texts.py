"""Sets of texts: what a field of a request may hold, narrowed by criteria and by their opposites."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from podium.environment.pattern import fits

__all__ = ["Texts", "TooEntangledError", "Wish"]

_MANY_STATES = 2_000
"""The search of a product of patterns is given up after so many states; sane files need a few."""

_FRESH = "any"
"""A text that no criterion names stands for every such text."""


class TooEntangledError(Exception):
    """Criteria overlap in too many ways to be decided."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What one criterion asks of one field.

    Attributes:
        text: The text, or the pattern.
        is_pattern: Whether ``*`` in it stands for any text.
    """

    text: str
    is_pattern: bool = False

    def accepts(self, found: str | None) -> bool:
        """Return whether a field that holds a text, or none, meets the wish."""
        if found is None:
            return False
        return fits(self.text, found) if self.is_pattern else self.text == found


@dataclass(frozen=True, slots=True)
class Texts:
    """A set of texts that is never empty.

    Attributes:
        only: The members, if they can be counted; nothing else matters then.
        like: Patterns that every member fits.
        but: Texts that are no members.
        unlike: Patterns that no member fits.
        preferred: The member that is shown, where it is one.
        may_be_absent: Whether the field may hold nothing; a field that must meet a wish holds something.
    """

    only: tuple[str, ...] | None = None
    like: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()
    unlike: frozenset[str] = frozenset()
    preferred: str = _FRESH
    may_be_absent: bool = False

    @property
    def example(self) -> str | None:
        """A member; None for a field that may be absent."""
        return None if self.may_be_absent else self._member()

    def within(self, wish: Wish) -> Texts | None:
        """Return the members that meet a wish; None if there are none."""
        if self.only is not None:
            return self._counted(tuple(text for text in self.only if wish.accepts(text)))
        if not wish.is_pattern:
            return replace(self, only=(wish.text,), may_be_absent=False) if self._holds(wish.text) else None
        return replace(self, like=self.like | {wish.text}, may_be_absent=False)._or_none()

    def without(self, wish: Wish) -> Texts | None:
        """Return the members that do not meet a wish; None if there are none."""
        if self.only is not None:
            return self._counted(tuple(text for text in self.only if not wish.accepts(text)))
        if wish.is_pattern:
            return replace(self, unlike=self.unlike | {wish.text})._or_none()
        return replace(self, but=self.but | {wish.text})._or_none()

    def _counted(self, members: tuple[str, ...]) -> Texts | None:
        return replace(self, only=members, may_be_absent=False) if members else None

    def _or_none(self) -> Texts | None:
        return self if self.may_be_absent or self._member() is not None else None

    def _member(self) -> str | None:
        if self.only is not None:
            return self.only[0]
        return _member(self.like, self.but, self.unlike, self.preferred)

    def _holds(self, text: str) -> bool:
        return _is_member(text, self.like, self.but, self.unlike)


@functools.lru_cache(maxsize=8192)
def _member(like: frozenset[str], but: frozenset[str], unlike: frozenset[str], preferred: str) -> str | None:
    """Return a text that fits all of some patterns and none of others; None if there is none."""
    for text in _guesses(like, len(but), preferred):
        if _is_member(text, like, but, unlike):
            return text
    return _searched(sorted(like), sorted(but | unlike), but)


def _is_member(text: str, like: frozenset[str], but: frozenset[str], unlike: frozenset[str]) -> bool:
    return (
        text != ""
        and not text.startswith("-")
        and text not in but
        and all(fits(pattern, text) for pattern in like)
        and not any(fits(pattern, text) for pattern in unlike)
    )


def _guesses(like: frozenset[str], taken: int, preferred: str) -> Iterator[str]:
    fresh = [_FRESH, *(f"{_FRESH}{number}" for number in range(2, taken + 3))]
    if not like:
        yield from (preferred, *fresh)
    for pattern in sorted(like):
        for text in ("", *fresh) if pattern.strip("*") and not pattern.endswith("-*") else fresh:
            yield pattern.replace("*", text)


def _searched(like: list[str], unlike: list[str], exact: frozenset[str]) -> str | None:
    """Search the product of the patterns' automata for the shortest text, breadth first.

    A state is, for each pattern, the set of positions in it that the text so far may have reached, as bits.

    Raises:
        TooEntangledError: There are too many states.
    """
    patterns = [*like, *unlike]
    literal = [False] * len(like) + [text in exact for text in unlike]
    letters = sorted({letter for pattern in patterns for letter in pattern if letter != "*"} | {"x"})
    start = tuple(_closed(pattern, 1, is_exact) for pattern, is_exact in zip(patterns, literal, strict=True))
    seen, wave = {start}, [("", start)]
    while wave:
        if len(seen) > _MANY_STATES:
            raise TooEntangledError
        later: list[tuple[str, tuple[int, ...]]] = []
        for text, state in wave:
            for letter in letters if text else [letter for letter in letters if letter != "-"]:
                reached = tuple(
                    _stepped(pattern, positions, letter, is_exact)
                    for pattern, positions, is_exact in zip(patterns, state, literal, strict=True)
                )
                if reached in seen or not all(reached[: len(like)]):
                    continue
                ends = [positions >> len(pattern) & 1 for pattern, positions in zip(patterns, reached, strict=True)]
                if all(ends[: len(like)]) and not any(ends[len(like) :]):
                    return text + letter
                seen.add(reached)
                later.append((text + letter, reached))
        wave = later
    return None


def _stepped(pattern: str, positions: int, letter: str, is_exact: bool) -> int:
    reached = 0
    for index, wanted in enumerate(pattern):
        if positions >> index & 1:
            if wanted == "*" and not is_exact:
                reached |= 1 << index
            elif wanted == letter:
                reached |= 1 << index + 1
    return _closed(pattern, reached, is_exact)


def _closed(pattern: str, positions: int, is_exact: bool) -> int:
    """Add the positions that are reached without a letter: those behind a ``*``."""
    if not is_exact:
        for index, wanted in enumerate(pattern):
            if wanted == "*" and positions >> index & 1:
                positions |= 1 << index + 1
    return positions
