"""From pydantic's errors to diagnostics; most wordings are in the case files."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from podium.diagnostics import Span
from podium.spec.document import parse_document
from podium.spec.placeholder import parse_template
from podium.spec.validation import args_problems, check, path_text


class Inner(BaseModel):
    """A model inside another."""

    model_config = ConfigDict(strict=True, extra="forbid")
    size: int = 1


class Model(BaseModel):
    """One field for each kind of rule."""

    model_config = ConfigDict(strict=True, extra="forbid")
    above: int = Field(5, gt=1, lt=9)
    short: str = Field("ab", min_length=2, max_length=3)
    few: list[int] = Field([1], min_length=1, max_length=2)
    shaped: str = Field("a1", pattern="^[a-z][0-9]$")
    ratio: float = 0.5
    kind: Literal["a", "b"] = "a"
    port: str | int = 80
    maybe: Inner | None = None
    many: dict[Annotated[str, Field(min_length=2)], Inner] = {}


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("above: 1", "above must be more than 1, not 1", "write more than 1"),
        ("above: 9", "above must be less than 9, not 9", "write less than 9"),
        ("short: a", "short needs 2 or more characters", "use 2 or more characters"),
        ("short: abcd", "short must have 3 characters or fewer", "use 3 characters or fewer"),
        ("short: ''", "short is empty", "give it a value"),
        ("few: []", "few needs 1 or more entries", "add an entry"),
        ("few: [1, 2, 3]", "few must have 2 entries or fewer", "remove entries"),
        ("few: [1, x]", "few[1] must be a whole number, not 'x'", "write a whole number"),
        ("shaped: x", "shaped: 'x' has the wrong form", "it must match ^[a-z][0-9]$"),
        ("ratio: much", "ratio must be a number, not 'much'", "correct the value"),
        ("kind: c", "kind cannot be 'c'", "use 'a' or 'b'"),
        ("port: [1]", "port must be text, not a list", "write one value"),
        ("maybe: {sise: 1}", "unknown key 'sise' in maybe", "did you mean 'size'?"),
        ("maybe: x", "maybe must be a mapping, not 'x'", "write entries of the form 'key: value'"),
        ("many: {a: {}}", "'a' is not a valid name in many", "use 2 or more characters"),
        ("many: {ab: {size: x}}", "many.ab.size must be a whole number, not 'x'", "write a whole number"),
        (
            "nothing: 1",
            "unknown key 'nothing' in the document",
            "known keys: above, few, kind, many, maybe, port, ratio, shaped, short",
        ),
    ],
)
def test_problems_are_told_in_the_users_words(text, message, fix):
    """Pydantic's own words never reach the user."""
    model, (problem,) = check(Model, parse_document(text, "f"), code="S010", source="the rules")
    assert (None, message, fix, "the rules") == (model, problem.message, problem.fix, problem.why)


def test_a_valid_document_is_an_instance():
    """Nothing wrong gives the model and no diagnostics."""
    assert (Model(above=3), []) == check(Model, parse_document("above: 3", "f"), code="S010", source="the rules")


def test_inputs_that_wait_for_outputs_are_told_as_references():
    """A field that must be known while planning says that it cannot take a reference."""
    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"above": parse_template("${resources.a.b}")})
    (problem,) = args_problems(caught.value, Model, lambda _: Span("f"), "a component")
    expected = ("above must be a whole number, not the reference '${resources.a.b}'", "R014")
    assert expected == (problem.message, problem.code)


def test_long_and_unprintable_values_are_shown_on_one_line():
    """A message stays one line that fits."""
    text = f'kind: "{"x" * 80}\\n"'
    _, (problem,) = check(Model, parse_document(text, "f"), code="S010", source="the rules")
    assert f"kind cannot be '{'x' * 57}…'" == problem.message


def test_paths_are_written_as_people_write_them():
    """Indexes stand in brackets."""
    assert path_text(("containers", "main", "args", 0)) == "containers.main.args[0]"
