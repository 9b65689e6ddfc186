"""What criteria are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from podium.environment.model import Tier

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a definition's criteria are held against.

    Attributes:
        resource_type: Type of the request.
        resource_class: Class of the request.
        id: Id of the request.
        workload: Name of the workload that asks.
        team: Its team.
        tier: Its tier.
        labels: Its annotations.
    """

    resource_type: str
    resource_class: str
    id: str
    workload: str
    team: str
    tier: Tier
    labels: Mapping[str, str] = field(default_factory=dict)
