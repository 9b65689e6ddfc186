"""Contradictions at the place of the input that is wrong."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError, model_validator

from podium.diagnostics import Span
from podium.pod.problems import Problem, refuse
from podium.spec.validation import args_problems


class Shelf(BaseModel):
    """A model with a rule between its fields."""

    books: dict[str, int]

    @model_validator(mode="after")
    def _heavy(self) -> Shelf:
        refuse(
            Problem(("books", name), f"weighs {{{weight}}}", "remove it")
            for name, weight in self.books.items()
            if weight > 9
        )
        return self


class Room(BaseModel):
    """A model around it."""

    shelf: Shelf


def test_every_problem_keeps_its_place_and_fix():
    """The path leads through the models around, and the message is taken as it is, braces included."""
    with pytest.raises(ValidationError) as caught:
        Room.model_validate({"shelf": {"books": {"atlas": 10, "novel": 1, "bible": 12}}})
    found = list(args_problems(caught.value, Room, lambda path: Span(".".join(map(str, path))), "the room"))
    assert [(d.message, d.fix, d.span.file if d.span else "") for d in found] == [
        ("shelf.books.atlas weighs {10}", "remove it", "shelf.books.atlas"),
        ("shelf.books.bible weighs {12}", "remove it", "shelf.books.bible"),
    ]


def test_nothing_wrong_is_nothing_raised():
    """Without a problem the model is made."""
    assert Room.model_validate({"shelf": {"books": {"novel": 1}}}).shelf.books == {"novel": 1}
