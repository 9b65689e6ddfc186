"""References: where the variables of a service name another one, placeholders take the place of the names.

A value is changed only where it is certain what it means: in a URL, as ``host:port``, in a connection string, or where
the name of the variable says host, user, password or database. Everything else that looks like a reference is reported.
A placeholder is kept inside the text like a deferred variable, as ``<claim>.<output>``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from podium.importing.backing import Kind
from podium.importing.hosts import KEYWORDS, ClaimIds, Hosts, connections_of, databases_of, port_of
from podium.importing.interpolation import defer, deferred_names
from podium.importing.names import Meaning, meaning_of
from podium.importing.ports import Port
from podium.importing.project import Application, Backing

__all__ = ["Claims", "Rewriter"]

_NATIVE = {
    "postgres": {"postgres", "postgresql"},
    "mysql": {"mysql", "mysql2", "mariadb"},
    "mongodb": {"mongodb"},
    "redis": {"redis", "rediss"},
    "amqp": {"amqp", "amqps"},
    "elasticsearch": {"http", "https"},
    "mssql": {"mssql", "sqlserver"},
}
"""Schemes of URLs that take user and password, by resource type."""

_SHORT_NAMES = {
    "postgres": {"PG", "DB", "DATABASE"},
    "mysql": {"DB", "DATABASE"},
    "mssql": {"SA", "DB", "DATABASE"},
    "s3": {"AWS"},
}
"""Words besides its own names that speak of a type in the names of variables."""

_GIVEN = frozenset({"bucket", "topic", "model"})
"""Roles whose value a claim is given, whatever it was in Compose."""


@dataclass(slots=True)
class Claims:
    """The claims of one workload, by name; each is the content of an entry under ``resources:``."""

    found: dict[str, dict[str, object]] = field(default_factory=dict)

    def claim(self, name: str, body: Mapping[str, object]) -> str:
        """Add a claim, or find the same one again, and return its name; a name that is taken gets a number."""
        candidate, number = name, 1
        while self.found.setdefault(candidate, dict(body)) != body:
            number += 1
            candidate = f"{name[:58]}-{number}"
        return candidate


@dataclass(slots=True)
class Rewriter:
    """Changes the texts of one workload.

    Attributes:
        hosts: The names in the project.
        me: Name of the service whose texts are changed.
        claims: Gets the claims that placeholders need.
        ids: Ids of the claims for backing services.
        known: The backing services that the service refers to.
        doubts: What looks like a reference and was left, for the text at hand.
        claimed: The backing services that are claimed, by the name of the claim.
    """

    hosts: Hosts
    me: str
    claims: Claims
    ids: ClaimIds
    known: Sequence[Backing] = ()
    doubts: list[tuple[str, str]] = field(default_factory=list)
    claimed: dict[str, Backing] = field(default_factory=dict)
    _connections: dict[tuple[str, ...], Backing] = field(default_factory=dict)
    _databases: dict[str, set[str]] = field(default_factory=dict)
    _here: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, variables: Mapping[str, str]) -> None:
        """Look at all variables of the service: which backing services it knows, which variables belong together."""
        known = {owner.name: owner for text in variables.values() for owner in self.hosts.mentioned(text)}
        backings = [owner for owner in known.values() if isinstance(owner, Backing)]
        self.known = sorted({b.name: b for b in (*backings, *self.known)}.values(), key=lambda b: b.name)
        self._connections = connections_of(self.hosts, variables)
        self._databases = databases_of(self.hosts, variables)

    def text(self, text: str) -> str:
        """Return a text whose addresses are placeholders, wherever in it they stand."""
        self._here = databases_of(self.hosts, {"": text})
        changed = self._addresses(text)
        self._here = {}
        return changed

    def _addresses(self, text: str) -> str:
        text = self.hosts.dsn.sub(self._dsn, text)
        text = self.hosts.url.sub(self._url, text)
        text = self.hosts.address.sub(self._address, text)
        return self.hosts.keyword.sub(self._keyword, text)

    def variable(self, name: str, text: str) -> str:
        """Return the value of a variable with its references as placeholders."""
        self._here = databases_of(self.hosts, {"": text})
        changed = self._addresses(text)
        for backing in self._referenced(changed):
            changed = self._keywords(changed, backing)
        self._here = {}
        meaning = meaning_of(name)
        changed = changed if changed != text else self._whole(meaning, text)
        if not self.doubts and meaning.role in {"", "host"}:
            self._doubt_tokens(changed)
        return changed

    def claim(self, backing: Backing) -> str:
        """Claim a backing service, the database that the text at hand or else the service uses; return the name."""
        databases = self._here.get(backing.name) or self._databases.get(backing.name, set())
        identifier = self.ids.id_of(backing, databases)
        name = self.claims.claim(identifier, {"type": backing.kind.resource_type, "id": identifier})
        self.claimed[name] = backing
        return name

    def reference(self, backing: Backing, role: str) -> str:
        """Return the placeholder for an output of a backing service, and claim it."""
        return defer(f"{self.claim(backing)}.{backing.kind.outputs[role]}")

    def _whole(self, meaning: Meaning, text: str) -> str:
        """Return what takes the place of a whole value: a bare host, or part of a login."""
        parts = text.split(",")
        if meaning.role == "host" and all(part in self.hosts and part != self.me for part in parts):
            return ",".join(self._host(self.hosts.owners[part]) or part for part in parts)
        backing = self._backing_of(meaning, text)
        if backing is not None:
            return self.reference(backing, meaning.role)
        return text

    def _doubt_tokens(self, text: str) -> None:
        """Report services whose names are left in a text."""
        for name in sorted({self.hosts.owners[match["host"]].name for match in self.hosts.token.finditer(text)}):
            if name != self.me:
                what = f"names service '{name}' and is not changed"
                self._doubt(what, "write a placeholder if the service's address is meant")

    def _backing_of(self, meaning: Meaning, text: str) -> Backing | None:
        """Return the backing service to whose login a variable belongs: by its prefix, else by its value."""
        role = meaning.role
        if not role or role == "host":
            return None
        related = self._connections.get(meaning.prefix)
        if related is not None and role in related.kind.outputs:
            return related
        able = [backing for backing in self.known if role in backing.kind.outputs]
        fitting = [backing for backing in able if role in _GIVEN or _has_value(backing, role, text)]
        named = [b for b in fitting if set(meaning.prefix) & _words_of(b)] or self._distinctive(fitting, text)
        if len(named) > 1:
            names = ", ".join(f"'{backing.name}'" for backing in named)
            self._doubt(f"may belong to each of {names}", "write the placeholder of the right resource")
        return named[0] if len(named) == 1 else None

    def _distinctive(self, fitting: Sequence[Backing], text: str) -> list[Backing]:
        """Return the backing services of which a value is one part of the login only; doubt it for the others."""
        clear = [b for b in fitting if list(b.values.values()).count(text) <= 1]
        for backing in fitting:
            if backing not in clear:
                self._doubt(f"may belong to the login of '{backing.name}'", "write the placeholder if it does")
        return clear

    def _host(self, owner: Application | Backing) -> str | None:
        if isinstance(owner, Application):
            if owner.ports:
                return defer(f"{self._service(owner)}.name")
            self._doubt(f"names service '{owner.name}', which has no port", "give it 'expose:' and import again")
            return None
        if "host" in owner.kind.outputs:
            return self.reference(owner, "host")
        self._doubt(
            f"names '{owner.name}', whose address is a URL", f"use the resource's output '{_url_output(owner.kind)}'"
        )
        return None

    def _service(self, owner: Application) -> str:
        body: dict[str, object] = {"type": "service"}
        if self.claims.found.get(owner.workload, body) == body:
            return self.claims.claim(owner.workload, body)
        return self.claims.claim(f"{owner.workload[:55]}-service", {**body, "params": {"workload": owner.workload}})

    def _port(self, owner: Application, target: int) -> tuple[str, str] | None:
        """Return the placeholders of an application's name and port."""
        port = _find(owner.ports, target)
        if port is None:
            self._doubt(
                f"names port {target} of service '{owner.name}', which it does not have", "declare the port there"
            )
            return None
        params = {"workload": owner.workload, "port": port.name}
        name = owner.workload if len(owner.ports) == 1 else f"{owner.workload}-{port.name}"[:63]
        claim = self.claims.claim(name, {"type": "service-port", "params": params})
        return defer(f"{claim}.hostname"), defer(f"{claim}.port")

    def _url(self, match: re.Match[str]) -> str:
        owner = self.hosts.owners[match["host"]]
        if owner.name == self.me:
            return match.group()
        if isinstance(owner, Application):
            return self._application_url(match, owner)
        port = int(match["port"] or owner.kind.port)
        if "url" in owner.kind.outputs:
            return self._endpoint(match, owner, port)
        if port != owner.kind.port:
            return self._other_port(match, owner)
        path = self._path(match, owner)
        login = self._login(match, owner)
        return f"{match['scheme']}://{login}{self.reference(owner, 'host')}:{self.reference(owner, 'port')}{path}"

    def _application_url(self, match: re.Match[str], owner: Application) -> str:
        target = port_of(match)
        if target is None:
            host = self._host(owner)
            return match.group() if host is None else _put_host(match, host)
        found = self._port(owner, target)
        return match.group() if found is None else _put_host(match, ":".join(found))

    def _endpoint(self, match: re.Match[str], owner: Backing, port: int) -> str:
        """Return the URL that the resource gives as one, and the path after it."""
        path, is_model = match["path"] or "", owner.kind.resource_type == "llm-model"
        if port != owner.kind.port or (is_model and not path.startswith("/v1")):
            return self._other_port(match, owner)
        rest = path.removeprefix("/v1") if is_model else path
        return self.reference(owner, "url") + ("" if rest == "/" else rest)

    def _login(self, match: re.Match[str], owner: Backing) -> str:
        """Return user and password of a URL: those of the resource where there are some or should be."""
        is_jdbc = match.string[: match.start()].endswith("jdbc:")
        schemes = set(match["scheme"].lower().split("+"))
        native = bool(schemes & _NATIVE.get(owner.kind.resource_type, set())) and not is_jdbc
        if match["user"] is None and not native:
            return ""
        if "username" not in owner.kind.outputs:
            return ""
        return f"{self.reference(owner, 'username')}:{self.reference(owner, 'password')}@"

    def _path(self, match: re.Match[str], owner: Backing) -> str:
        path = match["path"] or ""
        first, slash, rest = path.removeprefix("/").partition("/")
        if "vhost" in owner.kind.outputs and match["scheme"].lower() in _NATIVE["amqp"]:
            return f"/{self.reference(owner, 'vhost')}"
        if "database" in owner.kind.outputs and first:
            return f"/{self.reference(owner, 'database')}{slash}{rest}"
        return path

    def _address(self, match: re.Match[str]) -> str:
        owner = self.hosts.owners[match["host"]]
        if owner.name == self.me:
            return match.group()
        port = int(match["port"])
        if isinstance(owner, Application):
            found = self._port(owner, port)
            return match.group() if found is None else f"{found[0]}{match['colon']}{found[1]}"
        if port != owner.kind.port or "host" not in owner.kind.outputs:
            return self._other_port(match, owner)
        return f"{self.reference(owner, 'host')}{match['colon']}{self.reference(owner, 'port')}"

    def _keyword(self, match: re.Match[str]) -> str:
        host = self._host(self.hosts.owners[match["host"]])
        return match.group() if host is None else f"{match['key']}{host}"

    def _dsn(self, match: re.Match[str]) -> str:
        """Return the form of Go's MySQL driver, ``user:password@tcp(host:port)/name``."""
        owner = self.hosts.owners[match["host"]]
        if not isinstance(owner, Backing) or owner.kind.resource_type != "mysql":
            return match.group()
        reference = {role: self.reference(owner, role) for role in ("username", "password", "host", "port", "database")}
        return "{username}:{password}@tcp({host}:{port})/{database}".format(**reference)

    def _keywords(self, text: str, backing: Backing) -> str:
        """Return a connection string whose login is the resource's: ``user=… password=… dbname=…``."""
        for role, pattern in KEYWORDS.items():
            if role in backing.kind.outputs and pattern.search(text):
                reference = self.reference(backing, role)
                text = pattern.sub(rf"\g<1>{reference}", text)
        return text

    def _referenced(self, text: str) -> list[Backing]:
        names = {name.partition(".")[0] for name in deferred_names(text) if "." in name}
        return list({backing.name: backing for name, backing in self.claimed.items() if name in names}.values())

    def _other_port(self, match: re.Match[str], owner: Backing) -> str:
        port = match["port"] or "a port that is not said"
        what = f"names port {port} of '{owner.name}', which the resource does not give"
        self._doubt(what, f"read what you need from the resource of type '{owner.kind.resource_type}'")
        return match.group()

    def _doubt(self, what: str, fix: str) -> None:
        if (what, fix) not in self.doubts:
            self.doubts.append((what, fix))


def _put_host(match: re.Match[str], host: str) -> str:
    user = (
        "" if match["user"] is None else match["user"] + ("" if match["password"] is None else f":{match['password']}")
    )
    return f"{match['scheme']}://{user}{'@' if match['user'] is not None else ''}{host}{match['path'] or ''}"


def _find(ports: Sequence[Port], target: int) -> Port | None:
    return next((port for port in ports if port.target == target), None)


def _has_value(backing: Backing, role: str, text: str) -> bool:
    if role == "port":
        return text == str(backing.kind.port)
    values = {backing.values.get(role)} | ({backing.values.get("root")} if role == "password" else set())
    return bool(text) and text in values


def _words_of(backing: Backing) -> set[str]:
    """Return the words by which names of variables speak of a backing service."""
    words = {*backing.name.upper().replace("-", "_").split("_"), *backing.kind.resource_type.upper().split("-")}
    words |= {image.upper() for image in backing.kind.images}
    return words | _SHORT_NAMES.get(backing.kind.resource_type, set())


def _url_output(kind: Kind) -> str:
    return kind.outputs.get("url", "")
