from __future__ import annotations

import re

import hypothesis
import pytest
from hypothesis import strategies

from podium.importing.names import free_name, label, labels, meaning_of

LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,61}[a-z0-9]")


@pytest.mark.parametrize(
    ("variable", "role", "prefix"),
    [
        ("WORDPRESS_DB_HOST", "host", ("WORDPRESS", "DB")),
        ("WORDPRESS_DB_NAME", "database", ("WORDPRESS", "DB")),
        ("DB_NAME", "database", ("DB",)),
        ("PGUSER", "username", ("PG",)),
        ("PGHOST", "host", ("PG",)),
        ("MYSQL_DATABASE", "database", ("MYSQL",)),
        ("POSTGRES_DB", "database", ("POSTGRES",)),
        ("spring.datasource.password", "password", ("SPRING", "DATASOURCE")),
        ("dbPort", "port", ("DB",)),
        ("DB_USER_NAME", "username", ("DB",)),
        ("AWS_ACCESS_KEY_ID", "username", ("AWS",)),
        ("AWS_SECRET_ACCESS_KEY", "password", ("AWS",)),
        ("S3_BUCKET_NAME", "bucket", ("S3",)),
        ("DB_CONNECTION", "", ("DB",)),
        ("CACHE_DRIVER", "", ("CACHE",)),
        ("SERVICE_NAME", "", ("SERVICE",)),
        ("API_KEY", "", ("API", "KEY")),
        ("_", "", ()),
    ],
)
def test_the_name_of_a_variable_says_what_it_is(variable, role, prefix):
    """Its last word, and the words before."""
    assert (meaning_of(variable).role, meaning_of(variable).prefix) == (role, prefix)


@pytest.mark.parametrize(
    ("name", "expected"), [("web", "web"), ("Web_1", "web-1"), ("x", "x-app"), ("_", "x-x"), ("a.b", "a-b")]
)
def test_names_are_made_legal(name, expected):
    """Two lower case letters at least."""
    assert label(name) == expected


@hypothesis.given(strategies.lists(strategies.text(max_size=70), unique=True, max_size=6))
def test_names_are_legal_and_different(names):
    """Whatever they were, in the same way each time."""
    found = labels(names)
    assert all(LABEL.fullmatch(name) for name in found.values())
    assert len(set(found.values())) == len(names)
    assert labels(reversed(names)) == found


def test_a_name_that_may_stay_goes_first():
    """Others make way."""
    assert labels(["web_1", "web-1"]) == {"web-1": "web-1", "web_1": "web-1-2"}


def test_a_taken_name_gets_a_number():
    """The first that is free."""
    assert free_name("db", {"db", "db-2"}) == "db-3"
