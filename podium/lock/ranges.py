"""Ranges of versions that an environment keeps its components within."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from podium.diagnostics import Span

__all__ = ["VersionRange", "is_within"]


@dataclass(frozen=True, slots=True)
class VersionRange:
    """A range of versions, and who set it.

    Attributes:
        specifier: The range (PEP 440), such as ``>=1.2,<2``.
        source: Who set it, such as ``definition 'cache'``.
        span: Where it stands.
    """

    specifier: str
    source: str
    span: Span | None = None

    def allows(self, version: str) -> bool:
        """Return whether a version is in the range."""
        return is_within(version, self.specifier)

    def names(self, version: str) -> bool:
        """Return whether the range is this version and no other, as ``==2.0.0`` is."""
        exact = (part for part in _parsed(self.specifier) if part.operator in {"==", "==="})
        return any(not part.version.endswith(".*") and Version(part.version) == Version(version) for part in exact)

    def __str__(self) -> str:
        place = f" at {self.span}" if self.span else ""
        return f"'{self.specifier}' of {self.source}{place}"


def is_within(version: str, specifier: str) -> bool:
    """Return whether a version is in a range.

    Args:
        version: Three numbers, such as ``1.2.0``.
        specifier: The range (PEP 440); an empty one holds every version.
    """
    return _parsed(specifier).contains(version, prereleases=True)


@functools.lru_cache(maxsize=1024)
def _parsed(specifier: str) -> SpecifierSet:
    return SpecifierSet(specifier)
