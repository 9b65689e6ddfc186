"""Environments: what a place offers, and which definition answers which request."""

from __future__ import annotations

from podium.environment.load import load_environment
from podium.environment.model import (
    CoProvision,
    Criteria,
    Environment,
    EnvironmentType,
    Pin,
    Requirement,
    ResourceDefinition,
    Tier,
)

__all__ = [
    "CoProvision",
    "Criteria",
    "Environment",
    "EnvironmentType",
    "Pin",
    "Requirement",
    "ResourceDefinition",
    "Tier",
    "load_environment",
]
