"""The program of plain `pulumi up`."""

from __future__ import annotations

import pulumi
import pytest

from podium.diagnostics import ClusterError, Diagnostic, ResolutionError, Severity, Span, SpecError
from podium.plan.model import Plan
from podium.program import stack
from tests.podium.graph.projects import environment

WARNING = Diagnostic("S003", "it is old", Span("score.yaml"), severity=Severity.WARNING)


@pytest.fixture
def steps(tmp_path, monkeypatch):
    """Return what the program does, step by step; planning and composing are stood in for."""
    done: list[tuple] = []
    plan = Plan(environment().environment, (), (), (WARNING,))

    def planned(root, name, paths, *, options, strict):
        allowed = [str(path.relative_to(root)) for path in options.allowed_sources]
        done.append(("plan", name, [str(path.relative_to(root)) for path in paths], allowed, strict))
        return plan

    monkeypatch.setattr(stack, "plan_environment", planned)
    monkeypatch.setattr(stack, "preflight", lambda *_: done.append(("preflight",)))
    monkeypatch.setattr(stack, "deploy", lambda given: done.append(("deploy", given is plan)))
    monkeypatch.setattr(pulumi, "get_root_directory", lambda: str(tmp_path))
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    monkeypatch.setattr(pulumi.log, "error", lambda text: done.append(("error", text)))
    monkeypatch.setattr(pulumi.log, "warn", lambda text: done.append(("warn", text)))
    return done


def configure(monkeypatch, **values) -> None:
    """Give the stack a configuration."""

    class Config:
        def __init__(self, name: str) -> None:
            assert name == "podium"

        def get(self, key: str):
            return values.get(key)

        get_object = get

    monkeypatch.setattr(pulumi, "Config", Config)


@pytest.mark.parametrize(
    ("config", "expected", "reason"),
    [
        ({}, ("dev", [], []), "the stack's own name, the environment's own workloads"),
        (
            {"environment": "prod", "workloads": ["a", "b"]},
            ("prod", ["a", "b"], []),
            "what the configuration says",
        ),
        ({"allowSources": ["shared"]}, ("dev", [], ["shared"]), "folders besides those of the Score files"),
    ],
)
def test_the_stack_names_its_environment(steps, monkeypatch, config, expected, reason):
    """Plan strictly, check the cluster, tell warnings, deploy."""
    configure(monkeypatch, **config)
    stack.run_stack()
    assert steps == [
        ("plan", *expected, True),
        ("preflight",),
        ("warn", "score.yaml:1:1: warning[S003]: it is old"),
        ("deploy", True),
    ], reason


@pytest.mark.parametrize(
    ("step", "error"), [("plan_environment", SpecError), ("preflight", ClusterError), ("deploy", ResolutionError)]
)
def test_problems_are_logged_and_end_the_program(steps, monkeypatch, step, error):
    """The engine is told that everything has been said, and nothing is made."""

    def fail(*_args, **_options):
        raise error(Diagnostic("S001", "one"), Diagnostic("S001", "two"))

    configure(monkeypatch)
    monkeypatch.setattr(stack, step, fail)
    with pytest.raises(SystemExit) as ended:
        stack.run_stack()
    assert ended.value.code == stack.ALREADY_SHOWN
    assert [entry for entry in steps if entry[0] in {"error", "deploy"}] == [
        ("error", "error[S001]: one"),
        ("error", "error[S001]: two"),
    ]
