"""Passwords that are made once and live in the state only, as a Pulumi user would write them.

A module of its own, because Pulumi stores a class of the main program as a whole, and one of a module by its name.
"""

import secrets
import string
import uuid

import pulumi
from pulumi import dynamic

ALPHABET = string.ascii_letters + string.digits


class PasswordProvider(dynamic.ResourceProvider):
    """Makes the password."""

    serialize_as_secret_always = False

    def create(self, props):
        """Return a new password."""
        length = int(props["length"])
        password = "".join(secrets.choice(ALPHABET) for _ in range(length))
        return dynamic.CreateResult(uuid.uuid4().hex, {"length": length, "password": password})

    def diff(self, _id, _olds, _news):
        """Only another length asks for another password."""
        changed = int(_olds["length"]) != int(_news["length"])
        return dynamic.DiffResult(changes=changed, replaces=["length"] if changed else [])


class GeneratedPassword(dynamic.Resource, module="podium", name="GeneratedPassword"):
    """A password of 32 letters and digits."""

    password: pulumi.Output[str]

    def __init__(self, name, opts):
        opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=["password"]))
        super().__init__(PasswordProvider(), name, {"length": 32, "password": None}, opts)
