"""Tests of `podium.toolchain.__main__`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podium.toolchain import __main__, ensure

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_summary_lists_every_tool(go: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table goes to stdout, the talk to stderr."""
    assert __main__.main() == 0
    output = capsys.readouterr()
    rows = [line.split()[:3] for line in output.out.splitlines()[:4]]
    assert rows == [
        ["tool", "version", "from"],
        ["pulumi", "3.259.0", "build"],
        ["python-host", "3.259.0", "build"],
        ["kubernetes-provider", "4.25.0", "build"],
    ]
    assert f"programs: {ensure().bin}" in output.out
    assert "pulumi: building from source" in output.err


def test_an_error_is_told_without_a_traceback(
    go: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed build ends with 1 and its diagnostic on stderr."""
    monkeypatch.setenv("STUB_FAIL", "pulumi")
    assert __main__.main() == 1
    output = capsys.readouterr()
    assert "error[T003]" in output.err
    assert "Traceback" not in output.err
    assert output.out == ""


def test_ctrl_c_ends_with_the_usual_code(go: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted preparation is not an error of the program."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(__main__, "ensure", interrupt)
    assert __main__.main() == 130
