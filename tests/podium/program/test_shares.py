"""What a stack shares, and what it reads of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest
from pulumi.runtime.invoke import InvokeResult

from podium.diagnostics import ResolutionError
from podium.lock.model import SECRET
from podium.plan import plan_graph
from podium.plan.model import Plan
from podium.program import compose
from podium.program.shares import SHARES, check_shares
from tests.podium.graph.projects import graph
from tests.podium.program.recorder import record
from tests.podium.spec.scores import score

SERVER = "postgres-instance.default#shared"
CLAIM = "server: {type: postgres-instance, id: shared}"
OUTPUTS = {"host": "db", "port": 5432, "username": "postgres", "password": "s3cret"}
SHARE = {"outputs": OUTPUTS, "params": {"version": 15}, "claimants": ["keeper.server"]}


def owner(shares: str) -> Plan:
    """Return the plan of a stack that has a server."""
    definition = "server: {match: {type: postgres-instance}, component: postgres_in_cluster, params: {version: 15}}"
    changes = {"type: development": f"type: development\nshares: {shares}"}
    return plan_graph(graph(score("keeper", CLAIM), definitions=definition, **changes), images={})


def user(params: str = "stack: platform") -> Plan:
    """Return the plan of a stack that uses it."""
    definition = f"server: {{match: {{type: postgres-instance}}, component: stack_reference, params: {{{params}}}}}"
    return plan_graph(graph(score("orders", CLAIM), definitions=definition), images={})


@pytest.fixture
def exported(monkeypatch) -> Callable[[Plan], dict[str, Any]]:
    """Return a function that composes a plan and tells what it exports, and whether that is secret."""

    def composed(plan: Plan) -> dict[str, Any]:
        found: dict[str, Any] = {}

        def export(name: str, value: Any) -> None:
            output = pulumi.Output.from_input(value)
            secret = pulumi.Output.from_input(output.is_secret())
            pulumi.Output.all(output, secret).apply(lambda both: found.update({name: tuple(both)}))

        monkeypatch.setattr(pulumi, "export", export)
        record(lambda: compose(plan))
        return found

    return composed


def test_what_is_shared_is_exported_as_one_secret(exported):
    """The outputs, who asks, and the params, defaults included; a mark where one is secret or known later."""
    content, is_secret = exported(owner('["postgres-instance.*#shared"]'))[SHARES]
    share = content[SERVER]
    assert is_secret
    assert set(share["outputs"]) >= {"host", "port", "username", "password"}
    assert share["claimants"] == ["keeper.server"]
    assert share["params"]["version"] == 15
    assert share["params"]["storage"] == "1Gi"
    assert share["params"]["namespace"] == SECRET


@pytest.mark.parametrize("shares", ["[]", '["redis.*"]'])
def test_nothing_is_exported_where_nothing_is_shared(exported, shares):
    """Not even an empty output."""
    assert SHARES not in exported(owner(shares))


@pytest.fixture
def problems(monkeypatch) -> Callable[..., list[tuple[str, str]]]:
    """Return a function that tells what is wrong with a plan's references to other stacks, and where."""

    def told(plan: Plan, **stacks: Mapping[str, Any]) -> list[tuple[str, str]]:
        def invoke(_token: str, given: Mapping[str, str]) -> InvokeResult:
            if given["name"] not in stacks:
                raise Exception(f'invocation returned an error: unknown stack "{given["name"]}"')  # noqa: TRY002 - as the SDK does
            shares = stacks[given["name"]]
            return InvokeResult({"name": given["name"], "outputs": {SHARES: shares} if shares else {}})

        monkeypatch.setattr(pulumi.runtime, "invoke", invoke)
        try:
            check_shares(plan)
        except ResolutionError as refused:
            return [(problem.code, str(problem.span)) for problem in refused.diagnostics]
        return []

    return told


@pytest.mark.parametrize(
    ("params", "stacks", "expected"),
    [
        ("stack: platform, version: 15", {"platform": {SERVER: SHARE}}, []),
        ("stack: platform", {}, ["N017"]),
        ("stack: platform", {"platform": {}}, ["N018"]),
        ("stack: platform", {"platform": {"redis.default#x": SHARE}}, ["N018"]),
        ("stack: platform", {"platform": {SERVER: SHARE | {"outputs": {"host": "db"}}}}, ["N019"] * 3),
        ("stack: platform, version: 16", {"platform": {SERVER: SHARE}}, ["C013"]),
        ("stack: platform, version: 16", {"platform": {SERVER: SHARE | {"params": {}}}}, ["C013"]),
        ("stack: platform, version: 16", {"platform": {SERVER: SHARE | {"params": {"version": SECRET}}}}, []),
    ],
)
def test_other_stacks_are_asked_before_anything_is_made(problems, params, stacks, expected):
    """Each problem has the place of the param that names the stack, the resource or the value."""
    found = problems(user(params), **stacks)
    assert [code for code, _ in found] == expected
    assert {place.partition(":")[0] for _, place in found} <= {"dev.yaml", "0.yaml"}


def test_a_plan_without_references_asks_nobody(problems):
    """No engine is needed then."""
    assert problems(owner("[]")) == []


def test_what_the_engine_says_is_told(monkeypatch):
    """Whatever keeps it from reading the other stack."""

    def fail(*_arguments: object) -> None:
        raise RuntimeError("invocation of x returned an error: incorrect passphrase")

    monkeypatch.setattr(pulumi.runtime, "invoke", fail)
    with pytest.raises(ResolutionError) as refused:
        check_shares(user())
    (problem,) = refused.value.diagnostics
    assert (problem.code, problem.why) == ("N017", "the engine says: incorrect passphrase")
