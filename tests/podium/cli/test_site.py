from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

from podium import sandbox
from podium.cli.face import Face
from podium.cli.site import Site, open_site
from podium.diagnostics import SandboxError
from podium.environment import Environment


class _Tools:
    bin = Path("/tools")

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        return {**base, "TOOLS": "yes"}


@pytest.fixture(autouse=True)
def _toolchain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podium.cli.site.ensure", lambda _: _Tools())


def _environment(context: str | None) -> Environment:
    return Environment.model_validate(
        {"name": "dev", "type": "development", "cluster": {"context": context}, "definitions": {}}
    )


def _open(project: Path, context: str | None = "far", **options: bool) -> Site:
    return open_site(project, _environment(context), Face(is_quiet=True), **options)


def test_an_environment_without_a_cluster_starts_the_sandbox(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And works on its context, backend and kubeconfig."""
    started: list[Path] = []

    def start(directory: Path, programs: Path, *, on_step: object) -> None:
        started.append(programs)
        sandbox.prepare(directory)

    monkeypatch.setattr(sandbox, "start", start)
    site = _open(project, None)
    assert (site.context, site.is_sandbox, started) == (sandbox.CONTEXT, True, [Path("/tools")])
    assert site.target.environ["PULUMI_BACKEND_URL"].startswith("file://")


def test_looking_does_not_start_the_sandbox(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it prepare the toolchain, which may take minutes."""
    monkeypatch.setattr(sandbox, "status", lambda _: SimpleNamespace(state="stopped"))
    monkeypatch.setattr("podium.cli.site.ensure", None)
    with pytest.raises(SandboxError) as refusal:
        _open(project, None, starts_sandbox=False)
    assert refusal.value.diagnostics[0].fix == "start it with `podium sandbox start`"


def test_a_cluster_of_the_users_own_needs_no_sandbox(project: Path, tmp_path: Path) -> None:
    """Without any backend the project gets a private local one with a random passphrase."""
    site = _open(project)
    environ, passphrase = site.target.environ, tmp_path / "sandbox/passphrase"
    assert (site.context, site.is_sandbox, environ["TOOLS"]) == ("far", False, "yes")
    assert environ["PULUMI_BACKEND_URL"] == (tmp_path / "sandbox/pulumi").as_uri()
    assert environ["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(passphrase)
    assert (oct(passphrase.stat().st_mode)[-3:], len(passphrase.read_text()) > 40) == ("600", True)


def test_the_folder_can_hold_a_sandbox_later(project: Path, tmp_path: Path) -> None:
    """An environment on a cluster of one's own and one in the sandbox share it."""
    _open(project)
    assert sandbox.prepare(tmp_path / "sandbox").passphrase == tmp_path / "sandbox/passphrase"


def test_the_passphrase_is_made_once(project: Path, tmp_path: Path) -> None:
    """Another one would lock the state."""
    _open(project)
    first = (tmp_path / "sandbox/passphrase").read_text()
    _open(project)
    assert first == (tmp_path / "sandbox/passphrase").read_text()


def test_the_users_own_passphrase_is_used(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made then."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "x")
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" not in _open(project).target.environ


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("PULUMI_BACKEND_URL", "named by a variable"),
        ("PULUMI_ACCESS_TOKEN", "the cloud, by its token"),
        ("project", "named by the project"),
        ("login", "the user is logged in"),
    ],
)
def test_the_users_own_backend_is_used(
    project: Path, monkeypatch: pytest.MonkeyPatch, setting: str, reason: str
) -> None:
    """Whichever way it was chosen."""
    if setting == "project":
        (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\nbackend: {url: s3://state}\n")
    elif setting == "login":
        home = Path(os.environ["PULUMI_HOME"])
        home.mkdir()
        (home / "credentials.json").write_text('{"current": "https://api.example.com"}')
    else:
        monkeypatch.setenv(setting, "https://api.example.com")
    expected = {"PULUMI_BACKEND_URL": "https://api.example.com"} if setting == "PULUMI_BACKEND_URL" else {}
    environ = _open(project).target.environ
    assert expected == {k: environ[k] for k in environ.keys() & {"PULUMI_BACKEND_URL"}}, reason
