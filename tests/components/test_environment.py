"""The component of an environment's values."""

from __future__ import annotations

import pulumi
import pytest
from pydantic import ValidationError

from components.environment import Environment, EnvironmentArgs
from podium.diagnostics import ResolutionError
from tests.components.conftest import Hidden


@pytest.fixture
def settings():
    """Give the stack one secret setting, and take it away again."""
    pulumi.runtime.set_all_config({"podium:TOKEN": "t0ken"}, ["podium:TOKEN"])
    yield
    pulumi.runtime.set_all_config({}, [])


@pytest.mark.usefixtures("settings")
def test_values_come_from_three_places(record, monkeypatch):
    """Plain ones stay plain; settings and variables are secrets."""
    monkeypatch.setenv("BUILD", "42")
    args = EnvironmentArgs(values={"LEVEL": "debug"}, config=["TOKEN"], **{"from": ["BUILD"]})
    recording = record(lambda: Environment("env", args))
    assert recording.outputs["env"] == {"LEVEL": "debug", "TOKEN": Hidden("t0ken"), "BUILD": Hidden("42")}


def test_claims_may_read_every_key():
    """The keys follow from the params, as planning sees them."""
    names = Environment.output_names({"values": {"a": "x"}, "config": ["b"], "from": ["c"]})
    assert (names, Environment.output_names({})) == ({"a": False, "b": True, "c": True}, {})


def test_everything_that_is_not_set_is_told(record, monkeypatch):
    """Each with the command that mends it, and no value."""
    monkeypatch.delenv("BUILD", raising=False)
    args = EnvironmentArgs(config=["TOKEN"], **{"from": ["BUILD"]})
    with pytest.raises(ResolutionError) as caught:
        record(lambda: Environment("env", args))
    assert [(problem.code, problem.fix) for problem in caught.value.diagnostics] == [
        ("R023", "run `pulumi config set --secret podium:TOKEN --stack dev`"),
        ("R023", "set BUILD and deploy again"),
    ]


@pytest.mark.parametrize(
    ("args", "path"),
    [
        ({"values": {"a": "x"}, "config": ["a"]}, ("config", 0)),
        ({"values": {"a": "x"}, "from": ["b", "a"]}, ("from", 1)),
        ({"config": ["b"], "from": ["b"]}, ("from", 0)),
        ({"config": ["b", "b"]}, ("config", 1)),
        ({"values": {"a.b": "x"}}, ("values", "a.b", "[key]")),
        ({"config": [""]}, ("config", 0)),
        ({"from": ["ä"]}, ("from", 0)),
        ({"values": {"a": 5}}, ("values", "a")),
    ],
)
def test_keys_are_unique_and_can_be_read(args, path):
    """A key comes from one place, and a placeholder can name it."""
    with pytest.raises(ValidationError) as caught:
        EnvironmentArgs(**args)
    assert [error["loc"] for error in caught.value.errors()] == [path]
