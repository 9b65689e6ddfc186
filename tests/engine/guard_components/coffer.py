"""Something that holds data."""

from __future__ import annotations

from components._vault import Vault


class Coffer(Vault):
    """A volume, a password and a note."""

    resource_type = "coffer"
