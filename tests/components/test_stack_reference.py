"""A resource that another stack owns."""

from __future__ import annotations

import pulumi
import pytest
from pydantic import ValidationError

from components.stack_reference import StackReference, StackReferenceArgs
from tests.components.conftest import PASSWORD, SHARED_UID, Hidden


def args(**given: object) -> StackReferenceArgs:
    """Return the inputs for a claim on the shared server."""
    return StackReferenceArgs.model_validate({"stack": "platform", "uid": SHARED_UID} | given)


def problems(**given: object) -> list[tuple[object, ...]]:
    """Return the inputs that are refused."""
    with pytest.raises(ValidationError) as refused:
        args(**given)
    return [error["loc"] for error in refused.value.errors()]


@pytest.mark.parametrize("given", [{}, {"uid": "postgres-instance.large#mine", "resource": SHARED_UID}])
def test_outputs_are_those_of_the_owner(record, given):
    """Only the secret ones are secret, though all of them travel as one secret."""
    recording = record(lambda: StackReference("main", args(**given)))
    outputs = recording.outputs["main"]
    assert outputs == {"host": "db.platform", "port": 5432, "username": "postgres", "password": Hidden(PASSWORD)}
    assert recording.children() == []


def test_an_output_that_the_owner_does_not_share_is_told(record):
    """In a plain Pulumi program, where nobody has looked before."""
    with pytest.raises(pulumi.RunError, match="does not share output 'url'"):
        record(lambda: StackReference("main", args(outputs={"url": False})))


def test_the_type_says_which_outputs_there_are():
    """Unless they are named."""
    params = {"stack": "platform", "uid": "redis.default#cache"}
    assert StackReference.output_names(params) == {"host": False, "port": False, "username": False, "password": True}
    assert StackReference.output_names(params | {"outputs": {"url": True}}) == {"url": True}
    assert StackReference.output_names({"uid": "bucket.default#x"}) == {}


def test_params_of_the_claim_are_taken():
    """The owner is asked later whether it gave the same."""
    assert args(version=15).model_extra == {"version": 15}


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"vresion": 15}, [("vresion",)]),
        ({"resource": "shared"}, [("resource",)]),
        ({"resource": "redis.default#shared"}, [("resource",)]),
        ({"uid": None}, [("resource",)]),
        ({"uid": "bucket.default#x"}, [("outputs",)]),
        ({"uid": "environment.default#x"}, [("outputs",)]),
        ({"stack": ""}, [("stack",)]),
        ({"uid": "bucket.default#x", "outputs": {"name": False}, "anything": 1}, None),
    ],
)
def test_what_cannot_be_meant_is_refused(given, refused):
    """Params that the type does not take, what is no uid, another type, outputs that nobody names."""
    if refused is None:
        args(**given)
    else:
        assert problems(**given) == refused
