from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from podium.cli.face import Face
from podium.diagnostics import Diagnostic, Severity, Span

WARNING = Diagnostic("S003", "old name", severity=Severity.WARNING)


def test_talk_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """Data stays alone on stdout."""
    Face().say("hello")
    assert capsys.readouterr() == ("", "hello\n")


def test_quiet_silences_talk_and_warnings_but_not_errors(capsys: pytest.CaptureFixture[str]) -> None:
    """An error is the reason that there is no data."""
    face = Face(is_quiet=True)
    face.say("hello")
    face.warn([WARNING])
    face.refuse([Diagnostic("S001", "bad")])
    assert capsys.readouterr() == ("", "error[S001]: bad\n\n")


def test_data_has_two_forms(capsys: pytest.CaptureFixture[str]) -> None:
    """One for people, one for programs."""
    Face().data("text", {"a": "ü"})
    Face("json").data("text", {"a": "ü"})
    assert capsys.readouterr().out == 'text\n{\n  "a": "ü"\n}\n'


def test_data_may_have_further_forms(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the one that is asked for is made."""
    for name in ("markdown", "text"):
        Face(name).data("text", {}, markdown=lambda: "# text")
    assert capsys.readouterr().out == "# text\ntext\n"


def test_warnings_of_a_command_that_goes_on_leave_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """They are part of the command's own JSON."""
    Face("json").warn([WARNING])
    assert capsys.readouterr() == ("", "")


def test_refusals_are_sorted(capsys: pytest.CaptureFixture[str]) -> None:
    """By place, whatever order they were found in."""
    Face("json").refuse([Diagnostic("S002", "b", Span("b.yaml")), Diagnostic("S001", "a", Span("a.yaml"))])
    assert [d["code"] for d in json.loads(capsys.readouterr().out)["diagnostics"]] == ["S001", "S002"]


def test_the_line_at_fault_is_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With a mark below it."""
    file = tmp_path / "score.yaml"
    file.write_text("a: 1\ntype: x\n")
    Face().refuse([Diagnostic("S001", "bad", Span(str(file), 2, 7, 2, 8))])
    assert "2 | type: x\n  |       ^\n" in capsys.readouterr().err


@pytest.mark.parametrize("line", [99, 1])
def test_a_file_that_changed_or_vanished_is_no_second_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: int
) -> None:
    """The diagnostic is shown without the line."""
    file = tmp_path / "score.yaml"
    if line > 1:
        file.write_text("a: 1\n")
    Face().refuse([Diagnostic("S001", "bad", Span(str(file), line))])
    assert capsys.readouterr().err == f"{file}:{line}:1: error[S001]: bad\n\n"


def test_lines_that_cannot_be_shown_are_left_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A pipe cannot be read again, and a line of a megabyte is no help."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "long").write_text("x" * 5000)
    for name in ("pipe", "long", "gone"):
        Face().refuse([Diagnostic("S001", "bad", Span(str(tmp_path / name), 1, 2))])
    assert " | " not in capsys.readouterr().err


def test_lines_are_counted_as_yaml_counts_them(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A carriage return ends a line, a form feed does not."""
    (tmp_path / "score.yaml").write_bytes(b"a\x0c: 1\rb: 2\r")
    Face().refuse([Diagnostic("S001", "bad", Span(str(tmp_path / "score.yaml"), 2, 1))])
    assert "2 | b: 2\n" in capsys.readouterr().err
