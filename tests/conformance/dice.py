"""Choices made bit by bit, so that hypothesis can draw them: where all bits are zero, every choice is the simplest."""

from __future__ import annotations

from collections.abc import Callable, MutableSequence, Sequence
from random import Random
from typing import Any, TypeVar

__all__ = ["Dice", "seeded"]

T = TypeVar("T")


class Dice:
    """Choices that follow from bits.

    Hypothesis is asked for bits alone: into numbers and texts it mixes constants of the modules that happen to be
    loaded, and then the same test draws otherwise in another run.

    Args:
        bit: Draws a bit.
        group: Calls a function whose bits belong together, so that hypothesis can leave them out together.
    """

    def __init__(self, bit: Callable[[], bool], group: Callable[[Callable[[], Any]], Any] | None = None) -> None:
        self._bit = bit
        self._group = group or (lambda make: make())

    def part(self, make: Callable[[], T]) -> T:
        """Return what a function makes of choices that belong together."""
        made: T = self._group(make)
        return made

    def below(self, bound: int) -> int:
        """Return a number from 0 to below the bound, the lower ones a little more often."""
        uneven = bound & (bound - 1) > 0
        bits, value = (bound - 1).bit_length() + uneven, 0
        for _ in range(bits):
            value = value * 2 + self._bit()
        return value * bound >> bits

    def between(self, least: int, most: int) -> int:
        """Return a number of a range, both ends included; the least one is the simplest."""
        return least + self.below(most - least + 1)

    def chance(self, likely: float) -> bool:
        """Return True as often as told, more than 0 and at most 1; False is the simplest."""
        rest = 1 - likely
        # As many bits of a number from 0 to below 1 as it takes to know whether it is below the rest: two on average.
        while rest:
            rest *= 2
            if self._bit() != (rest >= 1):
                return rest < 1
            rest -= rest >= 1
        return True

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options; the first is the simplest."""
        return options[self.below(len(options))]

    def choices(self, options: Sequence[T], number: int) -> list[T]:
        """Return so many options, each of them as often as it comes."""
        return [self.choice(options) for _ in range(number)]

    def sample(self, options: Sequence[T], number: int) -> list[T]:
        """Return so many of the options, none twice."""
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in range(number)]

    def some(self, options: Sequence[T], most: int, least: int = 0) -> list[T]:
        """Return some of the options, none twice; the least number is the simplest."""
        left, found = list(options), list[T]()

        def is_one_more() -> bool:
            more = len(found) < least or self.chance(0.65)
            found.extend([left.pop(self.below(len(left)))] if more else [])
            return more

        while left and len(found) < most and self.part(is_one_more):
            pass
        return found

    def shuffle(self, entries: MutableSequence[Any]) -> None:
        """Bring the entries into another order; the one that they have is the simplest."""
        entries[:] = self.sample(entries, len(entries))


def seeded(seed: str) -> Dice:
    """Return dice that fall alike in every run."""
    random = Random(seed)
    return Dice(lambda: bool(random.getrandbits(1)))
