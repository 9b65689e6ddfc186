"""Passwords follow from a key."""

from __future__ import annotations

import collections
import re
import stat

import pytest

from podium.diagnostics import PodiumError
from podium.program.derive import KeyFile, derived_password

KEY = b"0123456789abcdef"


def test_the_same_key_and_name_give_the_same_password():
    """Anything else gives another one; the value is fixed, because manifests in a repository depend on it."""
    assert derived_password(KEY, "db", 32) == "ieosL0GDHk2wlkHIC64l3biayUjUG8Bx"
    others = {derived_password(b"another key, as long", "db", 32), derived_password(KEY, "dc", 32)}
    assert len(others | {derived_password(KEY, "db", 32), derived_password(KEY, "db", 33)[:32]}) == 4


@pytest.mark.parametrize("length", [16, 32, 100])
def test_a_password_is_letters_and_digits(length):
    """As many as asked for; safe in URLs and shells."""
    assert re.fullmatch(rf"[A-Za-z0-9]{{{length}}}", derived_password(KEY, "db", length))


def test_no_character_is_favoured():
    """All 62 occur, each near its share."""
    counts = collections.Counter(derived_password(KEY, "db", 62_000))
    assert len(counts) == 62
    assert 850 < min(counts.values()) <= max(counts.values()) < 1150


def test_a_key_file_is_made_at_first_use_and_then_kept(tmp_path):
    """Private, in a private folder, and the user is told."""
    told = []
    file = tmp_path / "state" / "render.key"
    first = KeyFile(file, told.append).read()
    assert (told, len(first)) == ([file], 64)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["render.key"]
    assert (KeyFile(file, told.append).read(), told) == (first, [file])


def test_a_key_file_that_is_named_is_never_made(tmp_path):
    """A wrong name would mean other passwords without a word."""
    with pytest.raises(PodiumError) as caught:
        KeyFile(tmp_path / "none.key").read()
    (problem,) = caught.value.diagnostics
    assert (problem.code, "No such file" in problem.message, "openssl rand" in problem.fix) == ("P005", True, True)
    assert not list(tmp_path.iterdir())


def test_a_short_key_is_refused(tmp_path):
    """White space does not count; the key itself is not shown."""
    file = tmp_path / "short.key"
    file.write_text("s3cr3t\n" + " " * 20, encoding="utf-8")
    with pytest.raises(PodiumError, match="holds 6 bytes; a key has at least 16") as caught:
        KeyFile(file).read()
    assert "s3cr3t" not in str(caught.value)
