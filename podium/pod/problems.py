"""Contradictions between inputs, each told at its own place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

__all__ = ["Problem", "refuse"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an input that its own type cannot see.

    Attributes:
        path: Path of the input inside the model that is checked; empty for the whole.
        message: What is wrong; the sentence begins with the input's path.
        fix: How to mend it.
    """

    path: tuple[str | int, ...]
    message: str
    fix: str


def refuse(problems: Iterable[Problem]) -> None:
    """Raise if there is a problem; call it in a validator of a model.

    A validator that raises a plain ``ValueError`` complains about the whole model. This one names the inputs, so that
    planning can point at the lines where they stand.

    Raises:
        ValidationError: With every problem at its path (``R014`` once planning has found the place).
    """
    errors = [
        InitErrorDetails(
            type=PydanticCustomError("contradiction", "{reason}", {"reason": problem.message, "fix": problem.fix}),
            loc=problem.path,
            input=".".join(map(str, problem.path)) or "inputs",
        )
        for problem in problems
    ]
    if errors:
        raise ValidationError.from_exception_data("inputs", errors)
