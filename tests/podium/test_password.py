"""The generated password. What the engine keeps of it is in tests/engine/test_components.py."""

from __future__ import annotations

import pulumi
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from podium.password import GeneratedPassword, _PasswordProvider


def test_password_has_the_length_and_plain_characters():
    """Letters and digits only: safe in URLs, shells and configuration files."""
    password = _PasswordProvider().create({"length": 24.0}).outs["password"]
    assert (len(password), password.isalnum(), password.isascii()) == (24, True, True)


def test_no_two_are_the_same():
    """Each creation makes another value and another id."""
    made = [_PasswordProvider().create({"length": 32}) for _ in range(20)]
    assert len({result.outs["password"] for result in made}) == 20
    assert len({result.id for result in made}) == 20


@pytest.mark.parametrize(
    ("length", "changes", "reason"), [(32, False, "the same password"), (40, True, "another length, another password")]
)
def test_only_another_length_replaces_it(length, changes, reason):
    """A password stays for ever unless another length is asked for."""
    result = _PasswordProvider().diff("id", {"length": 32.0, "password": "x"}, {"length": length})
    assert (result.changes, result.replaces) == (changes, ["length"] if changes else []), reason


def test_stored_provider_is_a_reference():
    """The state keeps the name of the class: the same on every machine, without any value."""
    stored = serialize_provider(_PasswordProvider())
    assert stored == serialize_provider(_PasswordProvider())
    assert len(stored) < 100
    assert _PasswordProvider.serialize_as_secret_always is False


def test_short_passwords_are_refused():
    """Below 16 characters a password could be found by trying."""
    with pytest.raises(ValueError, match="too short; at least 16"):
        GeneratedPassword("p", length=8, opts=pulumi.ResourceOptions())
