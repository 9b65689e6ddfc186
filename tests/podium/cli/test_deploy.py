from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from podium.cli.site import Site
from podium.diagnostics import ClusterError, Diagnostic, Severity
from podium.engine.events import Progress, Step, StepState
from podium.engine.operations import Operation, RunResult
from podium.engine.stack import StackTarget
from podium.spec.options import NO_OPTIONS, LoadOptions, OverridesFile

Podium = Callable[..., Any]

WARNING = Diagnostic("S003", "old name", severity=Severity.WARNING)
URN = "urn:pulumi:dev::podium::kubernetes:core/v1:ConfigMap::map"


class _Fakes:
    """The layers below the command line: what was asked of them, and what they answer."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.changes = {"create": 1}
        self.state: dict[str, Any] = {}
        self.graph: object = None

    def plan(self, _root: Path, environment: str, paths: object, **options: object) -> SimpleNamespace:
        self.asked.append((environment, paths, options))
        decisions = options.pop("decisions")
        names = SimpleNamespace(name=environment)
        return SimpleNamespace(warnings=(WARNING,), environment=names, decisions=decisions, graph=self.graph)

    @contextlib.contextmanager
    def unprotected(self, _target: object, components: frozenset[str]) -> Iterator[None]:
        self.asked += [("unprotected", *sorted(components))] if components else []
        yield

    def run(self, operation: Operation, _target: object, _program: object, *, observer: object) -> RunResult:
        self.asked.append(str(operation))
        steps = {URN: Step(URN, "create", StepState.DONE, 0.0)}
        return RunResult(operation, self.changes, {}, 1.0, (), Progress(steps=steps))


@pytest.fixture
def fakes(project: Path, monkeypatch: pytest.MonkeyPatch) -> _Fakes:
    """Replace plan, engine and cluster."""
    (project / "stacks/environments/dev.yaml").write_text("type: development\ndefinitions: {}\n")
    fakes = _Fakes()
    site = Site(StackTarget("dev", project, {}), "podium-sandbox", is_sandbox=True)
    monkeypatch.setattr("podium.cli.planning.plan_environment", fakes.plan)
    monkeypatch.setattr("podium.cli.deploy.run", fakes.run)
    monkeypatch.setattr("podium.cli.deploy.open_site", lambda *_: site)
    monkeypatch.setattr("podium.cli.deploy.preflight", lambda *_: None)
    monkeypatch.setattr("podium.cli.deploy.exported_state", lambda _: fakes.state)
    monkeypatch.setattr("podium.cli.deploy.tell_deployed", lambda *_: fakes.asked.append("told"))
    monkeypatch.setattr("podium.cli.deploy.unprotected", fakes.unprotected)
    monkeypatch.setattr("podium.cli.deploy.record_lock", lambda *_: fakes.asked.append("recorded") or Path("a.json"))
    return fakes


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podium.cli.deploy.require_answer", lambda *, yes: None)


def test_preview_shows_changes_as_data(podium: Podium, fakes: _Fakes) -> None:
    """And plans leniently: an image may still be missing."""
    said = podium("preview", "-e", "dev", "--image", "shop:1", "shop")
    assert said.stdout == "+ create   ConfigMap 'map'\n1 to create (1.0 s)\n"
    assert fakes.asked == [
        ("dev", (Path("shop"),), {"images": {"": "shop:1"}, "options": NO_OPTIONS, "strict": False, "guarded": True}),
        "preview",
    ]


def test_up_with_yes_runs_once_and_tells_what_is_there(podium: Podium, fakes: _Fakes) -> None:
    """And plans strictly."""
    said = podium("up", "-e", "dev", "--yes")
    assert (said.code, said.stdout, said.stderr.splitlines()[-1]) == (0, "", "1 created (1.0 s)")
    assert fakes.asked == [
        ("dev", (), {"images": {}, "options": NO_OPTIONS, "strict": True, "guarded": True}),
        "up",
        "told",
    ]


def test_up_as_json_has_the_plans_warnings_in_its_data(podium: Podium, fakes: _Fakes) -> None:
    """Nothing else is on stdout."""
    form = podium("up", "-e", "dev", "--yes", "--format", "json").json
    assert (form["changes"], [d["code"] for d in form["diagnostics"]]) == ({"create": 1}, ["S003"])


def test_what_is_deployed_has_the_overrides(podium: Podium, fakes: _Fakes) -> None:
    """As a preview of it has."""
    options = LoadOptions(overrides=(OverridesFile(Path("o.yaml"), "shop"),))
    for verb in (["preview"], ["up", "--yes"]):
        podium(*verb, "-e", "dev", "--overrides-file", "shop=o.yaml")
    assert [asked[2]["options"] for asked in fakes.asked if isinstance(asked, tuple)] == [options, options]


@pytest.mark.parametrize("verb", ["up", "destroy"])
def test_without_a_terminal_yes_is_required(podium: Podium, fakes: _Fakes, verb: str) -> None:
    """Before anything is read or started."""
    said = podium(verb, "-e", "dev")
    assert (said.code, fakes.asked) == (2, [])


@pytest.mark.usefixtures("_terminal", "fakes")
@pytest.mark.parametrize(
    ("verb", "answer", "expected"),
    [
        ("up", True, (0, ["preview", "up", "told"])),
        ("up", False, (1, ["preview"])),
        ("destroy", True, (0, ["preview-destroy", "destroy"])),
        ("destroy", False, (1, ["preview-destroy"])),
    ],
)
def test_on_a_terminal_the_user_is_asked(
    podium: Podium,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    verb: str,
    *,
    answer: bool,
    expected: object,
) -> None:
    """After seeing what would happen."""
    fakes: _Fakes = request.getfixturevalue("fakes")
    monkeypatch.setattr(click, "confirm", lambda *_, **__: answer)
    said = podium(verb, "-e", "dev")
    assert expected == (said.code, [a for a in fakes.asked if isinstance(a, str)])
    assert "+ create   ConfigMap 'map'" in said.stderr


@pytest.mark.usefixtures("_terminal")
def test_nobody_is_asked_about_nothing(podium: Podium, fakes: _Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run without changes goes ahead."""
    monkeypatch.setattr(click, "confirm", None)
    fakes.changes = {"same": 1}
    assert podium("up", "-e", "dev").code == 0


def test_a_cluster_that_cannot_be_used_ends_the_command_before_the_engine(
    podium: Podium, fakes: _Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine would try for minutes."""

    def refuse(*_: object) -> None:
        raise ClusterError(Diagnostic("K002", "no context 'x' in the kubeconfig"))

    monkeypatch.setattr("podium.cli.deploy.preflight", refuse)
    said = podium("up", "-e", "dev", "--yes")
    assert (said.code, [a for a in fakes.asked if isinstance(a, str)]) == (1, [])
    assert "error[K002]: no context 'x' in the kubeconfig" in said.stderr


def test_destroy_refuses_protected_data_before_anything_happens(podium: Podium, fakes: _Fakes) -> None:
    """The engine would take the workloads away first."""
    urn = "urn:pulumi:dev::podium::podium:components:Postgres::postgres.default#shop.db"
    fakes.state = {"resources": [{"urn": urn, "type": "podium:components:Postgres", "protect": True}]}
    said = podium("destroy", "-e", "dev", "--yes")
    assert (said.code, fakes.asked, "postgres.default#shop.db" in said.stderr) == (1, [], True)


@pytest.mark.parametrize(
    ("has_lock", "steps"),
    [(True, ["preview", "recorded", "up", "told"]), (False, ["preview", "up", "told"])],
)
@pytest.mark.usefixtures("_terminal")
def test_what_is_accepted_is_recorded_before_it_is_done(
    podium: Podium, fakes: _Fakes, monkeypatch: pytest.MonkeyPatch, *, has_lock: bool, steps: list[str]
) -> None:
    """Only after the user agreed, and where there is a lock to record it in; protection is lifted for the whole run."""
    fakes.graph = SimpleNamespace(previous=object() if has_lock else None)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: True)
    said = podium("up", "-e", "dev", "--accept-replacement", "redis.default#a")
    assert said.code == 0
    assert fakes.asked[1:] == [("unprotected", "redis.default#a"), *steps]
    assert ("not recorded" in said.stderr) is not has_lock


@pytest.mark.usefixtures("_terminal")
def test_what_is_declined_is_not_recorded(podium: Podium, fakes: _Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever says no has accepted nothing."""
    fakes.graph = SimpleNamespace(previous=object())
    monkeypatch.setattr(click, "confirm", lambda *_, **__: False)
    assert podium("up", "-e", "dev", "--accept-replacement", "redis.default#a").code == 1
    assert "recorded" not in fakes.asked
