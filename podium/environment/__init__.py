"""Environments: what a place offers, and which definition answers which request."""

from __future__ import annotations

from podium.environment.load import load_environment
from podium.environment.model import Criteria, Environment, EnvironmentType, Requirement, ResourceDefinition, Tier

__all__ = [
    "Criteria",
    "Environment",
    "EnvironmentType",
    "Requirement",
    "ResourceDefinition",
    "Tier",
    "load_environment",
]
