"""Files that are none, that are too large, and texts in other encodings."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from podium.spec.reading import NotAFileError, TooLargeError, decoded, names_beside, read_limited


def test_a_file_is_read_up_to_the_limit(tmp_path):
    """One byte more is too much."""
    (tmp_path / "f").write_bytes(b"12345")
    assert read_limited(tmp_path / "f", 5) == b"12345"
    with pytest.raises(TooLargeError):
        read_limited(tmp_path / "f", 4)


def test_what_is_no_file_is_named(tmp_path):
    """Nothing waits for a pipe that nobody writes to, and no device is read."""
    os.mkfifo(tmp_path / "pipe")
    found = {}
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(NotAFileError) as refused:
            read_limited(path, 10)
        found[path.name] = str(refused.value)
    assert found == {tmp_path.name: "a folder", "pipe": "a pipe", "zero": "a device"}


def test_a_pipe_is_read_to_its_end_where_pipes_are_allowed(tmp_path):
    """As the shell's `<(…)` gives one; without a writer it is empty."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert read_limited(pipe, 10, allow_pipe=True) == b""
    keeper = os.open(pipe, os.O_RDWR)
    writer = threading.Timer(0.05, lambda: (os.write(keeper, b"late"), os.close(keeper)))
    writer.start()
    assert read_limited(pipe, 10, allow_pipe=True) == b"late"
    writer.join()


@pytest.mark.parametrize("path", ["a\0b", "missing", "x" * 300])
def test_paths_that_cannot_exist_are_an_error_of_the_system(tmp_path, path):
    """A NUL is no exception of its own kind."""
    with pytest.raises(OSError, match=r"No such file|name too long"):
        read_limited(tmp_path / path, 10)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"\xc3\xa9", "é"), (b"\xff\xfea\0", "a"), (b"\xfe\xff\0a", "a"), (b"\xef\xbb\xbfa", "\ufeffa"), (b"", "")],
)
def test_yaml_may_be_utf_8_or_marked_utf_16(raw, expected):
    """The mark of UTF-8 is left to the parser."""
    assert expected == decoded(raw)


@pytest.mark.parametrize("raw", [b"\xe9", b"\xff\xfea", b"\xed\xa0\x80"])
def test_other_encodings_are_refused(raw):
    """Latin-1, half of a UTF-16 unit, and a surrogate in UTF-8."""
    with pytest.raises(UnicodeDecodeError):
        decoded(raw)


def test_names_beside_a_path_are_listed_if_they_can_be(tmp_path):
    """They are only there to suggest one."""
    for name in ("b", "a"):
        (tmp_path / name).touch()
    assert names_beside(tmp_path / "c") == ["a", "b"]
    assert [names_beside(tmp_path / "no" / "c"), names_beside(Path("a\0/b"))] == [[], []]
