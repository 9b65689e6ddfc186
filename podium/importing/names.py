"""Names: from Docker's to Score's, and what the name of a variable says about its value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["Meaning", "free_name", "label", "labels", "meaning_of"]

_LONGEST = 63
_BAD = re.compile(r"[^a-z0-9]+")
_TOKENS = re.compile(r"[A-Z]+[0-9]*(?![a-z])|[A-Z]?[a-z]+[0-9]*|[0-9]+")

_ROLES: Final = {
    "host": "HOST HOSTS HOSTNAME SERVER SERVERS ADDR ADDRESS ENDPOINT ENDPOINTS URL URI URLS DSN BROKER BROKERS NODE "
    "NODES BOOTSTRAP PEERS",
    "port": "PORT",
    "username": "USER USERNAME LOGIN",
    "password": "PASS PASSWORD PASSWD PWD",
    "database": "DB DATABASE DBNAME SCHEMA",
    "vhost": "VHOST",
    "bucket": "BUCKET",
    "topic": "TOPIC",
    "model": "MODEL",
}
_ROLE_OF: Final = {word: role for role, words in _ROLES.items() for word in words.split()}
_DATABASE_WORDS: Final = frozenset(
    {"DB", "DATABASE", "PG", "POSTGRES", "POSTGRESQL", "MYSQL", "MARIADB", "MONGO", "MSSQL"}
)
_JOINED: Final = re.compile(r"^(PG|DB)(HOST|PORT|USER|PASSWORD|PASS|DATABASE|NAME)$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a variable's name says.

    Attributes:
        role: host, port, username, password, database, vhost, bucket, topic, model, or empty if it says none of these.
        prefix: The words before; variables of one connection share them.
    """

    role: str
    prefix: tuple[str, ...]


def meaning_of(variable: str) -> Meaning:
    """Return what the name of a variable says: ``WORDPRESS_DB_HOST`` is a host, its prefix ``WORDPRESS DB``."""
    tokens = tuple(token.upper() for token in _TOKENS.findall(variable))
    tokens = tuple(part for token in tokens for part in _parts(token))
    if not tokens:
        return Meaning("", ())
    last, before = tokens[-1], tokens[:-1]
    if last in {"KEY", "ID"}:
        return _key_meaning(tokens)
    if last == "NAME" and before:
        role = "database" if before[-1] in _DATABASE_WORDS else _ROLE_OF.get(before[-1], "")
        return Meaning(role, before[:-1] if before[-1] in _ROLE_OF and role != "database" else before)
    role = _ROLE_OF.get(last, "")
    return Meaning(role, tokens if role == "database" and last == "DB" and not before else before)


def label(name: str) -> str:
    """Return the name as Score allows it: 2 to 63 lower case letters, digits and dashes."""
    text = _BAD.sub("-", name.lower()).strip("-")[:_LONGEST].strip("-")
    return text if len(text) > 1 else f"{text or 'x'}-{'x' if not text else 'app'}"


def labels(names: Iterable[str]) -> dict[str, str]:
    """Return the Score name of each of several names, all different; names that may stay as they are go first."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (label(name) != name, name)):
        found[name] = free_name(label(name), found.values())
    return found


def free_name(wanted: str, taken: Collection[str] | Iterable[str]) -> str:
    """Return the name, with a number if it is taken."""
    used = set(taken)
    candidates = (wanted, *(f"{wanted[: _LONGEST - 5]}-{number}" for number in range(2, len(used) + 3)))
    return next(name for name in candidates if name not in used)


def _parts(token: str) -> tuple[str, ...]:
    match = _JOINED.match(token)
    return match.groups() if match else (token,)


def _key_meaning(tokens: tuple[str, ...]) -> Meaning:
    """Return the meaning of ``…_ACCESS_KEY(_ID)`` and ``…_SECRET(_ACCESS)_KEY``."""
    if "SECRET" in tokens:
        return Meaning("password", tokens[: tokens.index("SECRET")])
    if "ACCESS" in tokens:
        return Meaning("username", tokens[: tokens.index("ACCESS")])
    return Meaning("", tokens)
