"""Resource types as contracts: what claims may set and read, whatever answers them.

Source of the names: the provisioners of score-k8s, score-compose and score-spec/community-provisioners.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from podium.catalogue.types.contract import ResourceType
from podium.catalogue.types.databases import DATABASES
from podium.catalogue.types.messaging import MESSAGING
from podium.catalogue.types.network import NETWORK
from podium.catalogue.types.runtime import RUNTIME
from podium.catalogue.types.storage import STORAGE

__all__ = ["RESOURCE_TYPES", "ResourceType"]

RESOURCE_TYPES: Mapping[str, ResourceType] = MappingProxyType(
    {kind.name: kind for kind in sorted((*DATABASES, *MESSAGING, *NETWORK, *RUNTIME, *STORAGE), key=lambda t: t.name)}
)
"""The contracts by type name, sorted. A type that is not here is governed by the component that answers it."""
