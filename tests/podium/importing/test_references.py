from __future__ import annotations

import re

import hypothesis
import pytest
from hypothesis import strategies

from podium.diagnostics import Span
from podium.importing.backing import kind_of
from podium.importing.hosts import ClaimIds, Hosts, databases_of
from podium.importing.interpolation import deferred_names
from podium.importing.ports import Port
from podium.importing.project import Application, Backing
from podium.importing.references import Claims, Rewriter
from podium.spec.document import parse_document

SPAN = Span("compose.yaml")
NODE = parse_document("{}", "compose.yaml")


def backing(name, image, **values):
    """Return a backing service."""
    return Backing(name, name, kind_of(image), NODE, SPAN, frozenset({name}), values, frozenset())


def application(name, *ports):
    """Return an application with ports, each published as the next number."""
    found = tuple(Port(f"tcp-{port + 1}", port + 1, port, "TCP", SPAN) for port in ports)
    return Application(name, name, NODE, SPAN, frozenset({name, f"{name}.local"}), found)


BACKINGS = (
    backing("db", "postgres", username="me", password="pw", database="app"),
    backing("cache", "redis"),
    backing("mq", "rabbitmq", username="guest"),
    backing("maria", "mysql", username="me", password="other", root="toor", database="shop"),
    backing("sql", "mcr.microsoft.com/mssql/server"),
    backing("store", "minio/minio", username="key"),
)
APPLICATIONS = (application("web"), application("api", 8000), application("two", 80, 9000), application("bare"))


def rewriter(variables):
    """Return a rewriter of the service web, whose variables these are."""
    hosts = Hosts(APPLICATIONS, BACKINGS)
    found = Rewriter(hosts, "web", Claims(), ClaimIds(BACKINGS, [databases_of(hosts, variables)]))
    found.learn(variables)
    return found


def rewritten(name, text, **others):
    """Return a value after the change, placeholders as `<…>`, and what was doubted."""
    subject = rewriter({**others, name: text})
    changed = subject.variable(name, text)
    return re.sub("\ufffe([^\uffff]*)\uffff", r"<\1>", changed), [what for what, _ in subject.doubts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "postgres://a:b@db:5432/x?ssl=1",
            "postgres://<db.username>:<db.password>@<db.host>:<db.port>/<db.name>?ssl=1",
        ),
        ("postgresql+asyncpg://db/x", "postgresql+asyncpg://<db.username>:<db.password>@<db.host>:<db.port>/<db.name>"),
        ("db+postgresql://db/x", "db+postgresql://<db.username>:<db.password>@<db.host>:<db.port>/<db.name>"),
        ("jdbc:postgresql://db:5432/x", "jdbc:postgresql://<db.host>:<db.port>/<db.name>"),
        ("redis://cache", "redis://<cache.username>:<cache.password>@<cache.host>:<cache.port>"),
        ("tcp://cache:6379", "tcp://<cache.host>:<cache.port>"),
        ("amqp://u:p@mq//", "amqp://<mq.username>:<mq.password>@<mq.host>:<mq.port>/<mq.vhost>"),
        ("cache:6379,db:5432", "<cache.host>:<cache.port>,<db.host>:<db.port>"),
        ("http://store:9000/bucket", "<store.endpoint>/bucket"),
        (
            "u:p@tcp(maria:3306)/shop?x=1",
            "<maria.username>:<maria.password>@tcp(<maria.host>:<maria.port>)/<maria.name>?x=1",
        ),
        (
            "Server=sql,1433;Database=x;Uid=sa;Pwd=y;Encrypt=no",
            "Server=<sql.server>,<sql.port>;Database=<sql.database>;Uid=<sql.username>;Pwd=<sql.password>;Encrypt=no",
        ),
        ("host=db dbname=x user=y", "host=<db.host> dbname=<db.name> user=<db.username>"),
        ("http://api:8000/v1", "http://<api.hostname>:<api.port>/v1"),
        ("http://two", "http://<two-tcp-81.hostname>:<two-tcp-81.port>"),
        ("http://me:pw@two:9000/x", "http://me:pw@<two-tcp-9001.hostname>:<two-tcp-9001.port>/x"),
        ("api.local:8000", "<api.hostname>:<api.port>"),
    ],
)
def test_addresses_become_placeholders(text, expected):
    """URLs, host and port, connection strings."""
    assert rewritten("X", text) == (expected, [])


@pytest.mark.parametrize(
    "text",
    [
        "http://example.com/db",
        "mydb:5432",
        "db.example.com:5432",
        "a-db:5432",
        "/var/db",
        "http://web:80",
        "database",
        "",
    ],
)
def test_what_is_no_address_stays(text):
    """The name of a service inside another word, in a path, or the service itself."""
    assert rewritten("X", text) == (text, [])


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("DB_HOST", "db", "<db.host>"),
        ("REDIS_HOSTS", "cache,cache", "<cache.host>,<cache.host>"),
        ("API_HOST", "api", "<api.name>"),
    ],
)
def test_bare_hosts_become_placeholders_where_the_variable_says_host(name, text, expected):
    """Elsewhere the name may mean anything."""
    assert rewritten(name, text) == (expected, [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DRIVER", "cache"),
        ("ALLOWED", "localhost, api"),
        ("STORE_HOST", "store"),
        ("BARE_HOST", "bare"),
        ("X", "http://mq:15672/api"),
        ("X", "api:81"),
        ("X", "cache,abortConnect=false"),
    ],
)
def test_what_may_be_an_address_is_doubted(name, text):
    """It stays, and the user is told."""
    changed, doubts = rewritten(name, text)
    assert changed == text
    assert len(doubts) == 1


def test_a_login_belongs_to_the_host_with_the_same_prefix():
    """Whatever its values were."""
    for name, output in (
        ("DB_USER", "username"),
        ("DB_PASSWORD", "password"),
        ("DB_NAME", "name"),
        ("DB_PORT", "port"),
    ):
        assert rewritten(name, "whatever", DB_HOST="db") == (f"<db.{output}>", [])


def test_a_login_is_known_by_its_value():
    """Among the backing services that the service refers to."""
    assert rewritten("PASSWORD", "pw", URL="db:5432") == ("<db.password>", [])
    assert rewritten("ROOT_PASSWORD", "toor", URL="maria:3306") == ("<maria.password>", [])
    assert rewritten("PASSWORD", "pw") == ("pw", [])
    assert rewritten("COLOUR", "pw", URL="db:5432") == ("pw", [])


def test_a_value_that_says_little_is_doubted():
    """A password that is also the user and the database may be any other password."""
    weak = backing("weak", "postgres", username="air", password="air", database="air")
    hosts = Hosts([], [weak])
    subject = Rewriter(hosts, "web", Claims(), ClaimIds([weak], []))
    subject.learn({"A": "weak:5432"})
    assert (subject.variable("WWW_PASSWORD", "air"), len(subject.doubts)) == ("air", 1)
    assert subject.variable("WEAK_PASSWORD", "air") != "air"


def test_an_ambiguous_login_is_doubted():
    """Unless a word of the variable names one of them."""
    changed, doubts = rewritten("LOGIN", "me", A="db:5432", B="maria:3306")
    assert (changed, len(doubts)) == ("me", 1)
    assert rewritten("POSTGRES_USER", "me", A="db:5432", B="maria:3306") == ("<db.username>", [])


def test_a_bucket_is_the_one_of_the_claim():
    """Its name in Compose does not matter."""
    assert rewritten("BUCKET", "uploads", URL="http://store:9000") == ("<store.bucket>", [])


def test_claims_are_made_for_what_is_read():
    """Shared ones by id, ports of workloads by their names."""
    subject = rewriter({})
    for text in ("db:5432", "api:8000", "two:80"):
        subject.text(text)
    subject.variable("API_HOST", "api")
    assert subject.claims.found == {
        "db": {"type": "postgres", "id": "db"},
        "api": {"type": "service-port", "params": {"workload": "api", "port": "tcp-8001"}},
        "two-tcp-81": {"type": "service-port", "params": {"workload": "two", "port": "tcp-81"}},
        "api-service": {"type": "service", "params": {"workload": "api"}},
    }


def test_each_database_of_a_server_is_a_claim():
    """A resource is one database."""
    subject = rewriter({"A": "postgres://db/app", "B": "postgres://db/other"})
    names = [deferred_names(subject.variable(name, f"postgres://db/{name}"))[0] for name in ("app", "other")]
    assert names == ["db.username", "db-other.username"]


def test_a_claim_is_made_once():
    """Another one of the same name gets a number."""
    claims = Claims()
    names = [claims.claim("a", {"type": kind}) for kind in ("x", "y", "x", "y", "z")]
    assert names == ["a", "a-2", "a", "a-2", "a-3"]


@hypothesis.given(
    strategies.text(alphabet="db:/@,=?api543280 .\ufffe\uffff", max_size=40),
    strategies.sampled_from(["A_HOST", "USER", "X"]),
)
def test_any_value_is_changed_or_stays(text, name):
    """Never an exception."""
    rewritten(name, text)
