"""The second major version of a coffer."""

from __future__ import annotations

from components._vault import Vault


class Coffer(Vault):
    """The same with another version."""

    resource_type = "coffer"
    version = "2.0.0"
