"""Options that decide something beside the files."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.cli.decisions import parsed_decisions
from podium.diagnostics import SpecError
from podium.graph.decisions import NO_DECISIONS, ParamOverride

Podium = Callable[..., Any]

UID = "postgres.default#web.db"


def test_saying_nothing_decides_nothing() -> None:
    """As everywhere else."""
    assert parsed_decisions() == NO_DECISIONS


@pytest.mark.parametrize(
    ("flag", "uid", "path", "value"),
    [
        (f"{UID}:version=15", UID, ("version",), 15),
        (f"{UID}:a.b\\.c=x", UID, ("a", "b.c"), "x"),
        (f"{UID}:a={{b: [1, true]}}", UID, ("a",), {"b": [1, True]}),
        (f"{UID}:url=http://x:80/?a=b", UID, ("url",), "http://x:80/?a=b"),
        (f"{UID}:a='1'", UID, ("a",), "1"),
        (f"{UID}:a=null", UID, ("a",), None),
        ("a.b#c=d:x=1", "a.b#c=d", ("x",), 1),
    ],
)
def test_a_param_is_set_by_uid_path_and_yaml(flag: str, uid: str, path: tuple[str, ...], value: object) -> None:
    """The uid ends at the first colon, the path at the first `=` after it."""
    assert parsed_decisions([flag]).params == (ParamOverride(uid, path, value),)


@pytest.mark.parametrize(
    "flag",
    [
        "",
        "a",
        UID,
        f"{UID}:",
        f"{UID}:a",
        f"{UID}:a=",
        f"{UID}:=1",
        "db:a=1",
        f"{UID}:a..b=1",
        "a.b:c=1",
        f"{UID}:\udc80=1",
    ],
)
def test_senseless_params_are_misuse(flag: str) -> None:
    """Before anything is read."""
    with pytest.raises(click.UsageError):
        parsed_decisions([flag])


def test_a_value_that_is_no_yaml_has_its_place() -> None:
    """In the option."""
    with pytest.raises(SpecError) as caught:
        parsed_decisions([f"{UID}:a=[1"])
    (problem,) = caught.value.diagnostics
    assert problem.code == "S001"
    assert str(problem.span).startswith(f"--param {UID}:a:1:")


@pytest.mark.parametrize(
    ("flag", "new", "old"),
    [
        ("a.b#c=a.b#d", "a.b#c", "a.b#d"),
        ("a.b#c=d=a.b#e", "a.b#c=d", "a.b#e"),
        ("a.b#c=a.b#d=e", "a.b#c", "a.b#d=e"),
    ],
)
def test_one_resource_adopts_what_another_one_had(flag: str, new: str, old: str) -> None:
    """An id may have `=` in it."""
    assert parsed_decisions(adopted=[flag]).adopted == {new: old}


@pytest.mark.parametrize("flags", [["a"], ["a.b#c=d"], ["=a.b#c"], ["a.b#c=a.b#d", "a.b#c=a.b#e"]])
def test_senseless_adoptions_are_misuse(flags: list[str]) -> None:
    """Another form, or two for one."""
    with pytest.raises(click.UsageError):
        parsed_decisions(adopted=flags)


def test_losses_are_accepted_by_uid() -> None:
    """As they are told."""
    assert parsed_decisions(accepted=[UID, UID]).accepted == {UID}
    with pytest.raises(click.UsageError, match="names no resource: 'db'"):
        parsed_decisions(accepted=["db"])


@given(st.text(max_size=20))
def test_any_text_is_a_decision_or_misuse(flag: str) -> None:
    """Never something else."""
    for given_flags in ({"params": [flag]}, {"adopted": [flag]}, {"accepted": [flag]}):
        with contextlib.suppress(click.UsageError, SpecError):
            assert parsed_decisions(**given_flags) != NO_DECISIONS


@pytest.mark.parametrize("verb", ["plan", "render", "preview", "up", "lock", "diff"])
def test_every_verb_that_plans_takes_decisions(podium: Podium, verb: str) -> None:
    """And says so in its help."""
    text = podium(verb, "--help").stdout
    for option in ("--param UID:PATH=VALUE", "--adopt NEW=OLD", "--accept-replacement UID", "--locked"):
        assert option in text, verb
