"""What may not stand in a committed file."""

from __future__ import annotations

import re

from tests.architecture.tree import ROOT, committed

# Written in pieces, so that this file is no finding itself.
HOSTS = re.compile(
    "|".join(
        re.escape(host)
        for host in (
            "pypi" + ".org",
            "files.python" + "hosted.org",
            "proxy.go" + "lang.org",
            "sum.go" + "lang.org",
            "registry.npm" + "js.org",
            "deb.deb" + "ian.org",
        )
    )
)
MACHINE = re.compile(r"(?<![\w.])/" + r"work\b|\.\./" + r"shared\b\b")
MAY_LOOK_BESIDE = {".ci/run"}


def text(path) -> str:
    """Return a committed file's text; none for what is no text."""
    return (ROOT / path).read_bytes().decode(errors="replace")


def test_no_file_names_a_registry():
    """Where packages come from is the machine's own setting."""
    assert [str(path) for path in committed() if HOSTS.search(text(path))] == []


def test_no_file_names_a_place_on_one_machine():
    """The repository works wherever it is cloned."""
    found = [str(path) for path in committed() if MACHINE.search(text(path))]
    assert [path for path in found if path not in MAY_LOOK_BESIDE] == []


def test_locks_carry_hashes_and_no_address():
    """Every pinned package is checked against a hash when it is installed."""
    locks = [path for path in committed() if path.name.startswith("requirements") and path.suffix == ".lock"]
    assert locks
    for lock in locks:
        entries = re.split(r"\n(?=\S)", text(lock).strip())
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == [], lock
        assert "://" not in text(lock)
        assert "--index" not in text(lock)
