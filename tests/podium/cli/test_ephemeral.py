"""Environments that are for a while; the real engine takes one down in `tests/engine/test_stacks.py`."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from podium.cli import ephemeral
from podium.cli.ephemeral import Standing, readable_environments, reap_all, standing
from podium.cli.face import Face
from podium.cli.site import Site
from podium.diagnostics import Diagnostic, EngineError, SandboxError
from podium.engine.operations import InterruptedRunError, Operation
from podium.engine.stack import StackTarget
from podium.environment import Environment, load_environment

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
FAILED = EngineError(Diagnostic("N010", "the engine failed"))


def stated(name: str = "pr-1", kind: str = "ephemeral") -> Environment:
    """Return an environment."""
    return Environment.model_validate({"name": name, "type": kind, "owner": "shop-team", "ttl": "2h"})


@pytest.mark.parametrize(
    ("one", "life", "told"),
    [
        (Standing(stated(kind="development")), "", ""),
        (Standing(stated(), is_known=False), "unknown", "unknown, the sandbox sleeps"),
        (Standing(stated()), "not deployed", "not deployed"),
        (Standing(stated(), NOON - HOUR), "live", "expires 2026-03-01 13:00 UTC"),
        (Standing(stated(), NOON - 2 * HOUR), "expired", "expired 2026-03-01 12:00 UTC"),
    ],
)
def test_where_an_environment_stands_follows_from_its_last_deployment(one, life, told):
    """Its time is up in the very moment in which it ends."""
    assert (one.life(NOON), one.told(NOON), one.to_json(NOON)["life"]) == (life, told, life or None)


class _World:
    """What lies below: sites, states and runs."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.done: list[str] = []
        self.failing: dict[str, Exception] = {}
        self.state: dict[str, object] | None = None
        monkeypatch.setattr(ephemeral, "open_site", self.open_site)
        monkeypatch.setattr(ephemeral, "exported_state", lambda _: self.state)
        monkeypatch.setattr(ephemeral, "run", self.run)
        monkeypatch.setattr(ephemeral, "remove_stack", lambda target: self.done.append(f"removed {target.stack}"))

    def open_site(self, root: Path, environment: Environment, _face: Face, *, starts_sandbox: bool = True) -> Site:
        if not starts_sandbox:
            raise SandboxError(Diagnostic("X020", "the sandbox does not run"))
        return Site(StackTarget(environment.name, root, {}), "podium-sandbox", is_sandbox=True)

    def run(self, operation: Operation, target: StackTarget, program: object, *, observer: object) -> None:
        if target.stack in self.failing:
            raise self.failing[target.stack]
        self.done.append(f"{operation} {target.stack}")


@pytest.fixture
def world(project, monkeypatch) -> _World:
    """A project with three ephemeral environments."""
    for name in ("pr-1", "pr-2", "pr-3"):
        text = "type: ephemeral\nowner: shop-team\nttl: 2h\n"
        (project / f"stacks/environments/{name}.yaml").write_text(text, encoding="utf-8")
        (project / f"stacks/podium.lock.{name}.json").touch()
    return _World(project, monkeypatch)


def test_only_ephemeral_environments_are_looked_at(world):
    """The state of the others does not matter."""
    assert standing(world.root, stated(kind="production"), Face()).deployed is None
    assert not standing(world.root, stated(), Face()).is_known
    world.state = {"manifest": {"time": "2026-03-01T12:00:00Z"}}
    assert standing(world.root, stated(), Face(), starts_sandbox=True).deployed == NOON


def test_an_environment_with_problems_keeps_nobody_up(world, capsys):
    """They are shown."""
    (world.root / "stacks/environments/pr-2.yaml").write_text("type: nothing\n", encoding="utf-8")
    assert [one.name for one in readable_environments(world.root, Face())] == ["pr-1", "pr-3"]
    assert "error[E010]" in capsys.readouterr().err


def test_one_that_fails_does_not_keep_the_others_up(world, capsys):
    """Each is told, and why it failed."""
    world.failing["pr-2"] = FAILED
    expired = [load_environment(world.root, name).environment for name in ("pr-1", "pr-2", "pr-3")]
    reaped, problems = reap_all(world.root, expired, Face(), remove=False)
    assert (reaped, [problem.code for problem in problems]) == (["pr-1", "pr-3"], ["N010"])
    assert world.done == ["destroy pr-1", "removed pr-1", "destroy pr-3", "removed pr-3"]
    said = capsys.readouterr().err
    assert ("pr-1: taken down" in said, "pr-2: not taken down" in said, "error[N010]" in said) == (True, True, True)


@pytest.mark.parametrize("remove", [True, False])
def test_files_go_only_if_somebody_says_so(world, remove):
    """And only those of what was taken down."""
    world.failing["pr-2"] = FAILED
    expired = [load_environment(world.root, name).environment for name in ("pr-1", "pr-2")]
    reap_all(world.root, expired, Face(is_quiet=True), remove=remove)
    left = sorted(path.name for path in (world.root / "stacks").rglob("*pr-1*"))
    assert left == ([] if remove else ["podium.lock.pr-1.json", "pr-1.yaml"])
    assert len(list((world.root / "stacks").rglob("*pr-2*"))) == 2


def test_a_file_that_cannot_be_removed_is_told(world):
    """What ran is gone all the same."""
    (world.root / "stacks/podium.lock.pr-1.json").unlink()
    (world.root / "stacks/podium.lock.pr-1.json").mkdir()
    expired = [load_environment(world.root, name).environment for name in ("pr-1", "pr-2")]
    reaped, problems = reap_all(world.root, expired, Face(is_quiet=True), remove=True)
    assert (reaped, [problem.code for problem in problems]) == (["pr-1", "pr-2"], ["E036"])
    assert not (world.root / "stacks/environments/pr-1.yaml").exists()


def test_ctrl_c_stops_all_of_it(world):
    """The next one is not even begun."""
    world.failing["pr-1"] = InterruptedRunError(Diagnostic("N005", "stopped"))
    expired = [load_environment(world.root, name).environment for name in ("pr-1", "pr-2")]
    with pytest.raises(InterruptedRunError):
        reap_all(world.root, expired, Face(is_quiet=True), remove=True)
    assert world.done == []
