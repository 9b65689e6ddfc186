from __future__ import annotations

import os

import pytest

from podium.importing import disk
from podium.importing.disk import is_folder, read_text, reason


def test_text_is_read_without_its_mark(tmp_path):
    """Editors on Windows begin files with a byte order mark."""
    file = tmp_path / "a"
    file.write_bytes(b"\xef\xbb\xbfA=1")
    assert read_text(file) == "A=1"


def test_a_pipe_is_refused_and_does_not_hang(tmp_path):
    """Nobody may write into it ever."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        read_text(tmp_path / "pipe")


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    """Before it is read."""
    monkeypatch.setattr(disk, "LARGEST", 3)
    (tmp_path / "a").write_text("long")
    with pytest.raises(OSError, match="larger than"):
        read_text(tmp_path / "a")


def test_reasons_are_told_in_lower_case(tmp_path):
    """As all messages are."""
    with pytest.raises(OSError) as found:  # noqa: PT011 - the reason is what is tested
        read_text(tmp_path / "absent")
    assert reason(found.value) == "no such file or directory"
    assert reason(ValueError("Embedded NULL")) == "embedded null"


def test_a_name_that_is_too_long_is_no_folder(tmp_path):
    """And no crash."""
    assert is_folder(tmp_path)
    assert not is_folder(tmp_path / ("x" * 5000))
