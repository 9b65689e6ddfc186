"""Reading lock files."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from podium.collecting import collecting_later
from podium.diagnostics import Diagnostic, LockError, Span
from podium.lock.model import LOCK_VERSION, Lock
from podium.paths import shown
from podium.spec.reading import NotAFileError, TooLargeError, read_limited

__all__ = ["LOCK_FOLDER", "MAX_LOCK", "digest_of", "lock_file", "parse_lock", "read_lock", "read_lock_file"]

LOCK_FOLDER = Path("stacks")

MAX_LOCK = 64 * 1024 * 1024
"""A lock may have this many bytes: some 50,000 resources."""

_UID = re.compile(r"[^.#]+\.[^.#]+#.+", re.DOTALL)

_PARSE_PROBLEM = re.compile(r"(.*) at line (\d+) column (\d+)", re.DOTALL)

_TAKE_BACK = "take the file back from version control"


def lock_file(root: Path, environment: str) -> Path:
    """Return where the lock of an environment is."""
    return root / LOCK_FOLDER / f"podium.lock.{environment}.json"


def read_lock(root: Path, environment: str, *, trusting: bool = False) -> Lock | None:
    """Read the lock of an environment.

    Args:
        root: The project's folder.
        environment: The environment's name.
        trusting: Whether a lock that somebody edited is taken as it is, because it is about to be written anew.

    Returns:
        The lock; None if the environment has none.

    Raises:
        LockError: As :func:`read_lock_file`.
    """
    file = lock_file(root, environment)
    try:
        return read_lock_file(file, environment, trusting=trusting)
    except FileNotFoundError:
        return None


def read_lock_file(file: Path, environment: str | None = None, *, trusting: bool = False) -> Lock:
    """Read a lock file.

    Args:
        file: The file.
        environment: The environment that it must be of; None for any.
        trusting: Whether one that somebody edited is taken as it is.

    Raises:
        FileNotFoundError: There is no such file.
        LockError: It cannot be read, is no JSON or has another form (``D001``), was edited by hand (``D002``), or was
            written by a newer Podium (``D003``).
    """
    name = shown(file)
    try:
        raw = read_limited(file, MAX_LOCK, allow_pipe=True)
    except FileNotFoundError:
        raise
    except TooLargeError:
        _refuse(Span(name), f"the lock has more than {MAX_LOCK} bytes", fix="split the environment")
    except NotAFileError as problem:
        _refuse(Span(name), f"the lock is {problem}", fix="put a file in its place")
    except OSError as problem:
        _refuse(Span(name), f"cannot read the lock: {str(problem.strerror).lower()}", fix="let your user read it")
    return parse_lock(raw, name, environment, trusting=trusting)


@collecting_later()
def parse_lock(raw: bytes, name: str, environment: str | None = None, *, trusting: bool = False) -> Lock:
    """Return the lock that a file holds.

    Args:
        raw: What the file holds.
        name: Name of the file for diagnostics.
        environment: The environment that it must be of; None for any.
        trusting: Whether one that somebody edited is taken as it is.

    Raises:
        LockError: As :func:`read_lock_file`.
    """
    form = _parsed(raw, name)
    _check_version(form, raw, name)
    if not trusting and form.get("digest") != digest_of(form):
        message, why = "the lock was edited by hand", "its digest does not fit what it holds"
        span = _place(raw, name, "digest")
        raise LockError(Diagnostic("D002", message, span, why=why, fix=f"{_TAKE_BACK}, or {_anew(form)}"))
    lock = _lock(form, name)
    if environment not in {None, lock.environment}:
        message = f"the lock is of environment '{lock.environment}', not '{environment}'"
        _refuse(_place(raw, name, "environment"), message, fix=f"{_TAKE_BACK}, or delete it")
    return lock


def digest_of(form: Mapping[str, Any]) -> str:
    """Return the digest of a lock's plain data, of all but the digest itself.

    Args:
        form: The data, in the order in which it stands in the file; how lines are broken does not matter.
    """
    rest = {key: value for key, value in form.items() if key != "digest"}
    return f"sha256:{hashlib.sha256(to_json(rest)).hexdigest()}"


def _parsed(raw: bytes, name: str) -> dict[str, Any]:
    try:
        form = from_json(raw, allow_inf_nan=False, cache_strings="all")
    except ValueError as problem:
        found = _PARSE_PROBLEM.fullmatch(str(problem))
        what, line, column = found.groups() if found else (str(problem), "1", "1")
        start = max(1, int(column))
        place = Span(name, int(line), start, int(line), start + 1)
        _refuse(place, f"the lock is no JSON: {what}")
    if not isinstance(form, dict):
        _refuse(Span(name), "the lock is no JSON object")
    return form


def _check_version(form: Mapping[str, Any], raw: bytes, name: str) -> None:
    version, span = form.get("lockVersion"), _place(raw, name, "lockVersion")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        _refuse(span, "the lock does not say its version", why="'lockVersion' is a whole number")
    if version > LOCK_VERSION:
        message = f"the lock has version {version}, and this Podium reads up to {LOCK_VERSION}"
        why = "a newer Podium wrote it"
        raise LockError(Diagnostic("D003", message, span, why=why, fix="use that Podium, or a newer one"))


def _lock(form: Mapping[str, Any], name: str) -> Lock:
    """Return the lock; what stands under its name gets the name back first."""
    named = {key: value for key, value in form.items() if key not in {"digest", "lockVersion"}}
    for key, field in (("workloads", "name"), ("resources", "uid")):
        entries = form.get(key)
        if isinstance(entries, dict):
            named[key] = {
                entry: {**value, field: entry} if isinstance(value, dict) else value for entry, value in entries.items()
            }
    try:
        lock = _adapter().validate_python(named)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        message = f"the lock has another form at '{where}': {first['msg'][:1].lower()}{first['msg'][1:]}"
        _refuse(Span(name), message)
    for uid in lock.resources:
        if not _UID.fullmatch(uid):
            _refuse(Span(name), f"the lock has another form at 'resources': {uid!r} is no uid")
    return lock


@functools.cache
def _adapter() -> TypeAdapter[Lock]:
    return TypeAdapter(Lock)


def _refuse(span: Span, message: str, *, why: str = "", fix: str = "") -> NoReturn:
    fix = fix or f"{_TAKE_BACK}; of two sides of a merge take one, then write it anew with `podium lock`"
    raise LockError(Diagnostic("D001", message, span, why=why or "only `podium lock` writes it", fix=fix))


def _place(raw: bytes, name: str, key: str) -> Span:
    """Return where a key of the top stands; the beginning of the file if that cannot be told."""
    found = re.search(rb'^ {0,4}"' + key.encode() + rb'"', raw, re.MULTILINE)
    if found is None:
        return Span(name)
    line, start = raw.count(b"\n", 0, found.start()) + 1, found.group().index(b'"') + 1
    return Span(name, line, start, line, start + len(key) + 2)


def _anew(form: Mapping[str, Any]) -> str:
    environment = form.get("environment")
    return f"`podium lock -e {environment if isinstance(environment, str) else 'ENV'}` writes it anew"
