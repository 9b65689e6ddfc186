from __future__ import annotations

from pathlib import Path

import pytest

from podium.cli.crash import report


def _caught() -> Exception:
    with pytest.raises(ZeroDivisionError) as caught:
        raise ZeroDivisionError("hunter2")
    return caught.value


def test_the_traceback_goes_to_a_private_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold secrets: values end up in messages of exceptions."""
    monkeypatch.setenv("PODIUM_CACHE", str(tmp_path))
    diagnostic = report(_caught())
    (file,) = (tmp_path / "crashes").iterdir()
    assert (oct(file.stat().st_mode)[-3:], str(file) in diagnostic.why) == ("600", True)
    assert "ZeroDivisionError: hunter2" in file.read_text()


@pytest.mark.parametrize(("value", "is_shown"), [("1", True), ("", False)])
def test_the_traceback_is_shown_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str, is_shown: bool
) -> None:
    """For those who work on Podium."""
    monkeypatch.setenv("PODIUM_CACHE", str(tmp_path))
    monkeypatch.setenv("PODIUM_DEBUG", value)
    report(_caught())
    assert is_shown == ("Traceback" in capsys.readouterr().err)
