"""The plan: the graph with components, checked inputs and where every value came from; plain data, no engine."""

from __future__ import annotations

from podium.plan.build import plan_environment, plan_graph
from podium.plan.model import Plan, PlannedResource, Provenance

__all__ = ["Plan", "PlannedResource", "Provenance", "plan_environment", "plan_graph"]
