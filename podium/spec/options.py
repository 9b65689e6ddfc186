"""What a command says about loading Score files beyond their paths: overrides, and where sources may lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["EVERY_WORKLOAD", "NO_OPTIONS", "LoadOptions", "OverridesFile", "PropertyOverride"]

EVERY_WORKLOAD = ""
"""In place of a workload's name: every Score file that is read."""


@dataclass(frozen=True, slots=True)
class OverridesFile:
    """A file that is merged over Score files: mappings key by key, everything else replaced.

    Attributes:
        file: The YAML file, as the user gave it.
        workload: Name of the workload it is for, as it stands in the Score file; by default every workload.
    """

    file: Path
    workload: str = EVERY_WORKLOAD


@dataclass(frozen=True, slots=True)
class PropertyOverride:
    r"""One value that is set in Score files, or deleted from them.

    Attributes:
        path: Keys and indexes with dots between them; ``\.`` is a dot in a key, ``-1`` appends to a list.
        value: YAML; empty to delete what stands at the path.
        workload: Name of the workload it is for, as it stands in the Score file; by default every workload.
    """

    path: str
    value: str
    workload: str = EVERY_WORKLOAD


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How Score files are loaded; by default as they are, with sources from their own folders.

    Attributes:
        overrides: Files to merge over the Score files, in order.
        properties: Values to set or delete after that, in order.
        allowed_sources: Folders outside of a Score file's own that files may be taken from, with all below them.
    """

    overrides: tuple[OverridesFile, ...] = ()
    properties: tuple[PropertyOverride, ...] = ()
    allowed_sources: tuple[Path, ...] = ()


NO_OPTIONS = LoadOptions()
"""What holds where a command says nothing."""
