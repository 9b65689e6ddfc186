"""Where texts name services: the patterns of addresses, and what all variables of a service together say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from podium.importing.names import label, meaning_of
from podium.importing.project import Application, Backing

__all__ = ["KEYWORDS", "ClaimIds", "Hosts", "connections_of", "databases_of", "inferred_ports", "port_of"]

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_BEFORE = r"(?<![\w.\-\ufffe])"
_AFTER = r"(?![\w.\-])"

KEYWORDS: Final = {
    role: re.compile(rf"(?i:((?:^|(?<=[\s;?&]))(?:{words})\s*=\s*))[^;&\s]+")
    for role, words in {
        "username": "user id|uid|username|user",
        "password": "password|pwd",
        "database": "initial catalog|databasename|database|dbname",
        "port": "port",
    }.items()
}
"""Parts of connection strings, by role; the first group is kept."""


class Hosts:
    """Every name under which a project's services are reached."""

    def __init__(self, applications: Iterable[Application], backings: Iterable[Backing]) -> None:
        self.owners: dict[str, Application | Backing] = {}
        self.owners |= {owner.name: owner for owner in applications}
        self.owners |= {owner.name: owner for owner in backings}
        for owner in list(self.owners.values()):
            for host in sorted(owner.hosts):
                self.owners.setdefault(host, owner)
        names = "|".join(re.escape(host) for host in sorted(self.owners, key=lambda host: (-len(host), host)))
        host = f"(?P<host>{names or '(?!)'})"
        self.url = re.compile(
            r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]{0,30})://"
            r"(?:(?P<user>[^:@/?#\s,]*)(?::(?P<password>[^@/?#\s]*))?@)?"
            rf"{host}{_AFTER}(?::(?P<port>[0-9]{{1,5}})(?![0-9]))?(?P<path>/[^?#\s,;\"']*)?"
        )
        self.address = re.compile(rf"{_BEFORE}{host}(?P<colon>[:,])(?P<port>[0-9]{{1,5}}){_AFTER}")
        self.keyword = re.compile(
            rf"(?i:(?P<key>\b(?:host|hostname|server|data source|address|addr)\s*=\s*)){host}{_AFTER}"
        )
        self.token = re.compile(rf"(?:^|(?<=[\s,;=@(])){host}(?=$|[\s,;)]|:(?!//))")
        self.dsn = re.compile(
            rf"^(?P<user>[^:@/]*):(?P<password>[^@]*)@(?P<open>tcp\(){host}:(?P<port>[0-9]+)\)/(?P<path>\w*)"
        )

    def __contains__(self, text: object) -> bool:
        return text in self.owners

    def mentioned(self, text: str) -> Iterator[Application | Backing]:
        """Yield the owners of the hosts that a text names in a URL, with a port or by a keyword, or that it is."""
        for pattern in (self.url, self.address, self.keyword, self.dsn):
            for match in pattern.finditer(text):
                yield self.owners[match["host"]]
        if text in self.owners:
            yield self.owners[text]


def inferred_ports(hosts: Hosts, texts: Iterable[str]) -> dict[str, set[int]]:
    """Return ports of applications that texts name, by the application's name: Compose needs no declaration of them."""
    found: dict[str, set[int]] = {}
    for text in texts:
        for match in (*hosts.url.finditer(text), *hosts.address.finditer(text)):
            port = port_of(match)
            owner = hosts.owners[match["host"]]
            if isinstance(owner, Application) and port and 0 < port < 65536:  # noqa: PLR2004 - the highest port
                found.setdefault(owner.name, set()).add(port)
    return found


def port_of(match: re.Match[str]) -> int | None:
    """Return the port that a match of an address names, or the one of its scheme."""
    if match["port"]:
        return int(match["port"])
    return _DEFAULT_PORTS.get(match["scheme"].lower())


def connections_of(hosts: Hosts, variables: Mapping[str, str]) -> dict[tuple[str, ...], Backing]:
    """Return the backing service that variables with one prefix belong to: the one that ``<prefix>_HOST`` names."""
    found: dict[tuple[str, ...], Backing] = {}
    for name, text in variables.items():
        meaning = meaning_of(name)
        owners = [owner for owner in hosts.mentioned(text) if isinstance(owner, Backing)]
        if meaning.role == "host" and owners:
            found.setdefault(meaning.prefix, owners[0])
    return found


def databases_of(hosts: Hosts, variables: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the names of databases that variables use, by the backing service's name."""
    found: dict[str, set[str]] = {}
    connections = connections_of(hosts, variables)
    for name, text in variables.items():
        for backing, database in _databases_in(hosts, text):
            found.setdefault(backing.name, set()).add(database)
        meaning = meaning_of(name)
        related = connections.get(meaning.prefix) if meaning.role == "database" else None
        if related is not None and text:
            found.setdefault(related.name, set()).add(text)
    return found


class ClaimIds:
    """Ids of the claims for backing services: one for each database, because a resource is one database.

    The database that the server is told to make, or the only one that is used, has the service's own name as its id.
    """

    def __init__(self, backings: Sequence[Backing], usage: Iterable[Mapping[str, set[str]]]) -> None:
        used: dict[str, set[str]] = {}
        for found in usage:
            for name, databases in found.items():
                used.setdefault(name, set()).update(databases)
        self._primary = {b.name: _primary(b, used.get(b.name, set())) for b in backings}

    def id_of(self, backing: Backing, databases: set[str]) -> str:
        """Return the id of the claim for one database of a backing service; for none or several, the service's own."""
        database = next(iter(databases)) if len(databases) == 1 else None
        if database is None or database == self._primary.get(backing.name, database):
            return backing.claim
        return f"{backing.claim}-{label(database)}"[:63].strip("-")


def _primary(backing: Backing, used: set[str]) -> str | None:
    stated = backing.values.get("database")
    if stated in used:
        return stated
    return next(iter(used)) if len(used) == 1 else None


def _databases_in(hosts: Hosts, text: str) -> Iterator[tuple[Backing, str]]:
    """Yield the databases that a text names in the path of a URL or by a keyword."""
    owners: list[Backing] = []
    for match in (*hosts.url.finditer(text), *hosts.dsn.finditer(text)):
        owner = hosts.owners[match["host"]]
        first = (match["path"] or "").removeprefix("/").partition("/")[0]
        if isinstance(owner, Backing) and "database" in owner.kind.outputs and first:
            yield owner, first
    owners = [o for o in hosts.mentioned(text) if isinstance(o, Backing) and "database" in o.kind.outputs]
    keyword = KEYWORDS["database"].search(text)
    if owners and keyword:
        yield owners[0], keyword.group()[len(keyword[1]) :]
