from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from podium.cli import main as entry
from podium.diagnostics import Diagnostic, EngineError, PodiumError

Podium = Callable[..., Any]


def _raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make `podium version` raise."""

    def fail() -> str:
        raise error

    monkeypatch.setattr("podium.cli.version.podium_version", fail)


def test_without_a_verb_the_help_is_shown_as_misuse(podium: Podium) -> None:
    """A script that forgot the verb must not go on."""
    said = podium()
    assert (said.code, said.stdout, "Commands:" in said.stderr) == (2, "", True)


def test_help_names_every_verb(podium: Podium) -> None:
    """Without importing any of them."""
    said = podium("--help")
    verbs = [line.split()[0] for line in said.stdout.partition("Commands:\n")[2].splitlines()]
    assert (said.code, verbs) == (0, sorted(entry._COMMANDS))


@pytest.mark.parametrize("verb", sorted(entry._COMMANDS))
def test_every_verb_takes_help(podium: Podium, verb: str) -> None:
    """And says what it does in the same words as the list."""
    assert podium(verb, "--help").code == 0


def test_an_unknown_verb_is_misuse(podium: Podium) -> None:
    """In the form of all diagnostics."""
    said = podium("deploy")
    assert (said.code, said.stderr) == (
        2,
        "error[U001]: no such command 'deploy'\n   = fix: see `podium --help`\n\n",
    )


def test_misuse_is_json_where_json_was_asked_for(podium: Podium) -> None:
    """Also when the mistake comes before the option."""
    said = podium("plan", "--xyzzy", "--format", "json")
    assert (said.code, said.json["diagnostics"][0]["message"], said.stderr) == (2, "no such option '--xyzzy'", "")


def test_diagnostics_end_with_one(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, on stderr."""
    _raising(monkeypatch, PodiumError(Diagnostic("S001", "bad"), Diagnostic("S002", "worse")))
    said = podium("version")
    assert (said.code, said.stdout, said.stderr) == (1, "", "error[S001]: bad\n\nerror[S002]: worse\n\n")


def test_diagnostics_are_json_where_json_was_asked_for(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """Portals and agents read them."""
    _raising(monkeypatch, PodiumError(Diagnostic("S001", "bad")))
    said = podium("version", "--format", "json")
    assert (said.code, [d["code"] for d in said.json["diagnostics"]]) == (1, ["S001"])


def test_a_stopped_run_ends_as_shells_expect(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """128 and the number of SIGINT."""
    stopped = type("InterruptedRunError", (EngineError,), {})
    _raising(monkeypatch, stopped(Diagnostic("N005", "up was stopped before its end")))
    assert podium("version").code == 130


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_outside_a_run_has_no_traceback(
    podium: Podium, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """For example while the sandbox starts."""
    _raising(monkeypatch, error)
    said = podium("version")
    assert (said.code, said.stderr.strip()) == (130, "stopped")


def test_a_bug_is_told_as_one(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the place of the traceback instead of the traceback."""
    _raising(monkeypatch, ZeroDivisionError("hunter2"))
    said = podium("version")
    assert (said.code, "this is a bug in Podium: ZeroDivisionError" in said.stderr) == (70, True)
    assert ("Traceback" in said.stderr, "hunter2" in said.stderr) == (False, False)


def test_a_reader_that_went_away_is_no_bug(project: Path) -> None:
    """`podium … | head` closes the pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    script = "from podium.cli.main import main; main(['version'])"
    done = subprocess.run([sys.executable, "-c", script], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("arguments", [["validate", "."], ["--help"], ["graph", "-e", "none"]])
def test_light_verbs_load_nothing_heavy(project: Path, arguments: list[str]) -> None:
    """Neither engine nor cluster nor terminal libraries."""
    script = (
        "import sys; from podium.cli.main import _run; _run(sys.argv[1:]); loaded = {*sys.modules}; "
        "print(sorted({'pulumi', 'grpc', 'rich', 'lightkube', 'cryptography'} & loaded))"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_the_version_is_an_option_too(podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    """As everywhere."""
    monkeypatch.setattr("podium.cli.version.podium_version", lambda: "1.2.3")
    said = podium("--version")
    assert (said.code, said.stdout) == (0, "podium 1.2.3\n")
