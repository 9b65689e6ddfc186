"""What a program registers is written down as the engine would see it."""

from __future__ import annotations

import pulumi
import pytest

from podium.diagnostics import ComponentError
from podium.password import GeneratedPassword
from podium.program.monitor import UNKNOWN, RecordedResource, SecretValue
from podium.program.record import record_program
from tests.podium.program.boxes import Box, Shelf, by_name


def test_a_resource_is_recorded_as_the_engine_would_see_it():
    """Its type, parents, inputs in the provider's words, protection and what comes before it."""

    def program():
        shelf = Shelf("shelf", protect=True)
        first = Box("first", {"some_key": [1, 2.5, True, None]}, parent=shelf)
        Box("second", first.inside, depends_on=[shelf])

    recording = record_program(program, stack="dev")
    found = by_name(recording)
    shelf, first = "urn:pulumi:dev::podium::test:index:Shelf::shelf", "test:index:Shelf$test:index:Box::first"
    assert found["shelf"] == RecordedResource(shelf, "test:index:Shelf", "shelf", "", {}, True, ())
    assert found["first"] == RecordedResource(
        urn=f"urn:pulumi:dev::podium::{first}",
        type="test:index:Box",
        name="first",
        parent=shelf,
        inputs={"inside": {"some_key": [1, 2.5, True, None]}},
        protect=True,
        depends_on=(),
    )
    assert found["second"].inputs == {"inside": {"some_key": [1, 2.5, True, None]}}
    # To wait for a component is to wait for what is in it.
    assert found["second"].depends_on == (f"urn:pulumi:dev::podium::{first}",)
    assert [recording.owners()[resource.urn] for resource in recording.resources] == ["second", "shelf", "shelf"]


def test_what_only_a_provider_knows_is_marked_as_unknown():
    """Neither its id nor an output that is no input is made up, and nothing that follows from them."""

    def program():
        box = Box("box", "x")
        Box("weighed", {"it": box.weight, "text": pulumi.Output.concat("w", box.weight)})
        Box("named", [box.id])

    found = by_name(record_program(program))
    assert found["weighed"].inputs == {"inside": {"it": UNKNOWN, "text": UNKNOWN}}
    assert found["named"].inputs == {"inside": [UNKNOWN]}


def test_answers_take_the_place_of_a_provider():
    """They are told the resource and give outputs; passwords come in this way, and stay secret."""

    def program():
        password = GeneratedPassword("secret", length=20).password
        Box("box", pulumi.Output.concat("p:", password))

    def answer(resource):
        return {"password": "p" * resource.inputs["length"]} if resource.type.endswith("Password") else {}

    unanswered, answered = record_program(program), record_program(program, answer)
    assert by_name(unanswered)["box"].inputs == {"inside": UNKNOWN}
    assert by_name(answered)["box"].inputs == {"inside": SecretValue("p:" + "p" * 20)}


def test_secrets_hide_themselves():
    """A record that ends up in a log shows no secret."""
    recording = record_program(lambda: Box("box", {"key": pulumi.Output.secret("s3cr3t")}))
    assert by_name(recording)["box"].inputs["inside"] == {"key": SecretValue("s3cr3t")}
    assert "s3cr3t" not in repr(recording)


def test_a_question_to_a_provider_is_refused():
    """Nobody is there to answer it."""
    ask = pulumi.runtime.invoke
    for program, what in (
        (lambda: pulumi.export("image", ask("aws:ec2:getImage", {}).value), "calls 'aws:ec2:getImage'"),
        (lambda: Box("box", "x", id="b-1"), "reads 'b-1' of type 'test:index:Box'"),
    ):
        with pytest.raises(ComponentError, match="known only once it runs") as caught:
            record_program(program)
        (problem,) = caught.value.diagnostics
        assert (problem.code, problem.message) == ("P002", f"a component {what}")


def test_warnings_of_a_program_are_kept_and_its_output_is_no_data(capsys):
    """Nothing is printed to stdout."""

    def program():
        pulumi.log.info("not worth keeping")
        pulumi.log.warn("the shelf is full")
        print("hello")

    assert record_program(program).warnings == ("the shelf is full",)
    assert capsys.readouterr() == ("", "hello\n")


def test_the_outputs_of_another_stack_are_unknown():
    """Nobody is there to be asked, and a program that reads them is recorded all the same."""

    def program():
        other = pulumi.StackReference("other", "platform")
        Box("box", other.get_output("host"))

    assert by_name(record_program(program))["box"].inputs == {"inside": UNKNOWN}
