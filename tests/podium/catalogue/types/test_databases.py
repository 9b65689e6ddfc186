"""Contracts of databases: what public Score files read."""

from __future__ import annotations

import pytest

from podium.catalogue.types.databases import DATABASES

CONTRACTS = {contract.name: contract for contract in DATABASES}


@pytest.mark.parametrize("kind", ["mysql", "postgres"])
def test_sql_databases_offer_both_spellings(kind):
    """Files read `name` or `database`, and `username` or `user`."""
    assert {"name", "database", "username", "user", "host", "port", "password"} == CONTRACTS[kind].output_names.keys()


@pytest.mark.parametrize("kind", sorted(CONTRACTS))
def test_passwords_and_connection_strings_are_secret(kind):
    """And nothing else is."""
    secret = {name for name, is_secret in CONTRACTS[kind].output_names.items() if is_secret}
    assert secret == {"password", "connection"} & CONTRACTS[kind].output_names.keys()


@pytest.mark.parametrize("name", ["shop", "_shop1", "a" * 63])
def test_a_database_has_a_name_that_needs_no_quotes(name):
    """As all servers take it."""
    assert CONTRACTS["postgres"].params.model_validate({"database": name}).database == name


@pytest.mark.parametrize("name", ["", "1shop", "Shop", "sh-op", "a" * 64])
def test_other_names_of_databases_are_refused(name):
    """Before a server does."""
    with pytest.raises(ValueError, match="database"):
        CONTRACTS["postgres"].params.model_validate({"database": name})
