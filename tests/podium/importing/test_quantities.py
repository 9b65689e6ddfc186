from __future__ import annotations

import pytest

from podium.importing.quantities import cores, memory, seconds, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("512m", "512Mi"),
        ("1g", "1Gi"),
        ("1.5GB", "1536Mi"),
        ("1000", "1000"),
        ("64kb", "64Ki"),
        ("2b", "2"),
        ("0", None),
    ],
)
def test_bytes_are_powers_of_1024(text, expected):
    """In Docker, m is a mebibyte."""
    assert memory(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("0.50", "500m"), ("2", "2"), ("1.0", "1"), ("0.0015", "2m"), ("0", None)]
)
def test_cores_become_millicores(text, expected):
    """Rounded up."""
    assert cores(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("1m30s", 90), ("500ms", 1), ("1.5h", 5400), ("10us", 1), ("0s", 0)])
def test_durations_become_whole_seconds(text, expected):
    """Rounded up, because zero would mean another thing."""
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        *((memory, text) for text in ("", "lots", "-1", "1x", "1" * 100, "nan")),
        *((cores, text) for text in ("", "many", "-1", "nan", "inf", "1e999999", "0.0001")),
        *((seconds, text) for text in ("", "soon", "10", "1d", "s", "1s" * 100)),
        (words, "'open"),
    ],
)
def test_what_is_no_quantity_is_refused(parse, text):
    """With a ValueError, for the caller to tell."""
    with pytest.raises(ValueError):  # noqa: PT011 - the caller tells what is wrong
        parse(text)


def test_command_lines_are_split_as_a_shell_does():
    """Quotes and escapes are undone."""
    assert words("sh -c 'a b' c\\ d") == ["sh", "-c", "a b", "c d"]
