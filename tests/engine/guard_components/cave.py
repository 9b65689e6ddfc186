"""Another implementation of a coffer."""

from __future__ import annotations

from components._vault import Vault


class Cave(Vault):
    """A coffer under another name."""

    resource_type = "coffer"
