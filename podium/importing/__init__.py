"""Imports from other formats: Docker Compose files become Score files."""

from __future__ import annotations

from podium.importing.compose import ImportedWorkload, ImportResult, import_compose
from podium.importing.draft import ImportOptions

__all__ = ["ImportOptions", "ImportResult", "ImportedWorkload", "import_compose"]
