"""`podium environment`."""

from __future__ import annotations

import pytest

from podium.cli import ephemeral
from podium.cli.ephemeral import Standing
from podium.environment.lifetime import deployed_at

DEPLOYED = deployed_at({"manifest": {"time": "2026-03-01T12:00:00Z"}})


@pytest.fixture(autouse=True)
def environments(project, monkeypatch):
    """`dev`, which stays, and two that are for a while; both were deployed on the first of March."""
    folder = project / "stacks/environments"
    (folder / "dev.yaml").write_text("type: development\nnamespace: dev\n", encoding="utf-8")
    (folder / "pr-1.yaml").write_text("type: ephemeral\nowner: shop-team\nttl: 2h\n", encoding="utf-8")
    (folder / "pr-2.yaml").write_text("type: ephemeral\nowner: api-team\nttl: 9d\n", encoding="utf-8")
    reaped: list[str] = []

    def standing(_root, environment, _face, *, starts_sandbox=False):
        return Standing(environment, None if environment.ttl is None else DEPLOYED)

    def reap_all(_root, expired, _face, *, remove):
        reaped.extend(f"{environment.name}{' with its file' if remove else ''}" for environment in expired)
        return [environment.name for environment in expired], []

    monkeypatch.setattr(ephemeral, "standing", standing)
    monkeypatch.setattr(ephemeral, "reap_all", reap_all)
    monkeypatch.setenv("PODIUM_TODAY", "2026-03-02")
    return reaped


def test_list_shows_who_answers_and_when_each_ends(podium):
    """As a table, in words."""
    assert podium("environment", "list").stdout == (
        "NAME  TYPE         OWNER      TTL\n"
        "dev   development  -          -\n"
        "pr-1  ephemeral    shop-team  2h   expired 2026-03-01 14:00 UTC\n"
        "pr-2  ephemeral    api-team   9d   expires 2026-03-10 12:00 UTC\n"
    )


def test_list_as_data(podium):
    """With times that a program can read."""
    rows = podium("environment", "list", "--format", "json").json["environments"]
    assert rows[1] == {
        "name": "pr-1",
        "type": "ephemeral",
        "owner": "shop-team",
        "ttl": "2h",
        "deployed": "2026-03-01T12:00:00+00:00",
        "expires": "2026-03-01T14:00:00+00:00",
        "life": "expired",
    }


def test_reap_takes_down_what_has_expired(podium, environments):
    """Nothing else."""
    said = podium("environment", "reap", "--yes", "--format", "json")
    assert (said.code, said.json["reaped"], environments) == (0, ["pr-1"], ["pr-1"])
    assert "pr-1 of shop-team: expired 2026-03-01 14:00 UTC" in said.stderr


def test_reap_can_remove_the_files_too(podium, environments):
    """If it is told so."""
    podium("environment", "reap", "--yes", "--remove")
    assert environments == ["pr-1 with its file"]


def test_a_dry_run_only_shows(podium, environments):
    """Without being asked to agree."""
    said = podium("environment", "reap", "--dry-run", "--format", "json")
    assert ([row["name"] for row in said.json["expired"]], said.json["reaped"], environments) == (["pr-1"], [], [])


def test_reap_asks_on_a_terminal_and_wants_yes_without_one(podium, environments, monkeypatch):
    """A no changes nothing."""
    assert podium("environment", "reap").code == 2
    monkeypatch.setattr("podium.cli.environment.require_answer", lambda *, yes: None)
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)
    said = podium("environment", "reap")
    assert (said.code, "nothing was changed" in said.stderr, environments) == (1, True, [])


def test_what_could_not_be_looked_at_is_said(podium, monkeypatch):
    """It may have expired."""
    monkeypatch.setattr(ephemeral, "standing", lambda _root, one, *_, **__: Standing(one, is_known=False))
    assert "pr-2 of api-team: unknown, the sandbox sleeps" in podium("environment", "reap", "--dry-run").stderr


def test_nothing_to_reap_is_said(podium, monkeypatch):
    """And is no failure."""
    monkeypatch.setenv("PODIUM_TODAY", "2026-03-01")
    said = podium("environment", "reap", "--yes")
    assert (said.code, said.stderr) == (0, "nothing has expired\n")


def test_a_failure_of_one_is_the_exit_code(podium, monkeypatch):
    """The problems are part of the data."""
    from podium.diagnostics import Diagnostic  # noqa: PLC0415 - only here

    monkeypatch.setattr(ephemeral, "reap_all", lambda *_, **__: ([], [Diagnostic("N010", "the engine failed")]))
    said = podium("environment", "reap", "--yes", "--format", "json")
    assert (said.code, [problem["code"] for problem in said.json["diagnostics"]]) == (1, ["N010"])


def test_clone_writes_a_file_and_says_what_comes_next(podium, project):
    """The file is data, the advice is talk."""
    said = podium("environment", "clone", "dev", "pr-9", "--owner", "me", "--ttl", "1d", "--image", "web=web:2")
    assert (said.code, said.stdout) == (0, "wrote stacks/environments/pr-9.yaml\n")
    assert said.stderr == "deploy it with `podium up -e pr-9`\n"
    assert '"web": "web:2"' in (project / "stacks/environments/pr-9.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("dev", "pr-9", "--ttl", "1d"), 2),
        (("dev", "pr-9", "--owner", "me"), 2),
        (("dev", "pr-9", "--owner", "me", "--ttl", "1d", "--image", "web:2"), 2),
        (("dev", "pr-1", "--owner", "me", "--ttl", "1d"), 1),
        (("dve", "pr-9", "--owner", "me", "--ttl", "1d"), 1),
    ],
)
def test_what_is_missing_or_wrong_is_told(podium, project, arguments, code):
    """Nothing is written then."""
    assert podium("environment", "clone", *arguments).code == code
    assert not (project / "stacks/environments/pr-9.yaml").exists()
