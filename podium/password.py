"""A password that is generated once and kept as a secret.

The value is made while the resource is created and lives only in the encrypted state; no later run makes another one.
The resource inherits ``protect`` from its parent, so the key of a protected store is protected with it.
"""

from __future__ import annotations

import secrets
import string
import uuid
from typing import Any, Final

import pulumi
from pulumi import dynamic

__all__ = ["ALPHABET", "GeneratedPassword"]

ALPHABET: Final = string.ascii_letters + string.digits
"""The characters of a password."""

_SHORTEST: Final = 16


class _PasswordProvider(dynamic.ResourceProvider):
    """Makes the password in its own process.

    The engine keeps a reference to this class in the state, not its code: the reference holds no secret and is the same
    on every machine, so it is stored as it is.
    """

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Return a new password. Numbers arrive as floats."""
        length = int(props["length"])
        password = "".join(secrets.choice(ALPHABET) for _ in range(length))
        return dynamic.CreateResult(uuid.uuid4().hex, {"length": length, "password": password})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        """Only another length asks for another password."""
        changed = int(_olds["length"]) != int(_news["length"])
        return dynamic.DiffResult(changes=changed, replaces=["length"] if changed else [])


class GeneratedPassword(dynamic.Resource, module="podium", name="GeneratedPassword"):
    """A random password of letters and digits, safe in URLs, shells and configuration files.

    Attributes:
        password: The value; a secret output.
    """

    password: pulumi.Output[str]

    def __init__(self, name: str, *, length: int = 32, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the password.

        Args:
            name: Pulumi's logical name.
            length: Number of characters, at least 16; another length replaces the password.
            opts: Pulumi's resource options.

        Raises:
            ValueError: The length is below 16.
        """
        if length < _SHORTEST:
            raise ValueError(f"a password of {length} characters is too short; at least {_SHORTEST}")
        secret = pulumi.ResourceOptions(additional_secret_outputs=["password"])
        options = pulumi.ResourceOptions.merge(opts, secret)
        super().__init__(_PasswordProvider(), name, {"length": length, "password": None}, options)
