from __future__ import annotations

import pytest

from podium.importing.mounts import mount_parts, parse_mount


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/data", ("volume", "", "/data", False)),
        ("data:/data", ("volume", "data", "/data", False)),
        ("data:/data:ro", ("volume", "data", "/data", True)),
        ("./a:/b:rw,z", ("bind", "./a", "/b", False)),
        ("/a:/b:z,ro", ("bind", "/a", "/b", True)),
        ("~/a:/b", ("bind", "~/a", "/b", False)),
        ("C:\\a:/b", ("bind", "C:\\a", "/b", False)),
        ("..:/b", ("bind", "..", "/b", False)),
    ],
)
def test_the_short_form(node, text, expected):
    """Compose Specification, "volumes", short syntax."""
    mount = parse_mount(node(f"v: '{text}'").get(("v",)))
    assert (mount.kind, mount.source, mount.target, mount.is_read_only) == expected


def test_the_long_form(node):
    """With a sub path."""
    text = "{type: volume, source: a, target: /b, read_only: true, volume: {subpath: c}}"
    mount = parse_mount(node(text))
    assert (mount.kind, mount.source, mount.target, mount.is_read_only, mount.sub_path) == (
        "volume",
        "a",
        "/b",
        True,
        "c",
    )


@pytest.mark.parametrize("text", ["''", "':/b'", "'aa:'", "'aa:/b:c:d'", "{type: bind, source: a}"])
def test_what_is_no_mount_is_refused(node, text):
    """Each needs a path in the container."""
    with pytest.raises(ValueError):  # noqa: PT011 - the caller tells what is wrong
        parse_mount(node(f"v: {text}").get(("v",)))


def test_a_drive_letter_is_no_part(node):
    """A path on Windows begins with one."""
    assert mount_parts("D:/a:/b:ro") == ["D:/a", "/b", "ro"]
    assert mount_parts("") == [""]
