"""Reading lock files: whatever stands there, it is read or refused with its place."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podium.diagnostics import LockError
from podium.lock.model import Lock
from podium.lock.read import digest_of, lock_file, parse_lock, read_lock, read_lock_file
from podium.lock.write import to_text, write_lock
from tests.podium.lock.locks import a_lock, a_resource

LOCK = a_lock(a_resource("redis.default#web.cache", params={"size": 1}))
TEXT = to_text(LOCK)


def refused(text: str | bytes) -> str:
    """Return code, place and message of what is wrong with a lock."""
    with pytest.raises(LockError) as caught:
        parse_lock(text if isinstance(text, bytes) else text.encode(), "lock.json")
    (problem,) = caught.value.diagnostics
    assert problem.fix
    assert problem.why
    return f"{problem.code} {problem.span}: {problem.message}"


def signed(form: dict) -> str:
    """Return a lock's text with the digest that fits."""
    return json.dumps({**form, "digest": digest_of(form)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "D001 lock.json:1:1: the lock is no JSON: EOF while parsing a value"),
        ("[]", "D001 lock.json:1:1: the lock is no JSON object"),
        ('{\n  "a": nothing\n}', "D001 lock.json:2:9: the lock is no JSON: expected ident"),
        ('{"a": NaN}', "D001 lock.json:1:7: the lock is no JSON: expected value"),
        ("[" * 1000, "D001 lock.json:1:202: the lock is no JSON: recursion limit exceeded"),
        (b'{"a": "\xff"}', "D001 lock.json:1:8: the lock is no JSON: invalid unicode code point"),
        ("{}", "D001 lock.json:1:1: the lock does not say its version"),
        ('{"lockVersion": "1"}', "D001 lock.json:1:1: the lock does not say its version"),
        ('{\n  "lockVersion": true}', "D001 lock.json:2:3: the lock does not say its version"),
        ('{\n  "lockVersion": 2}', "D003 lock.json:2:3: the lock has version 2, and this Podium reads up to 1"),
        (TEXT.replace('"size": 1', '"size": 2'), "D002 lock.json:4:3: the lock was edited by hand"),
        (
            TEXT.replace('  "digest"', '<<<<<<< ours\n  "digest"'),
            "D001 lock.json:4:1: the lock is no JSON: key must be a string",
        ),
    ],
)
def test_what_is_no_lock_is_refused_with_its_place(text, expected):
    """Conflicts of a merge too."""
    assert refused(text).startswith(expected)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"resources": []}, "'resources'"),
        ({"resources": {"a": 1}}, "'resources.a'"),
        ({"resources": {"a": {"definition": "x"}}}, "'resources.a.component'"),
        ({"more": 1}, "'more'"),
        ({"environment": None}, "'environment'"),
        ({"workloads": {"web": {"file": "a", "digest": "b", "images": {"c": 1}}}}, "'workloads.web.images.c'"),
        ({"accepted": [{"uid": "a"}]}, "'accepted.0.before'"),
        ({"resources": {"a": {"uid": "b"}}}, "'resources.a.definition'"),
        ({"resources": {"a\u202e": next(iter(json.loads(TEXT)["resources"].values()))}}, r"'a\u202e' is no uid"),
    ],
)
def test_another_form_is_refused_by_its_path(change, expected):
    """Even if somebody made the digest fit."""
    message = refused(signed({**json.loads(TEXT), **change}))
    assert message.startswith("D001 lock.json:1:1: the lock has another form at ")
    assert expected in message


def test_how_lines_are_broken_does_not_matter():
    """A formatter or a checkout may have changed it."""
    for text in (json.dumps(json.loads(TEXT)), json.dumps(json.loads(TEXT), indent=8), TEXT.replace("\n", "\r\n")):
        assert parse_lock(text.encode(), "lock") == LOCK


def test_an_edited_lock_is_read_only_to_be_written_anew():
    """What it holds is taken as it is then."""
    edited = TEXT.replace('"size": 1', '"size": 2').encode()
    assert parse_lock(edited, "lock", trusting=True).resources["redis.default#web.cache"].params == {"size": 2}
    with pytest.raises(LockError, match="`podium lock -e dev` writes it anew"):
        parse_lock(edited, "lock")


def test_a_project_has_a_lock_for_each_environment(tmp_path):
    """None where there is no file; that of another environment is refused."""
    (tmp_path / "stacks").mkdir()
    assert read_lock(tmp_path, "dev") is None
    write_lock(tmp_path, LOCK)
    assert read_lock(tmp_path, "dev") == LOCK
    lock_file(tmp_path, "prod").write_text(TEXT)
    with pytest.raises(LockError, match="the lock is of environment 'dev', not 'prod'"):
        read_lock(tmp_path, "prod")


def test_what_cannot_be_read_is_told(tmp_path):
    """A folder, or a file that is too large."""
    (tmp_path / "lock.json").mkdir()
    with pytest.raises(LockError, match="the lock is a folder"):
        read_lock_file(tmp_path / "lock.json")
    large = tmp_path / "large.json"
    with large.open("wb") as stream:
        stream.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(LockError, match="has more than 67108864 bytes"):
        read_lock_file(large)
    with pytest.raises(FileNotFoundError):
        read_lock_file(tmp_path / "nothing.json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=4), below, max_size=3),
)


@given(st.dictionaries(st.sampled_from(["environment", "workloads", "resources", "definitions", "accepted"]), _JSON))
def test_nothing_but_a_diagnostic_comes_of_what_is_wrong(form):
    """Whatever a lock's keys hold."""
    text = signed({"lockVersion": 1, **form})
    with contextlib.suppress(LockError):
        assert isinstance(parse_lock(text.encode(), "lock"), Lock)


@given(st.binary(max_size=40))
def test_any_bytes_are_refused(raw):
    """Without a traceback."""
    with pytest.raises(LockError):
        parse_lock(raw, "lock")
