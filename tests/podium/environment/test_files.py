"""The text of environment files; what cannot be read is in `test_load.py`."""

from __future__ import annotations

from podium.environment.files import read_text


def test_a_file_is_read_whole(tmp_path):
    """As text."""
    (tmp_path / "a.yaml").write_text("grüße: 1\n", encoding="utf-8")
    assert read_text(tmp_path / "a.yaml") == "grüße: 1\n"
