"""A server that several coffers may keep their data on."""

from __future__ import annotations

from components._vault import Vault


class CofferServer(Vault):
    """Another type that holds data."""

    resource_type = "coffer-server"
