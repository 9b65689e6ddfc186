"""Templates become outputs."""

from __future__ import annotations

import pulumi
import pytest
from pydantic import Field

from podium.catalogue.contract import Deferred, Outputs, Secret
from podium.graph.context import output_reference
from podium.graph.uid import ResourceUid
from podium.program.fill import fill
from podium.spec.placeholder import Template
from tests.podium.program.recorder import record

UID = ResourceUid("postgres", "default", "db")


class Given(Outputs):
    """Outputs, some known at once."""

    port: int = 5432
    tags: list[str] = ["a"]  # noqa: RUF012 - pydantic copies it
    host: Deferred[str] = "db"
    password: Secret[str] = "x"
    api_key: str = Field("k", alias="api-key")


def reference(name: str) -> Template:
    """Return a template that is one placeholder."""
    return Template((output_reference(UID, name),))


def filled(value, **outputs):
    """Return the value with templates filled from one resource."""
    return fill(value, {UID: Given(**outputs)})


@pytest.mark.parametrize(
    ("template", "expected", "reason"),
    [
        (reference("port"), 5432, "one placeholder keeps its type"),
        (reference("tags"), ["a"], "a list too"),
        (reference("api-key"), "k", "an output is read by its public name"),
        (Template(reference("port").parts, as_text=True), "5432", "unless text is wanted"),
        (Template((":", *reference("port").parts)), ":5432", "mixed with text it is text"),
        (Template((*reference("tags").parts, *reference("port").parts)), '["a"]5432', "values become compact JSON"),
    ],
)
def test_what_is_known_stays_plain(template, expected, reason):
    """No output of the engine is made where none is needed."""
    assert expected == filled(template), reason


def test_templates_are_found_at_any_depth():
    """Everything else is handed on as it is."""
    value = {"a": [{"b": reference("port")}, (reference("host"), None)], "c": True}
    assert dict(filled(value)) == {"a": [{"b": 5432}, ["db", None]], "c": True}


def test_what_is_not_known_becomes_an_output_of_text():
    """An output anywhere in a text makes the text an output; alone it is the very object."""
    seen = {}

    def program():
        host = pulumi.Output.from_input("late")
        assert filled(reference("host"), host=host) is host
        url = filled(Template(("pg://", *reference("host").parts, ":", *reference("port").parts)), host=host)
        url.apply(lambda text: seen.update(url=text))
        number = pulumi.Output.from_input(7)
        filled(Template(reference("host").parts, as_text=True), host=number).apply(lambda text: seen.update(text=text))

    record(program)
    assert seen == {"url": "pg://late:5432", "text": "7"}


def test_secrets_stay_secret_in_a_text():
    """A text with a secret in it is a secret."""
    seen = []

    def program():
        password = pulumi.Output.secret("hidden")
        url = filled(Template(("x:", *reference("password").parts)), password=password)
        pulumi.Output.from_input(url.is_secret()).apply(seen.append)

    record(program)
    assert seen == [True]
