from __future__ import annotations

import pytest

from podium.diagnostics import Span
from podium.importing.backing import kind_of
from podium.importing.hosts import ClaimIds, Hosts, connections_of, databases_of, inferred_ports
from podium.importing.interpolation import defer
from podium.importing.project import Application, Backing
from podium.spec.document import parse_document

SPAN = Span("compose.yaml")
NODE = parse_document("{}", "compose.yaml")
DB = Backing("db", "db", kind_of("postgres"), NODE, SPAN, frozenset({"db"}), {"database": "main"}, frozenset())
CACHE = Backing("cache", "cache", kind_of("redis"), NODE, SPAN, frozenset({"cache"}), {}, frozenset())
BARE = Application("bare", "bare", NODE, SPAN, frozenset({"bare", "bare.local"}), ())
HOSTS = Hosts([BARE], [DB, CACHE])


def test_services_are_found_by_all_their_names():
    """In URLs, with ports, by keywords, alone."""
    texts = ["http://bare.local/x", "db:5432,cache:6379", "Server=db;X=y", "cache", "nothing of the kind: dba"]
    assert [[owner.name for owner in HOSTS.mentioned(text)] for text in texts] == [
        ["bare"],
        ["db", "cache"],
        ["db"],
        ["cache"],
        [],
    ]


def test_ports_that_nobody_declares_are_found():
    """Compose needs no declaration, Score does."""
    texts = ["http://bare/x", "bare:9000", "https://bare", "db:1", "bare:99999", f"{defer('X')}bare"]
    assert inferred_ports(HOSTS, texts) == {"bare": {80, 443, 9000}}


def test_variables_of_one_connection_share_a_prefix():
    """The host names the service."""
    found = connections_of(HOSTS, {"MY_DB_HOST": "db", "REDIS_URL": "redis://cache", "X": "db:5432"})
    assert {prefix: owner.name for prefix, owner in found.items()} == {("MY", "DB"): "db", ("REDIS",): "cache"}


@pytest.mark.parametrize(
    "variables",
    [
        {"URL": "postgres://u:p@db:5432/shop?x=y"},
        {"X": "host=db dbname=shop"},
        {"DB_HOST": "db", "DB_NAME": "shop"},
    ],
)
def test_databases_are_found(variables):
    """In the path of a URL, by a keyword, in a variable of their own."""
    assert databases_of(HOSTS, variables) == {"db": {"shop"}}


def test_what_has_no_databases_has_none():
    """The path of a Redis URL is no name."""
    assert databases_of(HOSTS, {"URL": "redis://cache/0", "X": "db:5432"}) == {}


@pytest.mark.parametrize(
    ("usage", "wanted", "expected"),
    [
        ([], set(), "db"),
        ([{"db": {"shop"}}], {"shop"}, "db"),
        ([{"db": {"shop"}}, {"db": {"main"}}], {"main"}, "db"),
        ([{"db": {"shop"}}, {"db": {"main"}}], {"shop"}, "db-shop"),
        ([{"db": {"shop"}}, {"db": {"Cart_1"}}], {"Cart_1"}, "db-cart-1"),
        ([{"db": {"shop", "cart"}}], {"shop", "cart"}, "db"),
    ],
)
def test_each_database_is_a_claim(usage, wanted, expected):
    """The one that the server makes, or the only one, is called like the service."""
    assert ClaimIds([DB, CACHE], usage).id_of(DB, wanted) == expected
