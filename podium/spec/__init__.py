"""From a Score file to workloads: YAML with positions, the schema, the semantic rules, placeholders."""

from __future__ import annotations

from podium.spec.load import LoadResult, load_workloads
from podium.spec.model import Workload

__all__ = ["LoadResult", "Workload", "load_workloads"]
