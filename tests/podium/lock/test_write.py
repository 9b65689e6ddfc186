"""Writing lock files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.diagnostics import LockError
from podium.lock.model import Acceptance, Lock, LockedWorkload
from podium.lock.read import parse_lock, read_lock
from podium.lock.write import is_written, to_text, write_lock
from tests.podium.lock.locks import a_lock, a_resource, any_lock

EXPECTED = """\
{
  "accepted": [],
  "definitions": {
    "cache": {
      "component": "redis",
      "match": {
        "type": "redis"
      }
    }
  },
  "digest": "sha256:DIGEST",
  "environment": "dev",
  "lockVersion": 1,
  "resources": {
    "redis.default#web.cache": {
      "aliases": [],
      "claimants": [
        {
          "name": "cache",
          "workload": "web"
        }
      ],
      "component": "redis",
      "definition": "cache",
      "identity": {},
      "name": "cache-1",
      "namespace": "namespace.default#dev",
      "needs": [],
      "outputs": {},
      "params": {
        "ä": "ö",
        "größe": 1.5
      },
      "stateful": false,
      "version": "1.0.0"
    }
  },
  "workloads": {
    "web": {
      "digest": "sha256:0",
      "file": "web/score.yaml",
      "images": {
        "main": "web:1"
      }
    }
  }
}
"""


def lock() -> Lock:
    """Return a small lock."""
    return a_lock(
        a_resource("redis.default#web.cache", params={"größe": 1.5, "ä": "ö"}),
        definitions={"cache": {"match": {"type": "redis"}, "component": "redis"}},
        workloads={"web": LockedWorkload("web", "web/score.yaml", "sha256:0", {"main": "web:1"})},
    )


def test_a_lock_is_sorted_json_for_people_to_review():
    """Two spaces, a newline at the end, and every name said once."""
    text = to_text(lock())
    digest = json.loads(text)["digest"].removeprefix("sha256:")
    expected = json.loads(EXPECTED.replace("DIGEST", digest))
    assert json.loads(text) == expected
    assert text.splitlines()[:3] == EXPECTED.splitlines()[:3]
    assert text == json.dumps(expected, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@given(any_lock)
def test_what_is_written_is_what_is_read(given_lock):
    """Round trip of anything that a lock can hold."""
    assert parse_lock(to_text(given_lock).encode(), "lock") == given_lock


@given(any_lock, st.randoms())
def test_the_same_decisions_are_the_same_bytes(given_lock, random):
    """In whatever order they were made."""

    def shuffled(entries):
        items = list(entries.items())
        random.shuffle(items)
        return dict(items)

    other = replace(
        given_lock,
        workloads=shuffled(given_lock.workloads),
        resources=shuffled(given_lock.resources),
        definitions=shuffled(given_lock.definitions),
    )
    assert to_text(other) == to_text(given_lock)


def test_a_lock_is_written_in_one_step(tmp_path):
    """Nothing else is left, and what was there is replaced."""
    (tmp_path / "stacks").mkdir()
    assert not is_written(tmp_path, lock())
    file = write_lock(tmp_path, lock())
    assert (file, is_written(tmp_path, lock())) == (tmp_path / "stacks/podium.lock.dev.json", True)
    later = replace(lock(), accepted=(Acceptance("a.b#c", "x", "y"),))
    assert not is_written(tmp_path, later)
    write_lock(tmp_path, later)
    assert read_lock(tmp_path, "dev") == later
    assert [file.name for file in (tmp_path / "stacks").iterdir()] == ["podium.lock.dev.json"]


def test_a_lock_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    """A folder that is not there, or a disk that is full in the middle."""
    with pytest.raises(LockError, match="D006"):
        write_lock(tmp_path, lock())
    (tmp_path / "stacks").mkdir()
    write_lock(tmp_path, lock())

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(LockError, match="No space left on device"):
        write_lock(tmp_path, a_lock())
    assert read_lock(tmp_path, "dev") == lock()
    assert [file.name for file in (tmp_path / "stacks").iterdir()] == ["podium.lock.dev.json"]
