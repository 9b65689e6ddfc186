"""The resource graph of an environment."""

from __future__ import annotations

from podium.graph.model import ResourceGraph, ResourceNode
from podium.graph.resolve import resolve_graph
from podium.graph.uid import ResourceUid

__all__ = ["ResourceGraph", "ResourceNode", "ResourceUid", "resolve_graph"]
