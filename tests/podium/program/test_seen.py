"""What the guard has looked at before."""

from __future__ import annotations

import components
from podium.program.seen import Seen


def test_the_last_question_is_remembered(tmp_path):
    """For its own stack of its own project, and none but the last."""
    seen = Seen("shop", "dev", tmp_path / "guard")
    assert not seen.has(["a"])
    seen.keep(["a"])
    assert (seen.has(["a"]), seen.has(["b"])) == (True, False)
    assert not Seen("shop", "prod", tmp_path / "guard").has(["a"])
    assert not Seen("other", "dev", tmp_path / "guard").has(["a"])
    seen.keep(["b"])
    assert (seen.has(["a"]), seen.has(["b"])) == (False, True)


def test_other_code_is_another_question(tmp_path, monkeypatch):
    """A component that was edited is looked at again."""
    code = tmp_path / "code"
    code.mkdir()
    monkeypatch.setattr(components, "__path__", [*components.__path__, str(code)])
    seen = Seen("shop", "dev", tmp_path / "guard")
    seen.keep(["a"])
    (code / "extra.py").write_text("", encoding="utf-8")
    assert not seen.has(["a"])


def test_nothing_is_kept_where_nothing_can_be(tmp_path):
    """Then it is looked at each time."""
    (tmp_path / "guard").write_text("a file", encoding="utf-8")
    seen = Seen("shop", "dev", tmp_path / "guard")
    seen.keep(["a"])
    assert not seen.has(["a"])


def test_what_is_kept_tells_nothing(tmp_path):
    """A digest, in a file of the user's own."""
    Seen("shop", "dev", tmp_path / "guard").keep(["a secret"])
    (file,) = (tmp_path / "guard").iterdir()
    assert (len(file.read_text(encoding="ascii")), file.stat().st_mode & 0o777) == (64, 0o600)
